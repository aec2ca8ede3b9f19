# METADATA
# title: No Service opens a port on every node
# description: >-
#   A node port is open on each node of the cluster, past the gateway with its certificates, limits and logs.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
# custom:
#   severity: medium
#   kinds: [Service]
#   scope: object
#   controls: [NSA/network-separation]
#   fix: >-
#     Use ClusterIP, and a route of the gateway for what must be reached from outside.
package policies.network.node_port

deny contains {"path": ["spec", "type"], "message": "its ports are open on every node"} if input.spec.type == "NodePort"
