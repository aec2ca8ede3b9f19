# METADATA
# title: A pod has time to finish its work
# description: >-
#   A pod that is killed at once, or that sleeps until it is killed, breaks the requests and writes that it was in the
#   middle of, at every update and every drain.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Set terminationGracePeriodSeconds to the sleep of preStop and the time that the work takes.
package policies.availability.termination_grace

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["terminationGracePeriodSeconds"]), "message": "the pod is killed at once when it is stopped"} if {
	pod := lib.pod(input)
	pod.spec.terminationGracePeriodSeconds == 0
}

deny contains {"path": lib.at(c.path, ["lifecycle", "preStop"]), "message": message} if {
	pod := lib.pod(input)
	grace := lib.whole(pod.spec, ["terminationGracePeriodSeconds"], 30)
	grace > 0
	some c in lib.serving(input)
	seconds := sleeps(c.container.lifecycle.preStop)
	seconds >= grace
	message := sprintf("%s sleeps %d s before it is told to stop, and is killed after %d s", [lib.called(c), seconds, grace])
}

sleeps(handler) := handler.sleep.seconds if is_number(handler.sleep.seconds)

# A command may sleep too, by itself or in a shell.
sleeps(handler) := sum([to_number(found[2]) | some found in regex.find_all_string_submatch_n(`(^|[\s;&/])sleep\s+([0-9]{1,9})s?([\s;&]|$)`, line, -1)]) if {
	words := handler.exec.command
	every word in words {
		is_string(word)
	}
	line := concat(" ", words)
}
