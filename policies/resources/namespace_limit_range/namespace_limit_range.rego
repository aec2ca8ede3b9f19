# METADATA
# title: Every namespace that runs something has defaults for containers
# description: >-
#   A container that somebody starts by hand, or that a controller puts into a pod, has no bounds unless the namespace
#   gives it some; where there is a quota, it is refused.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   severity: low
#   kinds: [Namespace, workloads]
#   scope: objects
#   complete: true
#   controls: [NSA/resource-policies]
#   fix: >-
#     Render a LimitRange of type Container with a default limit and a default request for memory.
package policies.resources.namespace_limit_range

import data.policies.lib

deny contains {"object": place.ref, "path": place.path, "message": message} if {
	some namespace, list in lib.workloads_in
	count(list) > 0
	not namespace in lib.own_namespaces
	not namespace in bounded
	place := lib.namespace_place(namespace)
	message := sprintf("no limit range gives containers of namespace %s a memory limit", [namespace])
}

# A largest limit is a default too.
bounded contains lib.namespace(o) if {
	some o in lib.objects_of("LimitRange")
	some limit in o.spec.limits
	limit.type == "Container"
	some side in ["default", "max"]
	limit[side].memory
}
