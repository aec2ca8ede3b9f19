# METADATA
# title: Every certificate that is served is made
# description: >-
#   Without its Secret a listener is not opened, or shows a certificate that nobody trusts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
# custom:
#   severity: high
#   kinds: [Ingress.networking.k8s.io, Gateway.gateway.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC6.7]
#   fix: >-
#     Render a Certificate or an ExternalSecret that makes the Secret, or correct the name.
package policies.references.tls_secret

import data.policies.lib

deny contains {"object": lib.ref(ingress), "path": ["spec", "tls", i, "secretName"], "message": message} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	some i, entry in ingress.spec.tls
	lib.named(entry.secretName)
	not lib.present("Secret", lib.namespace(ingress), entry.secretName)
	message := missing("Secret", entry.secretName, lib.namespace(ingress))
}

deny contains {"object": lib.ref(gateway), "path": ["spec", "listeners", i, "tls", "certificateRefs", j, "name"], "message": message} if {
	some gateway in lib.objects_of("Gateway.gateway.networking.k8s.io")
	some i, listener in gateway.spec.listeners
	some j, ref in listener.tls.certificateRefs
	kind := lib.kind_of(lib.dig(ref, "group", ""), lib.dig(ref, "kind", "Secret"))
	namespace := lib.dig(ref, "namespace", lib.namespace(gateway))
	not lib.present(kind, namespace, ref.name)
	message := missing(kind, ref.name, namespace)
}

missing(kind, name, namespace) := sprintf("it serves the certificate in the %s %s, and nothing makes one of that name in namespace %s", [kind, name, namespace])
