package policies.rbac.pod_forward_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.pod_forward

kinds := lib.roles

bad["port-forward"] := [testing.grant("", ["pods/portforward"], ["create"]), `rule 0 grants create on pods/portforward: its holder passes the network policies`]

bad["the proxy of pods"] := [testing.grant("", ["pods/proxy"], ["get"]), `rule 0 grants get on pods/proxy: its holder passes the network policies`]

bad["the proxy of services"] := [testing.grant("", ["services/proxy"], ["update"]), `rule 0 grants update on services/proxy: its holder passes the network policies`]

bad["every proxy"] := [testing.grant("", ["*/proxy"], ["*"]), `rule 0 grants every verb on */proxy: its holder passes the network policies`]

bad["everything"] := [testing.grant("*", ["*"], ["*"]), `rule 0 grants every verb on every resource: its holder passes the network policies`]

good["a service is named"] := testing.only(testing.grant("", ["services/proxy"], ["get"]), ["a"])

good["services"] := testing.grant("", ["services", "pods"], ["get", "create"])

good["nothing by list"] := testing.grant("", ["services/proxy"], ["list"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	pod_forward.deny == case.want with input as case.input
}
