# METADATA
# title: Personal data stay in their region
# description: >-
#   Data that may not leave a jurisdiction are moved out of it by an environment that stands elsewhere: each record
#   there is a transfer that nobody allowed.
# related_resources:
# - ref: https://gdpr-info.eu/art-44-gdpr/
# custom:
#   severity: high
#   kinds: [workloads, PersistentVolumeClaim]
#   scope: model
#   controls: [GDPR/Art.44]
#   fix: >-
#     Leave the agent out of this environment (select except), or run the environment in a region of the residency.
package policies.compliance.residency

import data.policies.lib

deny contains {"object": lib.ref(o), "path": ["metadata", "labels", "sutaz.ai/residency"], "message": message} if {
	some kind in (lib.workload_kinds | {"PersistentVolumeClaim"})
	some o in lib.objects_of(kind)
	residency := lib.labels(o)["sutaz.ai/residency"]
	not at_home(residency)
	message := sprintf("its data may not leave %s, and region %s is %s", [residency, input.model.environment.region, where])
}

at_home(residency) if lib.residency_of(input.model.environment.region) == residency

where := lib.residency_of(input.model.environment.region)

where := "none whose law the rule knows" if not lib.residency_of(input.model.environment.region)
