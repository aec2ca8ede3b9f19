package policies.references.secret_store_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.secret_store

model := {"environment": {"secretStore": "vault"}}

external(ref) := testing.set("ExternalSecret.external-secrets.io", ["spec", "secretStoreRef"], ref)

wrong(message) := {{"object": lib.ref(external({})), "path": ["spec", "secretStoreRef", "name"], "message": message}}

store(kind, metadata) := {"apiVersion": "external-secrets.io/v1", "kind": kind, "metadata": object.union({"name": "s"}, metadata)}

cluster(name) := {"kind": "ClusterSecretStore", "name": name}

cases["that of the environment"] := {"input": testing.described([external(cluster("vault"))], model), "want": set()}

cases["another"] := {"input": testing.described([external(cluster("s"))], model), "want": wrong("there is no ClusterSecretStore s")}

cases["another, rendered"] := {"input": testing.described([external(cluster("s")), store("ClusterSecretStore", {})], model), "want": set()}

cases["one of the namespace"] := {"input": testing.described([external({"name": "s"}), store("SecretStore", {"namespace": "x"})], model), "want": set()}

cases["none of the namespace"] := {"input": testing.described([external({"name": "vault"}), store("SecretStore", {"namespace": "y"})], model), "want": wrong("there is no SecretStore vault")}

cases["of one key"] := {
	"input": testing.described([testing.put(external(cluster("vault")), ["spec", "data"], [{"secretKey": "k", "sourceRef": {"storeRef": {"name": "t"}}}])], model),
	"want": {{"object": lib.ref(external({})), "path": ["spec", "data", 0, "sourceRef", "storeRef", "name"], "message": "there is no SecretStore t"}},
}

test_cases[note] if {
	some note, case in cases
	secret_store.deny == case.want with input as case.input
}
