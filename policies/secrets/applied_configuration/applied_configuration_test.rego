package policies.secrets.applied_configuration_test

import data.policies.lib.testing
import data.policies.secrets.applied_configuration

name := "kubectl.kubernetes.io/last-applied-configuration"

noted(value) := object.union(testing.fixture("Secret"), {"metadata": {"annotations": {name: value}}})

cases[sprintf("the values of %s", [field])] := {
	"input": noted(json.marshal({"kind": "Secret", field: {"a": "YQ=="}})),
	"want": {{"path": ["metadata", "annotations", name], "message": "the annotation repeats the values of the Secret"}},
} if {
	some field in ["data", "stringData"]
}

cases["no values"] := {"input": noted(json.marshal({"kind": "Secret", "data": {"a": ""}})), "want": set()}

cases["other fields"] := {"input": noted(json.marshal({"kind": "Secret", "metadata": {"name": "a"}})), "want": set()}

cases["no JSON"] := {"input": noted("{"), "want": set()}

cases["no object"] := {"input": noted("[1]"), "want": set()}

cases["no text"] := {"input": noted({"data": {}}), "want": set()}

cases["no annotation"] := {"input": testing.fixture("Secret"), "want": set()}

test_cases[note] if {
	some note, case in cases
	applied_configuration.deny == case.want with input as case.input
}
