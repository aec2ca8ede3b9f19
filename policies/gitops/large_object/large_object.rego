# METADATA
# title: A large object is applied by the server
# description: >-
#   What is applied from the client's side is kept a second time in an annotation, which holds 262,144 bytes. A larger
#   object is refused, and its Application never becomes Synced.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply
# custom:
#   severity: high
#   kinds: [ConfigMap, CustomResourceDefinition.apiextensions.k8s.io, Secret]
#   scope: objects
#   controls: []
#   fix: >-
#     Add ServerSideApply=true to the syncOptions of the Application, or to the object's argocd.argoproj.io/sync-
#     options.
package policies.gitops.large_object

import data.policies.lib

# most is what all annotations of an object may hold, in bytes.
most := 262144

# from_the_client are the Applications here that apply from the client's side.
from_the_client := [lib.namespace(o) |
	some kind, _ in lib.delivery_kinds
	some o in lib.objects_of(kind)
	not "ServerSideApply=true" in {option | some option in lib.own_sync_options(lib.delivered(o))}
]

deny contains {"object": lib.ref(o), "path": ["metadata", "annotations"], "message": message} if {
	count(from_the_client) > 0
	some kind in ["ConfigMap", "CustomResourceDefinition.apiextensions.k8s.io", "Secret"]
	some o in lib.objects_of(kind)
	count(lib.sync_options(o) & {"ServerSideApply=true", "Replace=true"}) == 0
	bytes := floor((count(base64url.encode_no_pad(json.marshal(o))) * 6) / 8)
	bytes > most
	message := sprintf("it has more than %d bytes, and an Application here applies from the client's side", [most])
}
