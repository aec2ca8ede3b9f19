package policies.availability.zone_spread_test

import data.policies.availability.zone_spread
import data.policies.lib
import data.policies.lib.testing

critical(kind) := testing.edit(testing.set(kind, ["metadata", "labels", "sutaz.ai/tier"], "critical"), [{"op": "remove", "path": testing.pod_path(kind, ["topologySpreadConstraints"])}])

finding(kind) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": testing.pod_path(kind, []),
	"message": "3 pods of a critical workload always run, and nothing spreads them over zones",
}

with_pod(path, value) := testing.environment([testing.put(critical("Deployment.apps"), testing.pod_path("Deployment.apps", path), value)])

own := {"matchLabels": {"app.kubernetes.io/name": "a"}}

cases[note] := {"input": testing.environment([critical(kind)]), "want": {finding(kind)}} if {
	some kind in lib.counted
	note := sprintf("a critical %s that nothing spreads", [kind])
}

cases[note] := {
	"input": testing.environment([testing.set(kind, ["metadata", "labels", "sutaz.ai/tier"], "critical")]),
	"want": set(),
} if {
	some kind in lib.counted
	note := sprintf("a critical %s that is spread", [kind])
}

cases["only over hosts"] := {
	"input": with_pod(["topologySpreadConstraints"], [{"topologyKey": "kubernetes.io/hostname", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": own}]),
	"want": {finding("Deployment.apps")},
}

cases["other pods are spread"] := {
	"input": with_pod(["topologySpreadConstraints"], [{
		"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule",
		"labelSelector": {"matchLabels": {"app": "b"}},
	}]),
	"want": {finding("Deployment.apps")},
}

cases["required anti-affinity"] := {
	"input": with_pod(["affinity"], {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "topology.kubernetes.io/zone", "labelSelector": own}]}}),
	"want": set(),
}

cases["preferred anti-affinity"] := {
	"input": with_pod(["affinity"], {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{
		"weight": 1,
		"podAffinityTerm": {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": own},
	}]}}),
	"want": set(),
}

cases["anti-affinity to others"] := {
	"input": with_pod(["affinity"], {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
		"topologyKey": "topology.kubernetes.io/zone",
		"labelSelector": {"matchLabels": {"app": "b"}},
	}]}}),
	"want": {finding("Deployment.apps")},
}

cases["a standard workload"] := {"input": testing.environment([testing.drop_pod("Deployment.apps", ["topologySpreadConstraints"])]), "want": set()}

cases["one pod"] := {"input": testing.environment([testing.put(critical("Deployment.apps"), ["spec", "replicas"], 1)]), "want": set()}

test_cases[note] if {
	some note, case in cases
	zone_spread.deny == case.want with input as case.input
}
