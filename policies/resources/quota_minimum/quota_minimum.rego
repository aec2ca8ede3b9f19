# METADATA
# title: Every quota holds what its namespace runs at least
# description: >-
#   Pods beyond a quota are refused: what the namespace needs at all times does not start.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   severity: high
#   kinds: [ResourceQuota]
#   scope: objects
#   complete: true
#   controls: [NSA/resource-policies]
#   fix: >-
#     Raise the quota, or lower requests or replicas.
package policies.resources.quota_minimum

import data.policies.lib

deny contains {"object": lib.ref(quota), "path": ["spec", "hard", name], "message": message} if {
	some quota in lib.plain_quotas
	some name, bound in lib.dig(quota, ["spec", "hard"], {})
	needed := lib.quota_used(lib.namespace(quota), name, "min")
	needed > lib.milli(bound)
	resource := lib.quota_resource(name)
	message := sprintf("its workloads ask for at least %s of %s, and it holds %v", [lib.shown(resource, needed), name, bound])
}
