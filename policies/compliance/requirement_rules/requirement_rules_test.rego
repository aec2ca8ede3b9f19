package policies.compliance.requirement_rules_test

import data.policies.compliance.requirement_rules

described(row) := {"objects": {}, "rules": ["pods/non-root", "rbac/wildcards"], "model": {"requirements": {"ACC-01": row}}}

cases["known"] := {"input": described({"state": "answered", "rules": ["rbac/wildcards", "pods/non-root"]}), "want": set()}

cases["unknown"] := {
	"input": described({"state": "answered", "rules": ["rbac/wildcards", "rbac/wild-cards"]}),
	"want": {{"model": true, "path": ["requirements", "ACC-01", "rules", 1], "message": "ACC-01 names the rule rbac/wild-cards, and there is none"}},
}

cases["unknown and planned"] := {
	"input": described({"state": "planned", "rules": ["pods/root"]}),
	"want": {{"model": true, "path": ["requirements", "ACC-01", "rules", 0], "message": "ACC-01 names the rule pods/root, and there is none"}},
}

cases["answered without a rule"] := {
	"input": described({"state": "answered"}),
	"want": {{"model": true, "path": ["requirements", "ACC-01"], "message": "ACC-01 is answered by objects, and no rule keeps it so"}},
}

cases["planned without a rule"] := {"input": described({"state": "planned"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	requirement_rules.deny == case.want with input as case.input
}
