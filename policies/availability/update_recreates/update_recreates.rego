# METADATA
# title: An update does not stop all replicas
# description: >-
#   Recreate stops every pod before the first new one starts: each update is an outage, which more than one replica is
#   there to prevent.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment
# custom:
#   severity: medium
#   kinds: [Deployment.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: Use RollingUpdate; where two versions must never run together, run one replica.
package policies.availability.update_recreates

import data.policies.lib

deny contains {"object": lib.ref(o), "path": ["spec", "strategy", "type"], "message": message} if {
	some o in lib.objects_of("Deployment.apps")
	o.spec.strategy.type == "Recreate"
	lib.fewest(o) > 1
	message := sprintf("an update stops all of at least %d pods before it starts one", [lib.fewest(o)])
}
