# METADATA
# title: Every kind of accelerator that a namespace uses is bounded
# description: >-
#   Cards are few. A quota says nothing of a resource that it does not name, so one autoscaler can take all cards of the
#   cluster, and models and agents of others wait.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   severity: medium
#   kinds: [Namespace, workloads]
#   scope: objects
#   complete: true
#   controls: [NSA/resource-policies]
#   fix: >-
#     Name the resource in the ResourceQuota of the namespace, as requests.nvidia.com/gpu.
package policies.resources.accelerator_quota

import data.policies.lib

deny contains {"object": place.ref, "path": place.path, "message": message} if {
	some namespace, list in lib.workloads_in
	not namespace in lib.own_namespaces
	some resource in {name | some w in list; some c in lib.sized(w.object); some name in accelerators(c.container)}
	not sprintf("requests.%s", [resource]) in object.get(bounds, namespace, set())
	place := lib.namespace_place(namespace)
	message := sprintf("no quota bounds the %s of namespace %s", [resource, namespace])
}

accelerators(container) := {name |
	some side in ["requests", "limits"]
	some name, _ in lib.dig(container, ["resources", side], {})
	regex.match(`^(nvidia\.com/(gpu$|mig-)|amd\.com/gpu$|gpu\.intel\.com/)`, name)
}

bounds[lib.namespace(quota)] contains name if {
	some quota in lib.plain_quotas
	some name, _ in lib.dig(quota, ["spec", "hard"], {})
}
