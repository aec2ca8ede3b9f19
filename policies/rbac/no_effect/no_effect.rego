# METADATA
# title: Every permission of a role takes effect
# description: >-
#   A permission that grants nothing is refused when it is needed, and reads as if it were there.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   severity: medium
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization]
#   fix: Name the resource as the API does, in its own API group; grant what belongs to the cluster by a ClusterRole.
package policies.rbac.no_effect

import data.policies.lib

# known are the resources of groups that nothing else adds to. Users and groups are there for impersonation.
known := {
	"": {
		"bindings", "componentstatuses", "configmaps", "endpoints", "events", "groups", "limitranges", "namespaces", "nodes",
		"persistentvolumeclaims", "persistentvolumes", "pods", "podtemplates", "replicationcontrollers", "resourcequotas",
		"secrets", "serviceaccounts", "services", "users",
	},
	"apps": {"controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"},
	"autoscaling": {"horizontalpodautoscalers"},
	"batch": {"cronjobs", "jobs"},
	"policy": {"poddisruptionbudgets"},
	"rbac.authorization.k8s.io": {"clusterrolebindings", "clusterroles", "rolebindings", "roles"},
}

# of_cluster are resources without a namespace, but for namespaces, of which a Role grants its own.
of_cluster := {
	"": {"componentstatuses", "groups", "nodes", "persistentvolumes", "users"},
	"admissionregistration.k8s.io": {
		"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations", "validatingadmissionpolicies",
		"validatingadmissionpolicybindings", "validatingwebhookconfigurations",
	},
	"apiextensions.k8s.io": {"customresourcedefinitions"},
	"apiregistration.k8s.io": {"apiservices"},
	"authentication.k8s.io": {"selfsubjectreviews", "tokenreviews"},
	"authorization.k8s.io": {"selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"},
	"certificates.k8s.io": {"certificatesigningrequests", "clustertrustbundles", "signers"},
	"flowcontrol.apiserver.k8s.io": {"flowschemas", "prioritylevelconfigurations"},
	"metrics.k8s.io": {"nodes"},
	"networking.k8s.io": {"ingressclasses", "ipaddresses", "servicecidrs"},
	"node.k8s.io": {"runtimeclasses"},
	"rbac.authorization.k8s.io": {"clusterrolebindings", "clusterroles"},
	"resource.k8s.io": {"deviceclasses", "devicetaintrules", "resourceslices"},
	"scheduling.k8s.io": {"priorityclasses"},
	"storage.k8s.io": {"csidrivers", "csinodes", "storageclasses", "volumeattachments", "volumeattributesclasses"},
}

deny contains {"path": ["rules", i, "resources", j], "message": sprintf("rule %d: %s", [i, why])} if {
	some i, rule in input.rules
	some j, resource in rule.resources
	is_string(resource)
	some why in reasons(rule, resource)
}

deny contains {"path": ["rules", i, "resourceNames", j], "message": sprintf("rule %d: %q is a name that no object has: names take no star", [i, name])} if {
	some i, rule in input.rules
	not "signers" in rule.resources # There example.com/* stands for all signers of a domain.
	some j, name in rule.resourceNames
	is_string(name)
	contains(name, "*")
}

reasons(rule, resource) := {why | some why in [starred(resource), unknown(rule, resource), too_high(rule, resource)]; why != ""}

starred(resource) := sprintf("%q grants nothing: parts are named one by one, and a star stands before the slash or alone", [resource]) if endswith(resource, "/*")

starred(resource) := "" if not endswith(resource, "/*")

default unknown(_, _) := ""

unknown(rule, resource) := sprintf("the API group %s has no %s", [concat(", ", [shown(g) | some g in rule.apiGroups]), resource]) if {
	not startswith(resource, "*")
	count(lib.dig(rule, "apiGroups", [])) > 0
	base := split(resource, "/")[0]
	every group in rule.apiGroups {
		known[group]
		not base in known[group]
	}
}

default too_high(_, _) := ""

too_high(rule, resource) := sprintf("%s belong to the cluster, and a Role grants only what is in its namespace", [resource]) if {
	input.kind == "Role"
	count(lib.dig(rule, "apiGroups", [])) > 0
	base := split(resource, "/")[0]
	every group in rule.apiGroups {
		base in of_cluster[group]
	}
}

shown(group) := `""` if group == ""

shown(group) := group if group != ""
