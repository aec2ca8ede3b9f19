package policies.lib

# What roles grant, read as the API server reads them.

# rbac is the API group of roles and bindings.
rbac := "rbac.authorization.k8s.io"

# cluster_role is the kind of a role that holds in the whole cluster.
cluster_role := "ClusterRole.rbac.authorization.k8s.io"

# roles are the kinds of roles, and bindings those of bindings.
roles := {cluster_role, "Role.rbac.authorization.k8s.io"}

bindings := {"ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io"}

# grants are the places in a role that grant one of the verbs on one of the resources of an API group. A star is every
# resource with all its parts, "*/exec" is that part of every resource, and "pods/*" is nothing at all.
grants(role, group, resources, verbs) := [{"path": ["rules", i, "resources", j], "number": i, "rule": rule, "resource": resource, "verbs": found} |
	some i, rule in role.rules
	count([g | some g in rule.apiGroups; g in {"*", group}]) > 0
	found := [v | some v in {v | some v in rule.verbs}; v in wanted]
	count(found) > 0
	some j, resource in rule.resources
	resource in written
] if {
	wanted := verbs | {"*"}
	parts := {sprintf("*/%s", [split(resource, "/")[1]]) | some resource in resources; contains(resource, "/")}
	written := ({"*"} | resources) | parts
}

# granted says in words what a place grants.
granted(g) := sprintf("rule %d grants %s on %s", [g.number, every_or(concat(", ", g.verbs), "*" in g.verbs, "every verb"), every_or(g.resource, g.resource == "*", "every resource")])

every_or(text, all, _) := text if not all

every_or(_, all, words) := words if all

# narrow says whether a rule of a role is for objects that it names. An empty name is no name: it lets lists through.
narrow(rule) if {
	is_array(rule.resourceNames)
	count(rule.resourceNames) > 0
	every name in rule.resourceNames {
		name != ""
	}
}

# subject says in words who is bound.
subject(s) := sprintf("the service account %s of namespace %s", [s.name, s.namespace]) if s.kind == "ServiceAccount"

subject(s) := sprintf("the group %s", [s.name]) if s.kind == "Group"

subject(s) := sprintf("the user %s", [s.name]) if s.kind == "User"

# account is the service account that a subject of a binding means, by its kind or by the name that it has as a user. A
# binding in a namespace means its own where none is named.
account(binding, s) := {"namespace": dig(s, "namespace", namespace(binding)), "name": s.name} if s.kind == "ServiceAccount"

account(_, s) := {"namespace": parts[2], "name": parts[3]} if {
	s.kind == "User"
	is_string(s.name)
	parts := split(s.name, ":")
	count(parts) == 4
	array.slice(parts, 0, 2) == ["system", "serviceaccount"]
}

# bound is the role that a binding refers to: where it is and what it is called.
bound(binding) := {"kind": kind, "namespace": role_namespace(binding), "name": name} if {
	name := binding.roleRef.name
	kind := sprintf("%s.%s", [binding.roleRef.kind, rbac])
}

role_namespace(binding) := "" if binding.roleRef.kind == "ClusterRole"

role_namespace(binding) := namespace(binding) if binding.roleRef.kind == "Role"

# of_cluster says whether every cluster has a role of that name.
of_cluster(name) if name in {"admin", "cluster-admin", "edit", "view", "extension-apiserver-authentication-reader"}

of_cluster(name) if {
	is_string(name)
	startswith(name, "system:")
}

# all_bindings are those of all namespaces and of the cluster, with what they refer to.
all_bindings := [{"binding": b, "role": bound(b)} | some kind in bindings; some b in objects_of(kind)]

# bound_by are the namespaces of the bindings of each role: "" is the cluster.
bound_by[b.role] contains namespace(b.binding) if some b in all_bindings

# with_label are the ClusterRoles that have a label.
with_label[name][value] contains role.metadata.name if {
	some role in objects_of(cluster_role)
	some name, value in labels(role)
}

# aggregated are the names of the ClusterRoles that others gather by their labels.
aggregated contains name if {
	some role in objects_of(cluster_role)
	some selector in role.aggregationRule.clusterRoleSelectors
	some name in candidates(selector)
	matches(selector, labels(get(cluster_role, "", name)))
}

# Those with a label such as rbac.authorization.k8s.io/aggregate-to-view are part of a role of the cluster, or of an
# operator, which need not be here.
aggregated contains name if {
	some label, names in with_label
	contains(label, "/aggregate-to-")
	some name in names["true"]
}

# candidates are the ClusterRoles that a selector may match: those with the rarest of its labels.
candidates(selector) := object.keys(dig(input.objects, [cluster_role, ""], {})) if count(dig(selector, "matchLabels", {})) == 0

candidates(selector) := least if {
	sets := [dig(with_label, [name, value], set()) | some name, value in selector.matchLabels]
	smallest := min([count(s) | some s in sets])
	least := [s | some s in sets; count(s) == smallest][0]
}
