# METADATA
# title: What must not stop goes before the rest
# description: >-
#   Without a priority class a critical pod waits with all others when nodes are short, and is evicted with them when a
#   node runs out of memory.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [SOC2/A1.1]
#   fix: Set priorityClassName to the class of critical workloads.
package policies.availability.critical_priority

import data.policies.lib

deny contains {"path": pod.path, "message": "a critical workload has no priority class, and is evicted like any other"} if {
	pod := lib.pod(input)
	lib.tier(input) == "critical"
	object.get(pod.spec, "priorityClassName", "") == ""
}
