# METADATA
# title: Every namespace that holds something is declared
# description: >-
#   Objects of a namespace that nobody makes are refused, or stand in one without labels, quota and network policy.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC6.1]
#   fix: >-
#     Render the Namespace, or correct the namespace of the objects.
package policies.references.namespace_declared

import data.policies.lib

deny contains {"object": first, "path": ["metadata", "namespace"], "message": message} if {
	some namespace in lib.namespaces
	not lib.present("Namespace", "", namespace)
	not namespace in made
	found := sort([[kind, name] | some kind, namespaces in input.objects; some name, _ in namespaces[namespace]])
	first := {"kind": found[0][0], "namespace": namespace, "name": found[0][1]}
	message := sprintf("nothing declares the namespace %s, and it holds %s", [namespace, amount(count(found))])
}

amount(1) := "one object"

amount(n) := sprintf("%d objects", [n]) if n > 1

# made are namespaces that Argo CD makes when it delivers to them, and its own, from which it delivers.
made contains application.spec.destination.namespace if {
	some application in lib.objects_of("Application.argoproj.io")
	"CreateNamespace=true" in application.spec.syncPolicy.syncOptions
}

made contains namespace if some namespace, _ in input.objects["AppProject.argoproj.io"]
