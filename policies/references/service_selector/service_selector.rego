# METADATA
# title: Every service finds a workload
# description: >-
#   A service whose selector matches no pod has no endpoint: every connection to it fails, and nothing else says so.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/
# custom:
#   severity: high
#   kinds: [Service]
#   scope: objects
#   complete: true
#   controls: []
#   fix: Give the selector the labels of the pod template that it is meant for.
package policies.references.service_selector

import data.policies.lib

deny contains {"object": lib.ref(service), "path": ["spec", "selector"], "message": message} if {
	some service in lib.objects_of("Service")
	selector := lib.dig(service, ["spec", "selector"], {})
	lib.dig(service.spec, "type", "") != "ExternalName"
	count(selector) > 0
	count(lib.selects(lib.namespace(service), selector)) == 0
	not lib.makes_pods_for(lib.namespace(service), {"matchLabels": selector})
	message := sprintf("no workload of namespace %s has the labels %s", [lib.namespace(service), lib.pairs(selector)])
}
