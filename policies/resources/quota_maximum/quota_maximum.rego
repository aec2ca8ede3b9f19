# METADATA
# title: Every quota holds what its namespace may scale to
# description: >-
#   Autoscalers stop where the quota ends: under load the pods that were planned are refused. What has too little at its
#   minimum is told by resources/quota-minimum.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   severity: medium
#   kinds: [ResourceQuota]
#   scope: objects
#   complete: true
#   controls: [NSA/resource-policies]
#   fix: >-
#     Raise the quota to the sum of the largest numbers of replicas, or lower those.
package policies.resources.quota_maximum

import data.policies.lib

deny contains {"object": lib.ref(quota), "path": ["spec", "hard", name], "message": message} if {
	some quota in lib.plain_quotas
	some name, bound in lib.dig(quota, ["spec", "hard"], {})
	needed := lib.quota_used(lib.namespace(quota), name, "max")
	needed > lib.milli(bound)
	lib.quota_used(lib.namespace(quota), name, "min") <= lib.milli(bound)
	resource := lib.quota_resource(name)
	message := sprintf("its workloads may scale to %s of %s, and it holds %v", [lib.shown(resource, needed), name, bound])
}
