# METADATA
# title: Every namespace that runs something has a quota
# description: >-
#   Without a quota one namespace can take all nodes of the cluster, by mistake or by a runaway autoscaler.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   severity: medium
#   kinds: [Namespace, workloads]
#   scope: objects
#   complete: true
#   controls: [NSA/resource-policies]
#   fix: >-
#     Render a ResourceQuota for CPU and memory in the namespace.
package policies.resources.namespace_quota

import data.policies.lib

deny contains {"object": place.ref, "path": place.path, "message": message} if {
	some namespace, list in lib.workloads_in
	count(list) > 0
	not namespace in lib.own_namespaces
	missing := {resource | some resource in ["CPU", "memory"]; not bounded(namespace, resource)}
	count(missing) > 0
	place := lib.namespace_place(namespace)
	message := sprintf("no quota bounds the %s of namespace %s", [concat(" and the ", sort(missing)), namespace])
}

bounded(namespace, resource) if {
	some name in {"CPU": ["cpu", "limits.cpu", "requests.cpu"], "memory": ["limits.memory", "memory", "requests.memory"]}[resource]
	name in object.get(bounds, namespace, set())
}

bounds[lib.namespace(quota)] contains name if {
	some quota in lib.plain_quotas
	some name, _ in lib.dig(quota, ["spec", "hard"], {})
}
