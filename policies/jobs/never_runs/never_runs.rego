# METADATA
# title: A CronJob has a time at which it runs
# description: >-
#   Kubernetes accepts a schedule for a day that none of its months has, and never runs it: what it should do, such as a
#   backup, is silently not done.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
# custom:
#   severity: high
#   kinds: [CronJob.batch]
#   scope: object
#   controls: []
#   fix: Choose a day of the month that its months have, such as 28, in spec.schedule.
package policies.jobs.never_runs

months := {
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

lengths := [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

# A day of the week, where one is said, is a time of its own.
deny contains {"path": ["spec", "schedule"], "message": message} if {
	is_string(input.spec.schedule)
	fields := regex.split(`\s+`, trim_space(input.spec.schedule))
	count(fields) == 5
	fields[4] in {"*", "?"}
	days := [first(term) | some term in split(fields[2], ",")]
	chosen := [month | some term in split(lower(fields[3]), ","); some month in range(term)]
	longest := max([lengths[month - 1] | some month in chosen])
	min(days) > longest
	message := sprintf("the schedule %q has no day: the months that it names have at most %d", [input.spec.schedule, longest])
}

# first is the first day of a term: of 30, 30-31 or 30/2.
first(term) := to_number(regex.find_n(`^\d{1,2}`, term, 1)[0])

first(term) := 1 if not regex.match(`^\d`, term)

# range are the months of a term: 2, feb, 4-6 or apr-jun. Of others, with steps or stars, all months are taken.
range(term) := numbers.range(from, to) if {
	ends := split(term, "-")
	from := number(ends[0])
	to := number(ends[count(ends) - 1])
}

range(term) := numbers.range(1, 12) if not regex.match(`^([a-z]{3}|\d{1,2})(-([a-z]{3}|\d{1,2}))?$`, term)

number(word) := months[word]

number(word) := n if {
	regex.match(`^\d{1,2}$`, word)
	n := to_number(word)
}
