# METADATA
# title: Every store that secrets come from is there
# description: >-
#   An ExternalSecret whose store does not exist fetches nothing, and pods wait for their Secret.
# related_resources:
# - ref: https://external-secrets.io/latest/api/externalsecret/
# custom:
#   severity: high
#   kinds: [ExternalSecret.external-secrets.io]
#   scope: model
#   complete: true
#   controls: []
#   fix: >-
#     Name the store of the environment (environment.secretStore), or render it.
package policies.references.secret_store

import data.policies.lib

deny contains {"object": lib.ref(o), "path": array.concat(path, ["name"]), "message": message} if {
	some o in lib.objects_of("ExternalSecret.external-secrets.io")
	some [path, store] in array.concat(
		[[["spec", "secretStoreRef"], o.spec.secretStoreRef]],
		[[["spec", "data", i, "sourceRef", "storeRef"], item.sourceRef.storeRef] | some i, item in o.spec.data],
	)
	kind := lib.dig(store, "kind", "SecretStore")
	not known(kind, lib.namespace(o), store.name)
	message := sprintf("there is no %s %s", [kind, store.name])
}

known("ClusterSecretStore", _, name) if name == input.model.environment.secretStore

known("ClusterSecretStore", _, name) if lib.present("ClusterSecretStore.external-secrets.io", "", name)

known("SecretStore", namespace, name) if lib.present("SecretStore.external-secrets.io", namespace, name)
