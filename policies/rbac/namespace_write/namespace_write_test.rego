package policies.rbac.namespace_write_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.namespace_write

kinds := lib.roles

bad["patch"] := [testing.grant("", ["namespaces"], ["get", "patch"]), `rule 0 grants patch on namespaces: its holder lifts what their labels hold`]

bad["one that is named"] := [testing.only(testing.grant("", ["namespaces"], ["update"]), ["x"]), `rule 0 grants update on namespaces: its holder lifts what their labels hold`]

bad["every verb on everything"] := [testing.grant("*", ["*"], ["*"]), `rule 0 grants every verb on every resource: its holder lifts what their labels hold`]

good["they are read and made"] := testing.grant("", ["namespaces"], ["get", "list", "watch", "create", "delete"])

good["another group"] := testing.grant("x.example.com", ["namespaces"], ["patch"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	namespace_write.deny == case.want with input as case.input
}
