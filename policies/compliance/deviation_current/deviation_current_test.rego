package policies.compliance.deviation_current_test

import data.policies.compliance.deviation_current
import data.policies.lib.testing

row(until) := testing.described([], {"requirements": {"ARC-01": {"state": "deviates", "deviation": {"until": until}}}})

finding(message) := {{"model": true, "path": ["requirements", "ARC-01", "deviation", "until"], "message": message}}

cases["the day is to come"] := {"input": row("2026-01-02"), "want": set()}

cases["the day is today"] := {"input": row("2026-01-01"), "want": set()}

cases["the day is past"] := {"input": row("2025-12-31"), "want": finding("ARC-01 deviates until 2025-12-31, and that day is past")}

cases["a day of a leap year"] := {"input": row("2028-02-29"), "want": set()}

cases[day] := {"input": row(day), "want": finding(sprintf("ARC-01 deviates until %s, which is no day", [day]))} if {
	some day in ["2027-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "0000-01-01", "later"]
}

cases["a leap year of a century"] := {"input": row("2400-02-29"), "want": set()}

cases["planned, with an old deviation"] := {
	"input": testing.described([], {"requirements": {"ARC-01": {"state": "planned", "deviation": {"until": "2025-01-01"}}}}),
	"want": set(),
}

cases["planned"] := {"input": testing.described([], {"requirements": {"ARC-01": {"state": "planned"}}}), "want": set()}

test_cases[note] if {
	some note, case in cases
	deviation_current.deny == case.want with input as case.input
}
