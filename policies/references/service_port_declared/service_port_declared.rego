# METADATA
# title: The pods of a Service declare the port that it sends to
# description: >-
#   A port that pods list others but not this one of is most often a slip of the number, and then every connection fails.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
# custom:
#   severity: low
#   kinds: [Service]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the number, or add it to the ports of the container that listens on it.
package policies.references.service_port_declared

import data.policies.lib

deny contains {"object": lib.ref(service), "path": ["spec", "ports", i, field], "message": message} if {
	some service in lib.objects_of("Service")
	selector := lib.dig(service, ["spec", "selector"], {})
	lib.dig(service.spec, "type", "") != "ExternalName"
	count(selector) > 0
	pods := lib.selects(lib.namespace(service), selector)
	ports := lib.ports(pods)
	count(ports) > 0
	some i, port in service.spec.ports
	[field, number] := target(port)
	is_number(number)
	protocol := lib.dig(port, "protocol", "TCP")
	count([p | some p in ports; p.number == number; p.protocol == protocol]) == 0
	message := sprintf("no container of %s lists the %s port %d", [lib.workload_names(pods), protocol, number])
}

# target is where a port leads: to the same number, if it does not say.
target(port) := ["targetPort", port.targetPort] if {
	port.targetPort
} else := ["port", port.port]
