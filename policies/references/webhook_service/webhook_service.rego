# METADATA
# title: Every Service that the API server calls is there
# description: >-
#   A webhook without its Service refuses every request that it was to judge: deployments and repairs stop in the whole
#   cluster.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference
# custom:
#   severity: high
#   kinds: [APIService.apiregistration.k8s.io, CustomResourceDefinition.apiextensions.k8s.io, MutatingWebhookConfiguration.admissionregistration.k8s.io, ValidatingWebhookConfiguration.admissionregistration.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the namespace, the name or the port of the Service, or render it.
package policies.references.webhook_service

import data.policies.lib

deny contains {"object": lib.ref(c.object), "path": c.path, "message": message} if {
	some c in calls
	not lib.present("Service", c.service.namespace, c.service.name)
	message := sprintf("it calls the Service %s, and namespace %s has none of that name", [c.service.name, c.service.namespace])
}

deny contains {"object": lib.ref(c.object), "path": c.path, "message": message} if {
	some c in calls
	port := lib.dig(c.service, "port", 443)
	service := lib.get("Service", c.service.namespace, c.service.name)
	count(lib.dig(service.spec, "ports", [])) > 0
	not port in {p.port | some p in service.spec.ports}
	message := sprintf("it calls port %d of the Service %s, which has no such port", [port, c.service.name])
}

calls := array.concat(
	[{"object": o, "path": ["webhooks", i, "clientConfig", "service"], "service": webhook.clientConfig.service} |
		some kind in ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]
		some o in lib.objects_of(sprintf("%s.admissionregistration.k8s.io", [kind]))
		some i, webhook in o.webhooks
	],
	[{"object": o, "path": path, "service": lib.dig(o, path, null)} |
		some kind, path in {
			"APIService.apiregistration.k8s.io": ["spec", "service"],
			"CustomResourceDefinition.apiextensions.k8s.io": ["spec", "conversion", "webhook", "clientConfig", "service"],
		}
		some o in lib.objects_of(kind)
		lib.dig(o, path, null) != null
	],
)
