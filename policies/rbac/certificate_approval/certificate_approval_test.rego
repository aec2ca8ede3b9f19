package policies.rbac.certificate_approval_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.certificate_approval

kinds := {lib.cluster_role}

bad["approval"] := [testing.grant("certificates.k8s.io", ["certificatesigningrequests/approval"], ["update"]), `rule 0 grants update on certificatesigningrequests/approval, and names no signers`]

bad["status carries the certificate"] := [testing.grant("certificates.k8s.io", ["certificatesigningrequests/status"], ["patch"]), `rule 0 grants patch on certificatesigningrequests/status, and names no signers`]

bad["every signer"] := [testing.grant("certificates.k8s.io", ["signers"], ["approve"]), `rule 0 grants approve on signers, for certificates that the API server trusts`]

bad["a signer of the cluster"] := [testing.only(testing.grant("certificates.k8s.io", ["signers"], ["sign"]), ["x.example.com/a", "kubernetes.io/kube-apiserver-client"]), `rule 0 grants sign on signers, for certificates that the API server trusts`]

bad["approval of everything"] := [testing.grant("*", ["*/approval"], ["*"]), `rule 0 grants every verb on */approval, and names no signers`]

good["requests are made"] := testing.grant("certificates.k8s.io", ["certificatesigningrequests"], ["create", "get", "list"])

good["a signer of one's own"] := testing.only(testing.grant("certificates.k8s.io", ["signers"], ["approve"]), ["x.example.com/a"])

good["signers of another group"] := testing.grant("x.example.com", ["signers"], ["approve"])

cases := object.union_n([testing.role_cases(kinds, bad, object.union(good, testing.odd)), more])

more["approval with a signer of one's own"] := {
	"input": testing.role(lib.cluster_role, [
		testing.grant("certificates.k8s.io", ["certificatesigningrequests/approval"], ["update"]),
		testing.only(testing.grant("certificates.k8s.io", ["signers"], ["approve"]), ["x.example.com/*"]),
	]),
	"want": set(),
}

more["everything"] := {
	"input": testing.role(lib.cluster_role, [testing.grant("*", ["*"], ["*"])]),
	"want": {
		{"path": testing.first, "message": "rule 0 grants every verb on every resource, and names no signers"},
		{"path": testing.first, "message": "rule 0 grants every verb on every resource, for certificates that the API server trusts"},
	},
}

test_cases[note] if {
	some note, case in cases
	certificate_approval.deny == case.want with input as case.input
}
