package policies.rbac.api_write_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.api_write

kinds := {lib.cluster_role}

bad["definitions"] := [testing.grant("apiextensions.k8s.io", ["customresourcedefinitions"], ["create"]), `rule 0 grants create on customresourcedefinitions: its holder says what the API is`]

bad["APIServices"] := [testing.grant("apiregistration.k8s.io", ["apiservices"], ["update", "delete"]), `rule 0 grants delete, update on apiservices: its holder says what the API is`]

bad["every group"] := [testing.grant("*", ["apiservices"], ["*"]), `rule 0 grants every verb on apiservices: its holder says what the API is`]

good["they are read"] := testing.grant("apiextensions.k8s.io", ["customresourcedefinitions"], ["get", "list", "watch"])

good["the status"] := testing.grant("apiextensions.k8s.io", ["customresourcedefinitions/status"], ["patch"])

good["the wrong group"] := testing.grant("", ["apiservices"], ["create"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	api_write.deny == case.want with input as case.input
}
