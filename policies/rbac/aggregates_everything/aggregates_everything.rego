# METADATA
# title: No role gathers all others
# description: >-
#   A selector that cluster-admin matches makes a role of everything that any other role grants, today and later.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.3, NSA/authorization, SOC2/CC6.3]
#   fix: Select by a label of your own that only the roles to be gathered carry.
package policies.rbac.aggregates_everything

import data.policies.lib

# marked are the labels of cluster-admin in every cluster.
marked := {"kubernetes.io/bootstrapping": "rbac-defaults"}

deny contains {"path": ["aggregationRule", "clusterRoleSelectors", i], "message": "the selector matches every role that is not kept out, cluster-admin among them"} if {
	some i, selector in input.aggregationRule.clusterRoleSelectors
	lib.matches(selector, marked)
}
