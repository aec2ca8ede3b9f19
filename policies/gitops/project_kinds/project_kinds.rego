# METADATA
# title: A project names its kinds
# description: >-
#   A project that allows every kind lets its Applications create cluster roles and webhooks, or roles and secrets in
#   their namespaces. Where no list of namespaced kinds is given, all are allowed.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects
# custom:
#   severity: high
#   kinds: [AppProject.argoproj.io]
#   scope: object
#   controls: [SOC2/CC6.3]
#   fix: List the groups and kinds in clusterResourceWhitelist and namespaceResourceWhitelist.
package policies.gitops.project_kinds

deny contains {"path": ["spec", "clusterResourceWhitelist", i], "message": message} if {
	some i, allowed in input.spec.clusterResourceWhitelist
	allowed.kind == "*"
	message := sprintf("it allows every cluster-scoped kind of %s", [group(allowed)])
}

deny contains {"path": ["spec", "namespaceResourceWhitelist", i], "message": "it allows every namespaced kind of all groups"} if {
	some i, allowed in input.spec.namespaceResourceWhitelist
	allowed.kind == "*"
	allowed.group == "*"
}

deny contains {"path": ["spec"], "message": "it lists no namespaced kinds, and so allows all of them"} if {
	object.get(input, ["spec", "namespaceResourceWhitelist"], null) == null
}

group(allowed) := "all groups" if allowed.group == "*"

group(allowed) := sprintf("group %q", [object.get(allowed, "group", "")]) if not object.get(allowed, "group", "") == "*"
