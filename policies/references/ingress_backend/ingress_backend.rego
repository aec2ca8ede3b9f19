# METADATA
# title: Every backend of an Ingress is there
# description: >-
#   A path whose Service or port does not exist answers every request with an error.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   severity: high
#   kinds: [Ingress.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the name of the Service or its port, or render the Service.
package policies.references.ingress_backend

import data.policies.lib

deny contains {"object": lib.ref(ingress), "path": array.concat(b.path, ["service", "name"]), "message": message} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	some b in backends(ingress)
	service := b.backend.service
	not annotated(service)
	not lib.present("Service", lib.namespace(ingress), service.name)
	message := sprintf("it leads to the Service %s, and namespace %s has none of that name", [service.name, lib.namespace(ingress)])
}

deny contains {"object": lib.ref(ingress), "path": array.concat(b.path, ["service", "port"]), "message": message} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	some b in backends(ingress)
	found := lib.get("Service", lib.namespace(ingress), b.backend.service.name)
	not annotated(b.backend.service)
	count(lib.dig(found.spec, "ports", [])) > 0
	some field in ["number", "name"]
	port := b.backend.service.port[field]
	not lib.service_port(found, port)
	message := sprintf("it leads to port %v of the Service %s, which has no such port", [port, b.backend.service.name])
}

deny contains {"object": lib.ref(ingress), "path": array.concat(b.path, ["resource", "name"]), "message": message} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	some b in backends(ingress)
	resource := b.backend.resource
	kind := lib.kind_of(lib.dig(resource, "apiGroup", ""), resource.kind)
	not lib.present(kind, lib.namespace(ingress), resource.name)
	message := sprintf("it leads to the %s %s, and namespace %s has none of that name", [kind, resource.name, lib.namespace(ingress)])
}

backends(ingress) := array.concat(
	[{"path": ["spec", "defaultBackend"], "backend": ingress.spec.defaultBackend}],
	of_paths(ingress),
) if {
	ingress.spec.defaultBackend
} else := of_paths(ingress)

of_paths(ingress) := [{"path": ["spec", "rules", i, "http", "paths", j, "backend"], "backend": path.backend} |
	some i, rule in ingress.spec.rules
	some j, path in rule.http.paths
]

# annotated says whether the AWS controller reads the backend from an annotation; the name is then that of an action.
annotated(service) if service.port.name == "use-annotation"
