package policies.availability.spread_selector_test

import data.policies.availability.spread_selector
import data.policies.lib
import data.policies.lib.testing

zones(selector) := [object.union({"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}, selector)]

spread(kind, selector) := testing.edit(testing.set_pod(kind, ["topologySpreadConstraints"], zones(selector)), [])

finding(kind) := {
	"path": testing.pod_path(kind, ["topologySpreadConstraints", 0]),
	"message": "the constraint over topology.kubernetes.io/zone does not select the pods that it stands in",
}

cases[note] := {"input": spread(kind, {"labelSelector": {"matchLabels": {"app": "b"}}}), "want": {finding(kind)}} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that counts others", [kind])
}

cases[note] := {"input": spread(kind, {"labelSelector": {"matchLabels": {"app.kubernetes.io/name": "a"}}}), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that counts itself", [kind])
}

cases["no selector counts nothing"] := {"input": spread("Deployment.apps", {}), "want": {finding("Deployment.apps")}}

cases["an empty selector counts all"] := {"input": spread("Deployment.apps", {"labelSelector": {}}), "want": set()}

cases["an expression that excludes"] := {
	"input": spread("Deployment.apps", {"labelSelector": {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": ["a"]}]}}),
	"want": {finding("Deployment.apps")},
}

cases["nothing is said"] := {"input": testing.drop_pod("Deployment.apps", ["topologySpreadConstraints"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	spread_selector.deny == case.want with input as case.input
}
