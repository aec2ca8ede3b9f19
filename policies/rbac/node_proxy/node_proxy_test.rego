package policies.rbac.node_proxy_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.node_proxy

kinds := {lib.cluster_role}

bad["get"] := [testing.grant("", ["nodes/proxy"], ["get"]), `rule 0 grants get on nodes/proxy: its holder runs commands in every pod of a node`]

bad["a node is named"] := [testing.only(testing.grant("", ["nodes/proxy"], ["create"]), ["n"]), `rule 0 grants create on nodes/proxy: its holder runs commands in every pod of a node`]

bad["every proxy"] := [testing.grant("", ["*/proxy"], ["get"]), `rule 0 grants get on */proxy: its holder runs commands in every pod of a node`]

bad["everything"] := [testing.grant("*", ["*"], ["*"]), `rule 0 grants every verb on every resource: its holder runs commands in every pod of a node`]

good["nodes and what is measured of them"] := testing.grant("", ["nodes", "nodes/metrics", "nodes/stats"], ["get", "list"])

good["the proxy of services"] := testing.grant("", ["services/proxy"], ["get"])

good["metrics of another group"] := testing.grant("metrics.k8s.io", ["nodes", "nodes/proxy"], ["get"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	node_proxy.deny == case.want with input as case.input
}
