package policies.rbac.pod_exec_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.pod_exec

kinds := lib.roles

bad["exec"] := [testing.grant("", ["pods/exec"], ["create"]), `rule 0 grants create on pods/exec: its holder runs commands in any container`]

bad["attach"] := [testing.grant("", ["pods/attach"], ["create"]), `rule 0 grants create on pods/attach: its holder runs commands in any container`]

bad["get is enough for an older cluster"] := [testing.grant("", ["pods/exec"], ["get"]), `rule 0 grants get on pods/exec: its holder runs commands in any container`]

bad["this part of every resource"] := [testing.grant("", ["*/exec"], ["create"]), `rule 0 grants create on */exec: its holder runs commands in any container`]

bad["every resource"] := [testing.grant("", ["*"], ["create"]), `rule 0 grants create on every resource: its holder runs commands in any container`]

bad["every verb and group"] := [testing.grant("*", ["pods/attach"], ["*"]), `rule 0 grants every verb on pods/attach: its holder runs commands in any container`]

good["pods and logs"] := testing.grant("", ["pods", "pods/log"], ["get", "list"])

good["a pod is named"] := testing.only(testing.grant("", ["pods/exec"], ["create"]), ["a-0"])

good["stars that grant nothing"] := testing.grant("", ["pods/*", "*/*"], ["create"])

good["verbs that it does not have"] := testing.grant("", ["pods/exec"], ["list", "delete"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	pod_exec.deny == case.want with input as case.input
}
