package policies.rbac.admission_write_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.admission_write

kinds := {lib.cluster_role}

bad["mutating webhooks"] := [testing.grant("admissionregistration.k8s.io", ["mutatingwebhookconfigurations"], ["create"]), `rule 0 grants create on mutatingwebhookconfigurations: its holder says what the cluster admits`]

bad["its own by name"] := [testing.only(testing.grant("admissionregistration.k8s.io", ["validatingwebhookconfigurations"], ["get", "patch"]), ["a"]), `rule 0 grants patch on validatingwebhookconfigurations: its holder says what the cluster admits`]

bad["policies are deleted"] := [testing.grant("admissionregistration.k8s.io", ["validatingadmissionpolicybindings"], ["delete"]), `rule 0 grants delete on validatingadmissionpolicybindings: its holder says what the cluster admits`]

bad["everything of the group"] := [testing.grant("admissionregistration.k8s.io", ["*"], ["*"]), `rule 0 grants every verb on every resource: its holder says what the cluster admits`]

good["they are read"] := testing.grant("admissionregistration.k8s.io", ["mutatingwebhookconfigurations", "validatingadmissionpolicies"], ["get", "list", "watch"])

good["another group"] := testing.grant("x.example.com", ["mutatingwebhookconfigurations"], ["create"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	admission_write.deny == case.want with input as case.input
}
