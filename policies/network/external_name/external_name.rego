# METADATA
# title: No Service is another name for something inside
# description: >-
#   A name that leads to another namespace, to the node or to its metadata makes a gateway call on somebody's behalf
#   what the caller itself may not reach (CVE-2021-25740). An address is no name, and is never resolved.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#externalname
# custom:
#   severity: medium
#   kinds: [Service]
#   scope: object
#   controls: [NSA/network-separation]
#   fix: >-
#     Name a host outside of the cluster. For a Service of another namespace use a route with a ReferenceGrant.
package policies.network.external_name

import data.policies.lib

deny contains {"path": ["spec", "externalName"], "message": message} if {
	input.spec.type == "ExternalName"
	is_string(input.spec.externalName)
	some what in inside(trim_suffix(lower(input.spec.externalName), "."))
	message := sprintf("%s %s", [input.spec.externalName, what])
}

# inside says of a name what it leads to, where that is nothing outside.
inside(name) := ["leads into the cluster"] if {
	regex.match(`\.(svc|svc\.cluster\.local|pod\.cluster\.local)$`, name)
} else := ["leads to the node itself"] if {
	regex.match(`(^|\.)(localhost|localdomain)$`, name)
} else := ["leads to the metadata of the node"] if {
	name in {"instance-data", "instance-data.ec2.internal", "metadata", "metadata.azure.internal", "metadata.google.internal"}
} else := ["is an address, and nothing resolves it"] if {
	lib.network(name)
} else := []
