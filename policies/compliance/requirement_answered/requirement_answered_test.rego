package policies.compliance.requirement_answered_test

import data.policies.compliance.requirement_answered
import data.policies.lib.testing

row(state, by) := {"environment": {"name": "production"}, "requirements": {"ARC-01": {"state": state, "by": by}}}

objects := [testing.fixture("Service"), testing.fixture("Deployment.apps")]

cases["rendered"] := {"input": testing.described(objects, row("answered", ["Service", "Deployment"])), "want": set()}

cases["not rendered"] := {
	"input": testing.described(objects, row("answered", ["Service", "Cluster"])),
	"want": {{"model": true, "path": ["requirements", "ARC-01", "by", 1], "message": "ARC-01 claims Cluster, and no such object is rendered"}},
}

cases["deviates"] := {
	"input": testing.described(objects, row("deviates", ["Cluster"])),
	"want": {{"model": true, "path": ["requirements", "ARC-01", "by", 0], "message": "ARC-01 claims Cluster, and no such object is rendered"}},
}

of_components(state) := {"environment": {"name": "production"}, "components": ["chroma"], "requirements": {"ARC-02": {"state": state, "components": ["chroma", "qdrant"]}}}

cases["a component that is not rendered"] := {
	"input": testing.described(objects, of_components("answered")),
	"want": {{"model": true, "path": ["requirements", "ARC-02", "components", 1], "message": "ARC-02 claims the component qdrant, and it is not rendered"}},
}

cases["planned components"] := {"input": testing.described(objects, of_components("planned")), "want": set()}

cases["planned"] := {"input": testing.described(objects, row("planned", ["Cluster"])), "want": set()}

cases["another environment"] := {
	"input": testing.described(objects, object.union(row("answered", ["Cluster"]), {"environment": {"name": "dev"}})),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	requirement_answered.deny == case.want with input as case.input
}
