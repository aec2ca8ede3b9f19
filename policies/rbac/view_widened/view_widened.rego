# METADATA
# title: What is added to the role view only reads
# description: >-
#   A role with the label aggregate-to-view is part of the role view: who was trusted to look can then write, or read
#   secrets.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.2, NSA/authorization, SOC2/CC6.3]
#   fix: Label the role for edit or admin instead, or split it in two.
package policies.rbac.view_widened

import data.policies.lib

added if lib.labels(input)["rbac.authorization.k8s.io/aggregate-to-view"] == "true"

deny contains {"path": ["rules", i, "verbs", j], "message": sprintf("who may view may also %s %s", [verb, concat(", ", rule.resources)])} if {
	added
	some i, rule in input.rules
	count(rule.resources) > 0
	some j, verb in rule.verbs
	not verb in {"get", "list", "watch"}
}

deny contains {"path": g.path, "message": sprintf("%s to all who may view", [lib.granted(g)])} if {
	added
	some g in lib.grants(input, "", {"secrets"}, {"get", "list", "watch"})
}
