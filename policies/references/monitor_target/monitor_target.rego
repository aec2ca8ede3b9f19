# METADATA
# title: Every monitor finds what it measures
# description: >-
#   A monitor that selects nothing leaves no trace: its metrics are missing, and alerts on them stay silent.
# related_resources:
# - ref: https://prometheus-operator.dev/docs/developer/getting-started/
# custom:
#   severity: medium
#   kinds: [PodMonitor.monitoring.coreos.com, ServiceMonitor.monitoring.coreos.com]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC7.2]
#   fix: >-
#     Give the selector the labels of the Service (for a PodMonitor, of the pods), and name their namespace.
package policies.references.monitor_target

import data.policies.lib

deny contains {"object": lib.ref(m.object), "path": ["spec", "selector"], "message": message} if {
	some m in lib.monitors
	count(m.found) == 0
	not others_make(m)
	message := sprintf("no %s of %s is selected", [m.what, scope(m.places)])
}

scope({"*"}) := "any namespace"

scope(places) := sprintf("namespace %s", [concat(", ", sort(places))]) if places != {"*"}

# What another program makes is not here to be found.
others_make(m) if {
	m.what == "workload"
	some place in lib.within(m.places)
	lib.others_make_pods(place)
}
