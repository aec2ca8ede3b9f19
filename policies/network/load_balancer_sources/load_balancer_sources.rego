# METADATA
# title: Every load balancer says whom it serves
# description: >-
#   A load balancer without source ranges takes traffic of the whole internet.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#aws-nlb-support
# custom:
#   severity: medium
#   kinds: [Service]
#   scope: object
#   controls: [NSA/network-separation]
#   fix: >-
#     List the networks of its callers in loadBalancerSourceRanges, or make it internal by the annotation of the
#     cloud. One that is meant for everybody needs a waiver with its reason.
package policies.network.load_balancer_sources

import data.policies.lib

deny contains {"path": ["spec", "loadBalancerSourceRanges"], "message": "everybody on the internet reaches it"} if {
	outside
	count(lib.dig(input, ["spec", "loadBalancerSourceRanges"], [])) == 0
	not lib.annotations(input)[annotation]
}

deny contains {"path": ["spec", "loadBalancerSourceRanges", i], "message": message} if {
	outside
	some i, range in lib.dig(input, ["spec", "loadBalancerSourceRanges"], [])
	lib.wide({"cidr": range})
	message := sprintf("it serves %s, which is the internet or a good part of it", [range])
}

# The annotation is used where the field is not set.
deny contains {"path": ["metadata", "annotations", annotation], "message": message} if {
	outside
	count(lib.dig(input, ["spec", "loadBalancerSourceRanges"], [])) == 0
	text := lib.annotations(input)[annotation]
	is_string(text)
	some range in split(text, ",")
	lib.wide({"cidr": trim_space(range)})
	message := sprintf("it serves %s, which is the internet or a good part of it", [trim_space(range)])
}

annotation := "service.beta.kubernetes.io/load-balancer-source-ranges"

outside if {
	input.spec.type == "LoadBalancer"
	not internal
}

# internal says whether one of the clouds keeps the load balancer inside its network.
internal if {
	some name, value in {
		"cloud.google.com/load-balancer-type": "internal",
		"load-balancer.hetzner.cloud/disable-public-network": "true",
		"networking.gke.io/load-balancer-type": "internal",
		"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": "intranet",
		"service.beta.kubernetes.io/aws-load-balancer-internal": "true",
		"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
		"service.beta.kubernetes.io/azure-load-balancer-internal": "true",
		"service.beta.kubernetes.io/oci-load-balancer-internal": "true",
		"service.beta.kubernetes.io/openstack-internal-load-balancer": "true",
		"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": "private",
	}
	text := lib.annotations(input)[name]
	is_string(text)
	lower(text) == value
}
