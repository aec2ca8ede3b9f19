# METADATA
# title: Every port that a monitor reads is there
# description: >-
#   A monitor that names a port which its Service or pods do not have measures nothing.
# related_resources:
# - ref: https://prometheus-operator.dev/docs/developer/getting-started/
# custom:
#   severity: medium
#   kinds: [PodMonitor.monitoring.coreos.com, ServiceMonitor.monitoring.coreos.com]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC7.2]
#   fix: >-
#     Name a port of the Service (for a PodMonitor, of a container), not its number.
package policies.references.monitor_port

import data.policies.lib

deny contains {"object": lib.ref(m.object), "path": ["spec", m.endpoints, i, "port"], "message": message} if {
	some m in lib.monitors
	count(m.found) > 0
	some i, endpoint in m.object.spec[m.endpoints]
	lib.named(endpoint.port)
	not endpoint.port in m.ports
	message := sprintf("it reads port %s, and no selected %s has one of that name", [endpoint.port, m.what])
}
