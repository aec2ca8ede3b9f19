# METADATA
# title: The rules of a requirement exist
# description: >-
#   An auditor reads which rules keep a requirement. A rule that has gone, or was never there, keeps nothing.
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: model
#   controls: [SOC2/CC3.2]
#   fix: Name a rule that sutaz policy list shows, or add the one that is missing to policies/.
package policies.compliance.requirement_rules

import data.policies.lib

deny contains {"model": true, "path": ["requirements", id, "rules", i], "message": sprintf("%s names the rule %v, and there is none", [id, rule])} if {
	some id, requirement in lib.dig(input.model, ["requirements"], {})
	some i, rule in lib.dig(requirement, ["rules"], [])
	not rule in input.rules
}

deny contains {"model": true, "path": ["requirements", id], "message": sprintf("%s is answered by objects, and no rule keeps it so", [id])} if {
	some id, requirement in lib.dig(input.model, ["requirements"], {})
	requirement.state == "answered"
	count(lib.dig(requirement, ["rules"], [])) == 0
}
