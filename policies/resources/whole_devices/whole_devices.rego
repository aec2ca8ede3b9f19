# METADATA
# title: Devices are asked for whole, and as much as they are allowed
# description: >-
#   GPUs and other devices are given out whole and to one container: the API server refuses a part of one, and a request
#   unlike its limit.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Write a whole number in resources.limits, and the same or nothing in resources.requests.
package policies.resources.whole_devices

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources", side, name]), "message": message} if {
	some c in lib.sized(input)
	some side in ["requests", "limits"]
	some name, quantity in lib.dig(c.container, ["resources", side], {})
	device(name)
	amount := lib.milli(quantity)
	amount != floor(amount / 1000) * 1000
	message := sprintf("%s names %v of %s, which is given out whole", [lib.called(c), quantity, name])
}

deny contains {"path": lib.at(c.path, ["resources", "requests", name]), "message": message} if {
	some c in lib.sized(input)
	some name, quantity in lib.dig(c.container, ["resources", "requests"], {})
	not_shared(name)
	limit := limit_of(c.container, name)
	not same(quantity, limit)
	message := sprintf("%s asks for %v of %s and its limit is %v; they must be the same", [lib.called(c), quantity, name, limit])
}

limit_of(container, name) := container.resources.limits[name]

limit_of(container, name) := "nothing" if not container.resources.limits[name]

same(a, b) if lib.milli(a) == lib.milli(b)

# device says whether a name is that of what a device plugin gives out.
device(name) if {
	contains(name, "/")
	not regex.match(`(^|\.)kubernetes\.io/`, name)
	not startswith(name, "requests.")
}

not_shared(name) if device(name)

not_shared(name) if startswith(name, "hugepages-")
