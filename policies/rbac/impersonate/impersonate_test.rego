package policies.rbac.impersonate_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.impersonate

kinds := lib.roles

bad["users"] := [testing.grant("", ["users"], ["impersonate"]), `rule 0 grants impersonate on users: its holder is whoever it wants to be`]

bad["groups"] := [testing.grant("", ["groups"], ["impersonate"]), `rule 0 grants impersonate on groups: its holder is whoever it wants to be`]

bad["service accounts"] := [testing.grant("", ["serviceaccounts"], ["impersonate"]), `rule 0 grants impersonate on serviceaccounts: its holder is whoever it wants to be`]

bad["every verb"] := [testing.grant("", ["serviceaccounts"], ["*"]), `rule 0 grants every verb on serviceaccounts: its holder is whoever it wants to be`]

bad["everything"] := [testing.grant("*", ["*"], ["*"]), `rule 0 grants every verb on every resource: its holder is whoever it wants to be`]

bad["the masters are named"] := [testing.only(testing.grant("", ["groups"], ["impersonate"]), ["system:masters"]), `rule 0 grants impersonate on groups: its holder is system:masters`]

good["somebody is named"] := testing.only(testing.grant("", ["users"], ["impersonate"]), ["jane@example.com"])

good["a service account is named"] := testing.only(testing.grant("", ["users"], ["impersonate"]), ["system:serviceaccount:x:a"])

good["additions"] := testing.grant("authentication.k8s.io", ["uids", "userextras/scopes"], ["impersonate"])

good["reading service accounts"] := testing.grant("", ["serviceaccounts"], ["get", "list"])

good["users of another group"] := testing.grant("user.openshift.io", ["users"], ["impersonate"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	impersonate.deny == case.want with input as case.input
}
