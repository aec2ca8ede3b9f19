# METADATA
# title: No request is above its limit
# description: >-
#   The API server refuses a container or a pod that asks for more than it may use.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Lower the request or raise the limit. What all containers ask for together must fit the pod as a whole, where that
#     is bounded.
package policies.resources.request_above_limit

import data.policies.lib

deny contains {"path": array.concat(o.path, ["resources", "requests", name]), "message": message} if {
	some o in owners
	some name, quantity in lib.dig(o.resources, "requests", {})
	limit := o.resources.limits[name]
	lib.milli(quantity) > lib.milli(limit)
	message := sprintf("%s asks for %v of %s, and may use %v", [o.called, quantity, name, limit])
}

deny contains {"path": lib.at(pod.path, ["resources", side, name]), "message": message} if {
	pod := lib.pod(input)
	some side in ["requests", "limits"]
	some name, quantity in lib.dig(pod.spec, ["resources", side], {})
	asked := lib.dig(lib.contained(pod.spec, "requests"), name, 0)
	asked > lib.milli(quantity)
	message := sprintf("the containers ask for %s of %s together, and the pod as a whole has %v", [lib.shown(name, asked), name, quantity])
}

deny contains {"path": lib.at(c.path, ["resources", "limits", name]), "message": message} if {
	pod := lib.pod(input)
	some c in lib.sized(input)
	some name, quantity in lib.dig(c.container, ["resources", "limits"], {})
	whole := pod.spec.resources.limits[name]
	lib.milli(quantity) > lib.milli(whole)
	message := sprintf("%s may use %v of %s, and the pod as a whole %v", [lib.called(c), quantity, name, whole])
}

owners := array.concat(
	[{"path": c.path, "resources": c.container.resources, "called": lib.called(c)} | some c in lib.sized(input)],
	[{"path": p.path, "resources": p.spec.resources, "called": "the pod as a whole"} | p := lib.pod(input)],
)
