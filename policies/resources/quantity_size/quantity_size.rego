# METADATA
# title: No quantity is of another size than was meant
# description: >-
#   A slip of the unit is easily made: 512m of memory is half a byte, and 1Gi of CPU is a thousand million cores. Such a
#   container is killed at once, or never finds a node.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
# custom:
#   severity: high
#   kinds: [workloads, LimitRange, PersistentVolumeClaim, ResourceQuota]
#   scope: object
#   controls: []
#   fix: >-
#     Write cores as 500m or 2, and bytes as 512Mi or 2Gi.
package policies.resources.quantity_size

import data.policies.lib

deny contains {"path": q.path, "message": message} if {
	some q in quantities
	amount := lib.milli(q.quantity)
	wrong := size(q.resource, amount)
	message := sprintf("%s of %v is %s", [q.resource, q.quantity, wrong])
}

# size says what is odd about an amount. No machine has 1000 cores or 64 Ti of memory to give, and no process lives in less
# than 1 Mi. Zero is how a thing is forbidden.
size("cpu", amount) := sprintf("%s cores", [lib.shown("cpu", amount)]) if amount >= 1000000

size(resource, amount) := lib.shown(resource, amount) if {
	resource in {"ephemeral-storage", "memory", "storage"}
	amount > 0
	amount < 1048576000
}

size("memory", amount) := sprintf("%vTi", [round(amount / 1099511627776000)]) if amount > 64 * 1099511627776000

quantities contains {"path": lib.at(c.path, ["resources", side, resource]), "resource": resource, "quantity": quantity} if {
	some c in lib.sized(input)
	some side in ["requests", "limits"]
	some resource, quantity in lib.dig(c.container, ["resources", side], {})
}

quantities contains {"path": lib.at(pod.path, ["resources", side, resource]), "resource": resource, "quantity": quantity} if {
	pod := lib.pod(input)
	some side in ["requests", "limits"]
	some resource, quantity in lib.dig(pod.spec, ["resources", side], {})
}

quantities contains {"path": ["spec", "limits", i, side, resource], "resource": resource, "quantity": quantity} if {
	lib.kind(input) == "LimitRange"
	some i, limit in input.spec.limits
	some side in ["default", "defaultRequest", "max"]
	some resource, quantity in lib.dig(limit, side, {})
}

quantities contains {"path": ["spec", "resources", "requests", "storage"], "resource": "storage", "quantity": input.spec.resources.requests.storage} if {
	lib.kind(input) == "PersistentVolumeClaim"
}

quantities contains {"path": ["spec", "volumeClaimTemplates", i, "spec", "resources", "requests", "storage"], "resource": "storage", "quantity": quantity} if {
	lib.kind(input) == "StatefulSet.apps"
	some i, template in input.spec.volumeClaimTemplates
	quantity := template.spec.resources.requests.storage
}

# The whole of a namespace may be any number of cores, and petabytes: of a quota the small ones are odd.
quantities contains {"path": ["spec", "hard", name], "resource": resource, "quantity": quantity} if {
	lib.kind(input) == "ResourceQuota"
	some name, quantity in lib.dig(input, ["spec", "hard"], {})
	some [_, resource] in regex.find_all_string_submatch_n(`[./]?(memory|storage|ephemeral-storage)$`, name, 1)
	lib.milli(quantity) < 1048576000
}
