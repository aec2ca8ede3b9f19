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

cases["planned"] := {"input": testing.described(objects, row("planned", ["Cluster"])), "want": set()}

cases["another environment"] := {
	"input": testing.described(objects, object.union(row("answered", ["Cluster"]), {"environment": {"name": "dev"}})),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	requirement_answered.deny == case.want with input as case.input
}
