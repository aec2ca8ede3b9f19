package policies.lib_rbac_test

import data.policies.lib
import data.policies.lib.testing

rule(resources, verbs) := {"rules": [testing.grant("", resources, verbs)]}

granted(role) := {g.resource | some g in lib.grants(role, "", {"pods", "pods/exec"}, {"create"})}

grants["a resource"] := [rule(["pods"], ["create"]), {"pods"}]

grants["a part"] := [rule(["pods/exec"], ["create"]), {"pods/exec"}]

grants["that part of every resource"] := [rule(["*/exec"], ["create"]), {"*/exec"}]

grants["everything"] := [rule(["*"], ["*"]), {"*"}]

grants["another verb"] := [rule(["pods"], ["get"]), set()]

grants["another part"] := [rule(["pods/log", "*/log"], ["create"]), set()]

grants["what the API server does not know"] := [rule(["pods/*", "*/*", "*/"], ["create"]), set()]

grants["another group"] := [{"rules": [testing.grant("apps", ["pods"], ["create"])]}, set()]

grants["every group"] := [{"rules": [testing.grant("*", ["pods"], ["create"])]}, {"pods"}]

grants["no rules"] := [{"rules": null}, set()]

test_grants[note] if {
	some note, [role, want] in grants
	granted(role) == want
}

test_granted if {
	[lib.granted(g) | some g in lib.grants(rule(["*"], ["list", "get"]), "", {"pods"}, {"get", "list"})] == ["rule 0 grants get, list on every resource"]
}

narrow["no names"] := [{}, false]

narrow["an empty list"] := [{"resourceNames": []}, false]

narrow["an empty name"] := [{"resourceNames": [""]}, false]

narrow["names"] := [{"resourceNames": ["a"]}, true]

narrow["what is no list"] := [{"resourceNames": 1}, false]

test_narrow[note] if {
	some note, [r, want] in narrow
	is_narrow(r) == want
}

is_narrow(r) if lib.narrow(r)

is_narrow(r) := false if not lib.narrow(r)

test_account if {
	binding := testing.fixture("RoleBinding.rbac.authorization.k8s.io")
	lib.account(binding, {"kind": "ServiceAccount", "name": "a"}) == {"namespace": "x", "name": "a"}
	lib.account(binding, {"kind": "User", "name": "system:serviceaccount:y:b"}) == {"namespace": "y", "name": "b"}
	not lib.account(binding, {"kind": "User", "name": "system:node:y:b"})
	not lib.account(binding, {"kind": "Group", "name": "a"})
}
