package policies.storage.claim_class_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.claim_class

claim_of(spec) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": "/spec", "value": spec}])

templates(spec) := testing.edit(testing.fixture("StatefulSet.apps"), [{"op": "add", "path": "/spec/volumeClaimTemplates", "value": [{"metadata": {"name": "d"}, "spec": spec}]}])

spec := testing.fixture("PersistentVolumeClaim").spec

plain := json.remove(spec, ["storageClassName"])

cases["a class"] := {"input": claim_of(spec), "want": set()}

cases["the empty name"] := {"input": claim_of(object.union(spec, {"storageClassName": ""})), "want": set()}

cases["a volume by its name"] := {"input": claim_of(object.union(plain, {"volumeName": "v"})), "want": set()}

cases["a volume by its labels"] := {"input": claim_of(object.union(plain, {"selector": {"matchLabels": {"a": "b"}}})), "want": set()}

cases["none"] := {"input": claim_of(plain), "want": {{"path": ["spec", "storageClassName"], "message": "it names no storage class"}}}

cases["none of a template"] := {
	"input": templates(plain),
	"want": {{"path": ["spec", "volumeClaimTemplates", 0, "spec", "storageClassName"], "message": "it names no storage class"}},
}

cases[sprintf("a volume of a %s", [kind])] := {
	"input": testing.set_pod(kind, ["volumes"], [{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": plain}}}]),
	"want": {{"path": testing.pod_path(kind, ["volumes", 0, "ephemeral", "volumeClaimTemplate", "spec", "storageClassName"]), "message": "it names no storage class"}},
} if {
	some kind in lib.workload_kinds
}

test_cases[note] if {
	some note, case in cases
	claim_class.deny == case.want with input as case.input
}
