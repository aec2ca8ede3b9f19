# METADATA
# title: What deviates is looked at again in time
# description: >-
#   A deviation was accepted until a day. After it nobody has accepted the risk, and the row still says that somebody
#   did.
# related_resources:
# - ref: https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: model
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Meet the requirement, or have the deviation accepted again with a new day in environments/requirements.cue.
package policies.compliance.deviation_current

deny contains {"model": true, "path": ["requirements", id, "deviation", "until"], "message": message} if {
	some id, requirement in input.model.requirements
	requirement.state == "deviates"
	until := requirement.deviation.until
	real(until)
	until < input.date
	message := sprintf("%s deviates until %s, and that day is past", [id, until])
}

# Days are written YYYY-MM-DD, so that their order is that of the text. A day that does not exist has none.
deny contains {"model": true, "path": ["requirements", id, "deviation", "until"], "message": message} if {
	some id, requirement in input.model.requirements
	requirement.state == "deviates"
	until := object.get(requirement, ["deviation", "until"], "")
	not real(until)
	message := sprintf("%s deviates until %v, which is no day", [id, until])
}

real(day) if {
	is_string(day)
	regex.match(`^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`, day)
	parts := [to_number(trim_left(part, "0")) | some part in split(day, "-")]
	parts[2] <= days(parts[0], parts[1])
}

days(_, month) := 31 if month in {1, 3, 5, 7, 8, 10, 12}

days(_, month) := 30 if month in {4, 6, 9, 11}

days(year, 2) := 29 if leap(year)

days(year, 2) := 28 if not leap(year)

leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

leap(year) if year % 400 == 0
