# METADATA
# title: Every host of an Ingress has TLS
# description: >-
#   What is sent to a host without a certificate, passwords among it, is read and changed on the way.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
# custom:
#   severity: high
#   kinds: [Ingress.networking.k8s.io]
#   scope: object
#   controls: [NSA/network-separation, SOC2/CC6.7, GDPR/Art.32]
#   fix: >-
#     Add the host to the tls of the Ingress, with the secret of its certificate.
package policies.network.ingress_tls

import data.policies.lib

deny contains {"path": ["spec", "rules", i, "host"], "message": message} if {
	not by_controller
	some i, rule in input.spec.rules
	host := lib.dig(rule, "host", "")
	is_string(host)
	not certified(host)
	message := sprintf("%s is served without TLS", [shown(host)])
}

deny contains {"path": ["spec", "tls"], "message": "every host is served without TLS"} if {
	not by_controller
	input.spec.defaultBackend
	count(lib.dig(input, ["spec", "rules"], [])) == 0
	count(lib.dig(input, ["spec", "tls"], [])) == 0
}

shown("") := "every host"

shown(host) := host if host != ""

# An entry without hosts is for those that the certificate names.
certified(_) if {
	some entry in input.spec.tls
	count(lib.dig(entry, "hosts", [])) == 0
}

certified(host) if {
	some entry in input.spec.tls
	some name in entry.hosts
	is_string(name)
	covers(name, host)
}

covers(name, host) if name == host

covers(name, host) if {
	startswith(name, "*.")
	trim_prefix(name, "*") == trim_prefix(host, split(host, ".")[0])
}

# by_controller says whether the controller has the certificates from elsewhere.
by_controller if {
	some name in {
		"alb.ingress.kubernetes.io/certificate-arn", "ingress.gcp.kubernetes.io/pre-shared-cert", "networking.gke.io/managed-certificates",
	}
	lib.annotations(input)[name] != ""
}

by_controller if lib.annotations(input)["traefik.ingress.kubernetes.io/router.tls"] == "true"

# The controller of AWS finds certificates by the hosts where it listens with HTTPS alone.
by_controller if {
	listens := lib.annotations(input)["alb.ingress.kubernetes.io/listen-ports"]
	is_string(listens)
	contains(listens, `"HTTPS"`)
	not contains(listens, `"HTTP"`)
}
