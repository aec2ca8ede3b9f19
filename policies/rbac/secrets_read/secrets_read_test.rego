package policies.rbac.secrets_read_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.secrets_read

kinds := lib.roles

bad["get"] := [testing.grant("", ["secrets"], ["get"]), `rule 0 grants get on secrets: its holder reads them all`]

bad["list and watch"] := [testing.grant("", ["secrets"], ["watch", "list", "create"]), `rule 0 grants list, watch on secrets: its holder reads them all`]

bad["every verb"] := [testing.grant("", ["secrets"], ["*"]), `rule 0 grants every verb on secrets: its holder reads them all`]

bad["every resource"] := [testing.grant("", ["*"], ["get"]), `rule 0 grants get on every resource: its holder reads them all`]

bad["every group"] := [testing.grant("*", ["secrets"], ["get"]), `rule 0 grants get on secrets: its holder reads them all`]

bad["an empty name lets lists through"] := [testing.only(testing.grant("", ["secrets"], ["list"]), ["a", ""]), `rule 0 grants list on secrets: its holder reads them all`]

good["named"] := testing.only(testing.grant("", ["secrets"], ["get", "list", "watch"]), ["a"])

good["written, not read"] := testing.grant("", ["secrets"], ["create", "update", "delete"])

good["config maps"] := testing.grant("", ["configmaps"], ["get", "list", "watch"])

good["another group"] := testing.grant("x.example.com", ["secrets", "*"], ["get"])

good["parts of secrets"] := testing.grant("", ["*/secrets", "*/status"], ["get"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	secrets_read.deny == case.want with input as case.input
}
