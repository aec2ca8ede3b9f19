package policies.rbac.bind_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.bind

kinds := lib.roles

bad["roles"] := [testing.grant(lib.rbac, ["roles"], ["bind"]), `rule 0 grants bind on roles, whatever the role grants`]

bad["every verb"] := [testing.grant(lib.rbac, ["clusterroles"], ["*"]), `rule 0 grants every verb on clusterroles, whatever the role grants`]

bad["every resource"] := [testing.grant("*", ["*"], ["bind"]), `rule 0 grants bind on every resource, whatever the role grants`]

bad["cluster-admin is named"] := [testing.only(testing.grant(lib.rbac, ["clusterroles"], ["bind"]), ["view", "cluster-admin"]), `rule 0 grants bind on clusterroles, cluster-admin among them`]

bad["no name is named"] := [testing.only(testing.grant(lib.rbac, ["clusterroles"], ["bind"]), []), `rule 0 grants bind on clusterroles, whatever the role grants`]

bad["an empty name"] := [testing.only(testing.grant(lib.rbac, ["clusterroles"], ["bind"]), [""]), `rule 0 grants bind on clusterroles, whatever the role grants`]

good["a role is named"] := testing.only(testing.grant(lib.rbac, ["clusterroles"], ["bind"]), ["view"])

good["writing bindings gives no more than one has"] := testing.grant(lib.rbac, ["rolebindings"], ["create", "update"])

good["pods are bound to nodes by another verb"] := testing.grant("", ["pods/binding"], ["create"])

good["roles of another group"] := testing.grant("x.example.com", ["roles"], ["bind"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	bind.deny == case.want with input as case.input
}
