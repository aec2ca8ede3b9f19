package policies.availability.host_spread_test

import data.policies.availability.host_spread
import data.policies.lib
import data.policies.lib.testing

loose(kind) := testing.drop_pod(kind, ["topologySpreadConstraints"])

finding(kind) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": testing.pod_path(kind, []),
	"message": "3 pods always run, and nothing keeps them on different nodes",
}

own := {"matchLabels": {"app.kubernetes.io/name": "a"}}

cases[note] := {"input": testing.environment([loose(kind)]), "want": {finding(kind)}} if {
	some kind in lib.counted
	note := sprintf("a %s that nothing spreads", [kind])
}

cases[note] := {"input": testing.environment([testing.fixture(kind)]), "want": set()} if {
	some kind in lib.counted
	note := sprintf("a %s that is spread", [kind])
}

cases["only over zones"] := {
	"input": testing.environment([testing.put(loose("Deployment.apps"), testing.pod_path("Deployment.apps", ["topologySpreadConstraints"]), [{
		"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": own,
	}])]),
	"want": {finding("Deployment.apps")},
}

cases["never two in a zone"] := {
	"input": testing.environment([testing.put(loose("Deployment.apps"), testing.pod_path("Deployment.apps", ["affinity"]), {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
		"topologyKey": "topology.kubernetes.io/zone",
		"labelSelector": own,
	}]}})]),
	"want": set(),
}

cases["never two of others in a zone"] := {
	"input": testing.environment([testing.put(loose("Deployment.apps"), testing.pod_path("Deployment.apps", ["affinity"]), {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
		"topologyKey": "topology.kubernetes.io/zone",
		"labelSelector": {"matchLabels": {"app": "b"}},
	}]}})]),
	"want": {finding("Deployment.apps")},
}

cases["one pod"] := {"input": testing.environment([testing.put(loose("Deployment.apps"), ["spec", "replicas"], 1)]), "want": set()}

test_cases[note] if {
	some note, case in cases
	host_spread.deny == case.want with input as case.input
}
