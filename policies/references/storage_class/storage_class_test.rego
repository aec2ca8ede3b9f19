package policies.references.storage_class_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.storage_class

model := {"environment": {"storageClasses": {"bulk": "bulk-rwo", "standard": "standard-rwo"}}}

claim(name) := testing.set("PersistentVolumeClaim", ["spec", "storageClassName"], name)

wrong(o, path) := {{"object": lib.ref(o), "path": array.concat(path, ["storageClassName"]), "message": "there is no storage class fast; the environment has bulk-rwo, standard-rwo"}}

cases["a claim"] := {"input": testing.described([claim("fast")], model), "want": wrong(claim("fast"), ["spec"])}

cases["a claim of a known class"] := {"input": testing.described([claim("bulk-rwo")], model), "want": set()}

cases["the word for a class"] := {
	"input": testing.described([claim("bulk")], model),
	"want": {{"object": lib.ref(claim("bulk")), "path": ["spec", "storageClassName"], "message": "there is no storage class bulk; the environment has bulk-rwo, standard-rwo"}},
}

cases["a claim of a rendered class"] := {"input": testing.described([claim("fast"), testing.fixture("StorageClass.storage.k8s.io")], model), "want": set()}

cases["no class"] := {"input": testing.described([claim(""), testing.fixture("Pod")], model), "want": set()}

set_of_pods := testing.fixture("StatefulSet.apps")

cases["a claim template"] := {
	"input": testing.described([set_of_pods], model),
	"want": wrong(set_of_pods, ["spec", "volumeClaimTemplates", 0, "spec"]),
}

volume := {"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "fast"}}}}

cases[note] := {
	"input": testing.described([testing.set_pod(kind, ["volumes", 0], volume)], model),
	"want": wrong(testing.fixture(kind), testing.pod_path(kind, ["volumes", 0, "ephemeral", "volumeClaimTemplate", "spec"])),
} if {
	some kind in lib.workload_kinds
	kind != "StatefulSet.apps"
	note := sprintf("a volume of a %s", [kind])
}

test_cases[note] if {
	some note, case in cases
	storage_class.deny == case.want with input as case.input
}
