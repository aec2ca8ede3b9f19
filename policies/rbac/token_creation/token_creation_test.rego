package policies.rbac.token_creation_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.token_creation

kinds := lib.roles

bad["any"] := [testing.grant("", ["serviceaccounts/token"], ["create"]), `rule 0 grants create on serviceaccounts/token: its holder is any service account`]

bad["every token"] := [testing.grant("", ["*/token"], ["*"]), `rule 0 grants every verb on */token: its holder is any service account`]

bad["every resource"] := [testing.grant("*", ["*"], ["create"]), `rule 0 grants create on every resource: its holder is any service account`]

good["named"] := testing.only(testing.grant("", ["serviceaccounts/token"], ["create"]), ["a"])

good["accounts"] := testing.grant("", ["serviceaccounts", "serviceaccounts/*"], ["create"])

good["reviews"] := testing.grant("authentication.k8s.io", ["tokenreviews"], ["create"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	token_creation.deny == case.want with input as case.input
}
