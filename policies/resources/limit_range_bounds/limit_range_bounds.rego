# METADATA
# title: No container or claim is outside the limit range of its namespace
# description: >-
#   What is outside the bounds of a limit range is refused: the controller never gets its pods.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   severity: high
#   kinds: [PersistentVolumeClaim, workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Change the request or the limit, or the bounds of the namespace.
package policies.resources.limit_range_bounds

import data.policies.lib

deny contains {"object": lib.ref(item.object), "path": item.path, "message": message} if {
	some limits in lib.objects_of("LimitRange")
	some limit in limits.spec.limits
	some item in items(limit.type, lib.namespace(limits))
	some problem in outside(item, limit)
	message := sprintf("%s, says the limit range %s", [problem, limits.metadata.name])
}

# items are what a limit of a type bounds, with amounts of both sides.
items("Container", namespace) := [{"object": w.object, "path": lib.at(c.path, ["resources"]), "called": lib.called(c), "requests": requests, "limits": limits} |
	some w in object.get(lib.workloads_in, namespace, [])
	some c in lib.sized(w.object)
	requests := lib.container_amounts(c.container, "requests")
	limits := lib.container_amounts(c.container, "limits")
]

items("Pod", namespace) := [{"object": a.object, "path": lib.pod(a.object).path, "called": "the pod", "requests": a.requests, "limits": a.limits} |
	some a in object.get(lib.asked, namespace, [])
]

items("PersistentVolumeClaim", namespace) := [{"object": o, "path": ["spec", "resources"], "called": "the claim", "requests": lib.amounts(lib.dig(o, ["spec", "resources"], {}), "requests"), "limits": {}} |
	some o in input.objects.PersistentVolumeClaim[namespace]
]

outside(item, limit) := ({message |
	some resource, bound in lib.dig(limit, "max", {})
	some side, verb in {"limits": "may use", "requests": "asks for"}
	item[side][resource] > lib.milli(bound)
	message := sprintf("%s %s %s of %s, and the most is %v", [item.called, verb, lib.shown(resource, item[side][resource]), resource, bound])
} | {message |
	some resource, bound in lib.dig(limit, "min", {})
	some side, verb in {"limits": "may use", "requests": "asks for"}
	item[side][resource] < lib.milli(bound)
	message := sprintf("%s %s %s of %s, and the least is %v", [item.called, verb, lib.shown(resource, item[side][resource]), resource, bound])
}) | {message |
	some resource, ratio in lib.dig(limit, "maxLimitRequestRatio", {})
	item.requests[resource] > 0
	item.limits[resource] * 1000 > item.requests[resource] * lib.milli(ratio)
	message := sprintf("%s may use more than %v times the %s that it asks for", [item.called, ratio, resource])
}
