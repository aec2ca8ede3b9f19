# METADATA
# title: Every quota holds the volumes of its namespace
# description: >-
#   Claims beyond a quota are refused, and their pods never start.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota
# custom:
#   severity: high
#   kinds: [ResourceQuota]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Raise the quota, or ask for smaller or fewer volumes.
package policies.resources.quota_storage

import data.policies.lib

deny contains {"object": lib.ref(quota), "path": ["spec", "hard", name], "message": message} if {
	some quota in lib.plain_quotas
	some name, bound in lib.dig(quota, ["spec", "hard"], {})
	needed := used(object.get(claimed, lib.namespace(quota), []), name)
	needed > lib.milli(bound)
	message := sprintf("its claims need %s of %s, and it holds %v", [lib.shown(resource(name), needed), name, bound])
}

resource(name) := "storage" if endswith(name, "requests.storage")

resource(name) := "claims" if not endswith(name, "requests.storage")

used(list, "requests.storage") := sum([c.total | some c in list])

used(list, name) := 1000 * sum([c.number | some c in list]) if name in {"count/persistentvolumeclaims", "persistentvolumeclaims"}

used(list, name) := sum([c.total | some c in list; c.class == class]) if {
	endswith(name, ".storageclass.storage.k8s.io/requests.storage")
	class := trim_suffix(name, ".storageclass.storage.k8s.io/requests.storage")
}

used(list, name) := 1000 * sum([c.number | some c in list; c.class == class]) if {
	endswith(name, ".storageclass.storage.k8s.io/persistentvolumeclaims")
	class := trim_suffix(name, ".storageclass.storage.k8s.io/persistentvolumeclaims")
}

# claimed are the claims of each namespace: how large, of what class, and how many at the fewest.
claimed[namespace] := [{"total": size * number, "class": lib.dig(c.spec, "storageClassName", ""), "number": number} |
	some c in list
	size := lib.milli(c.spec.resources.requests.storage)
	number := times(c.object)
] if {
	some namespace, list in by_namespace
}

by_namespace[namespace] := [c | some i in numbers_of; c := lib.claims[i]] if {
	some namespace, numbers_of in numbers_in
}

numbers_in[lib.namespace(c.object)] contains i if some i, c in lib.claims

times(o) := 1 if lib.kind(o) == "PersistentVolumeClaim"

times(o) := lib.replicas(o).min if lib.kind(o) != "PersistentVolumeClaim"
