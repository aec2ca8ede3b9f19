# METADATA
# title: No Ingress writes configuration of its controller
# description: >-
#   Who may write a snippet reads the certificates and passwords of every host of the controller (CVE-2021-25742).
# related_resources:
# - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
# custom:
#   severity: high
#   kinds: [Ingress.networking.k8s.io]
#   scope: object
#   controls: [CIS/5.4.1, NSA/network-separation]
#   fix: >-
#     Use the annotations that the controller has for what the snippet does.
package policies.network.ingress_snippet

import data.policies.lib

deny contains {"path": ["metadata", "annotations", name], "message": message} if {
	some name, _ in lib.annotations(input)
	regex.match(`^((nginx\.ingress\.kubernetes\.io|nginx\.org|haproxy\.org)/([a-z-]+-)?snippets?|haproxy-ingress\.github\.io/config-(backend|frontend|global|defaults|proxy|tcp.*|sections))$`, name)
	message := sprintf("%s writes configuration that all hosts of the controller share", [name])
}
