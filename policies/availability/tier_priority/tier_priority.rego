# METADATA
# title: Every agent has the priority of its tier
# description: >-
#   Under pressure the scheduler evicts by priority. A critical agent with the class of another tier goes first.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   controls: [SOC2/A1.1]
#   fix: >-
#     Render again: the priority class comes from the tier of the entry.
package policies.availability.tier_priority

import data.policies.lib

deny contains {"object": lib.ref(o), "path": lib.at(pod.path, ["priorityClassName"]), "message": message} if {
	some kind in lib.workload_kinds
	some o in lib.objects_of(kind)
	agent := input.model.running[o.metadata.name]
	agent.namespace == lib.namespace(o)
	pod := lib.pod(o)
	got := lib.dig(pod.spec, "priorityClassName", "")
	got != agent.tier.priorityClass
	message := sprintf("its priority class is %s, and its tier has %s", [named(got), agent.tier.priorityClass])
}

named("") := "none"

named(class) := class if class != ""
