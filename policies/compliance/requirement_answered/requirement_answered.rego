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
#   fix: Render the kind, or say in environments/requirements.cue that the row is planned or deviates.
package policies.compliance.requirement_answered

deny contains {"model": true, "path": ["requirements", id, "by", i], "message": sprintf("%s claims %s, and no such object is rendered", [id, kind])} if {
	input.model.environment.name == "production"
	some id, requirement in input.model.requirements
	requirement.state == "answered"
	some i, kind in requirement.by
	not kind in rendered
}

# rendered are the kinds without their groups, as the rows name them.
rendered := {split(kind, ".")[0] | some kind, _ in input.objects}
