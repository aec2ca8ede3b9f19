package policies.rbac.ephemeral_containers_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.ephemeral_containers

kinds := lib.roles

bad["patch"] := [testing.grant("", ["pods/ephemeralcontainers"], ["patch", "get"]), `rule 0 grants patch on pods/ephemeralcontainers: its holder runs any image within a pod`]

bad["a pod that is named runs any image too"] := [testing.only(testing.grant("", ["pods/ephemeralcontainers"], ["update"]), ["a-0"]), `rule 0 grants update on pods/ephemeralcontainers: its holder runs any image within a pod`]

bad["this part of everything"] := [testing.grant("*", ["*/ephemeralcontainers"], ["patch"]), `rule 0 grants patch on */ephemeralcontainers: its holder runs any image within a pod`]

bad["every resource"] := [testing.grant("", ["*"], ["patch"]), `rule 0 grants patch on every resource: its holder runs any image within a pod`]

good["they are read"] := testing.grant("", ["pods/ephemeralcontainers"], ["get"])

good["pods"] := testing.grant("", ["pods", "pods/*"], ["patch"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	ephemeral_containers.deny == case.want with input as case.input
}
