# METADATA
# title: Every named port of a Service is a port of its pods
# description: >-
#   A Service whose target port no pod has by that name has no endpoint for it: every connection to that port fails.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
# custom:
#   severity: high
#   kinds: [Service]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Give the port of the container that name and protocol, or correct the target port.
package policies.references.service_target_port

import data.policies.lib

deny contains {"object": lib.ref(service), "path": ["spec", "ports", i, "targetPort"], "message": message} if {
	some service in lib.objects_of("Service")
	selector := lib.dig(service, ["spec", "selector"], {})
	lib.dig(service.spec, "type", "") != "ExternalName"
	count(selector) > 0
	pods := lib.selects(lib.namespace(service), selector)
	count(pods) > 0
	some i, port in service.spec.ports
	is_string(port.targetPort)
	protocol := lib.dig(port, "protocol", "TCP")
	ports := lib.ports(pods)
	count([p | some p in ports; p.name == port.targetPort; p.protocol == protocol]) == 0
	message := sprintf("no container of %s has a %s port named %s", [lib.workload_names(pods), protocol, port.targetPort])
}
