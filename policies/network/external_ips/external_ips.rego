# METADATA
# title: No Service takes an address for itself
# description: >-
#   Who may set externalIPs takes the traffic of any address, also that of others (CVE-2020-8554).
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
# custom:
#   severity: high
#   kinds: [Service]
#   scope: object
#   controls: [NSA/network-separation]
#   fix: >-
#     Use a load balancer, or a route of the gateway.
package policies.network.external_ips

deny contains {"path": ["spec", "externalIPs", i], "message": message} if {
	some i, address in input.spec.externalIPs
	message := sprintf("all traffic to %v from inside the cluster goes to its pods", [address])
}
