package policies.storage.claim_size_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.claim_size

claim_of(spec) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": "/spec", "value": spec}])

templates(spec) := testing.edit(testing.fixture("StatefulSet.apps"), [{"op": "add", "path": "/spec/volumeClaimTemplates", "value": [{"metadata": {"name": "d"}, "spec": spec}]}])

spec := testing.fixture("PersistentVolumeClaim").spec

small := json.remove(spec, ["resources"])

cases["a size"] := {"input": claim_of(spec), "want": set()}

cases["none"] := {"input": claim_of(small), "want": {{"path": ["spec", "resources", "requests", "storage"], "message": "it asks for no size"}}}

cases["one of a template"] := {"input": templates(spec), "want": set()}

cases["none of a template"] := {
	"input": templates(small),
	"want": {{"path": ["spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"], "message": "it asks for no size"}},
}

cases[sprintf("a volume of a %s", [kind])] := {
	"input": testing.set_pod(kind, ["volumes"], [{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": small}}}]),
	"want": {{"path": testing.pod_path(kind, ["volumes", 0, "ephemeral", "volumeClaimTemplate", "spec", "resources", "requests", "storage"]), "message": "it asks for no size"}},
} if {
	some kind in lib.workload_kinds
}

test_cases[note] if {
	some note, case in cases
	claim_size.deny == case.want with input as case.input
}
