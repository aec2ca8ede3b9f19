# METADATA
# title: What answers a requirement is rendered
# description: >-
#   A row that claims an answer which nobody renders tells an auditor what is not so. Rows speak of production; other
#   environments run a part of it.
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: model
#   controls: [SOC2/CC3.2]
#   fix: Render the kind or the component, or say in environments/requirements.cue that the row is planned or deviates.
package policies.compliance.requirement_answered

import data.policies.lib

deny contains {"model": true, "path": ["requirements", id, "by", i], "message": sprintf("%s claims %s, and no such object is rendered", [id, kind])} if {
	some id, requirement in claims
	some i, kind in lib.dig(requirement, ["by"], [])
	not kind in rendered
}

deny contains {"model": true, "path": ["requirements", id, "components", i], "message": sprintf("%s claims the component %s, and it is not rendered", [id, component])} if {
	some id, requirement in claims
	some i, component in lib.dig(requirement, ["components"], [])
	not component in components
}

# claims are the rows that say that something is there.
claims[id] := requirement if {
	input.model.environment.name == "production"
	some id, requirement in input.model.requirements
	requirement.state in {"answered", "deviates"}
}

# rendered are the kinds without their groups, as the rows name them.
rendered := {split(kind, ".")[0] | some kind, _ in input.objects}

components := {name | some name in lib.dig(input.model, ["components"], [])}
