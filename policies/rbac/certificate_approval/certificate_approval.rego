# METADATA
# title: No role signs itself into the cluster
# description: >-
#   Who approves requests for certificates of the API server makes itself any user and any group, for as long as the
#   certificate lasts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.11, NSA/authorization, SOC2/CC6.1]
#   fix: Grant approve or sign on signers alone whose names stand in resourceNames, none of kubernetes.io among them.
package policies.rbac.certificate_approval

import data.policies.lib

certificates := "certificates.k8s.io"

deny contains {"path": g.path, "message": sprintf("%s, for certificates that the API server trusts", [lib.granted(g)])} if {
	some g in lib.grants(input, certificates, {"signers"}, {"approve", "sign"})
	trusted(g.rule)
}

# Approval takes both permissions. A role that names its signers is held by those; one that does not may meet the other
# permission in another role.
deny contains {"path": g.path, "message": sprintf("%s, and names no signers", [lib.granted(g)])} if {
	some g in lib.grants(input, certificates, {"certificatesigningrequests/approval", "certificatesigningrequests/status"}, {"patch", "update"})
	not own_signers
}

own_signers if {
	signers := lib.grants(input, certificates, {"signers"}, {"approve", "sign"})
	count(signers) > 0
	every g in signers {
		not trusted(g.rule)
	}
}

trusted(rule) if not lib.narrow(rule)

trusted(rule) if {
	some name in rule.resourceNames
	is_string(name)
	startswith(name, "kubernetes.io/")
}
