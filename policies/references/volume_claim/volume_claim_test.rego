package policies.references.volume_claim_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.volume_claim

mount(kind, name) := testing.set_pod(kind, ["volumes", 0], {"name": "d", "persistentVolumeClaim": {"claimName": name}})

wrong(kind, name) := {{
	"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["volumes", 0, "persistentVolumeClaim", "claimName"]),
	"message": sprintf(`volume "d" is the claim %s, and namespace x has none of that name`, [name]),
}}

cases[note] := {"input": testing.environment([mount(kind, "a")]), "want": wrong(kind, "a")} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["it is there"] := {"input": testing.environment([mount("Pod", "a"), testing.fixture("PersistentVolumeClaim")]), "want": set()}

cases["it is elsewhere"] := {
	"input": testing.environment([mount("Pod", "a"), testing.set("PersistentVolumeClaim", ["metadata", "namespace"], "y")]),
	"want": wrong("Pod", "a"),
}

cases["a StatefulSet makes it"] := {"input": testing.environment([mount("Pod", "data-a-0"), testing.fixture("StatefulSet.apps")]), "want": set()}

cases["a StatefulSet makes others"] := {
	"input": testing.environment([mount("Pod", "data-b-0"), testing.fixture("StatefulSet.apps")]),
	"want": wrong("Pod", "data-b-0"),
}

cases["a StatefulSet numbers them"] := {
	"input": testing.environment([mount("Pod", "data-a-"), testing.fixture("StatefulSet.apps")]),
	"want": wrong("Pod", "data-a-"),
}

cases["another pod makes it"] := {
	"input": testing.environment([mount("Deployment.apps", "a-e"), testing.set("Pod", ["spec", "volumes", 0], {"name": "e", "ephemeral": {"volumeClaimTemplate": {}}})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	volume_claim.deny == case.want with input as case.input
}
