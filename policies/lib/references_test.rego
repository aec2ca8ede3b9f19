package policies.lib_references_test

import data.policies.lib
import data.policies.lib.testing

made(version, kind, namespace, fields) := object.union({"apiVersion": version, "kind": kind, "metadata": {"name": "a", "namespace": namespace}}, fields)

namespace := testing.fixture("Namespace")

# Each maker, what it makes in namespace x, and the keys; null where they are not known.
makers["a database"] := [[made("postgresql.cnpg.io/v1", "Cluster", "x", {})], "Secret", "a-app", null]

makers["the Service of a database"] := [[made("postgresql.cnpg.io/v1", "Cluster", "x", {})], "Service", "a-rw", null]

makers["a pooler"] := [[made("postgresql.cnpg.io/v1", "Pooler", "x", {})], "Service", "a", null]

makers["a queue"] := [[made("rabbitmq.com/v1beta1", "RabbitmqCluster", "x", {})], "Secret", "a-default-user", null]

makers["Crossplane"] := [[made("e.com/v1", "Bucket", "y", {"spec": {"writeConnectionSecretToRef": {"name": "b", "namespace": "x"}}})], "Secret", "b", null]

makers["Crossplane, in its namespace"] := [[made("e.com/v1", "Bucket", "x", {"spec": {"writeConnectionSecretToRef": {"name": "b"}}})], "Secret", "b", null]

makers["Vault"] := [[made("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "x", {"spec": {"destination": {"name": "b", "create": true}}})], "Secret", "b", null]

makers["a driver"] := [[made("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "x", {"spec": {"secretObjects": [{"secretName": "b", "data": [{"key": "k"}]}]}})], "Secret", "b", {"k"}]

makers["a bundle"] := [[namespace, made("trust.cert-manager.io/v1alpha1", "Bundle", "", {"spec": {"target": {"configMap": {"key": "k"}}}})], "ConfigMap", "a", null]

makers["an account"] := [[made("cert-manager.io/v1", "Issuer", "x", {"spec": {"acme": {"privateKeySecretRef": {"name": "b"}}}})], "Secret", "b", {"tls.key"}]

shared(spec) := [namespace, {"apiVersion": "external-secrets.io/v1", "kind": "ClusterExternalSecret", "metadata": {"name": "c"}, "spec": spec}]

makers["for named namespaces"] := [shared({"namespaces": ["x"], "externalSecretSpec": {"data": [{"secretKey": "k"}]}}), "Secret", "c", {"k"}]

makers["for chosen namespaces"] := [shared({"namespaceSelectors": [{"matchLabels": {"kubernetes.io/metadata.name": "x"}}], "externalSecretSpec": {"target": {"name": "t"}}}), "Secret", "t", set()]

test_present[note] if {
	some note, [objects, kind, name, _] in makers
	lib.present(kind, "x", name) with input as testing.environment(objects)
}

test_absent_elsewhere[note] if {
	some note, [objects, kind, name, _] in makers
	not present_in("z", kind, name, objects)
}

present_in(place, kind, name, objects) if lib.present(kind, place, name) with input as testing.environment(objects)

test_keys[note] if {
	some note, [objects, kind, name, want] in makers
	found(kind, name, objects) == want
}

found(kind, name, objects) := keys if {
	keys := lib.keys(kind, "x", name) with input as testing.environment(objects)
} else := null

test_not_made[note] if {
	some note, objects in {
		"Vault, into a Secret that is there": [made("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "x", {"spec": {"destination": {"name": "b"}}})],
		"another namespace": shared({"namespaces": ["y"], "externalSecretSpec": {"target": {"name": "b"}}}),
		"no namespace": shared({"namespaceSelector": {"matchLabels": {"p": "q"}}, "externalSecretSpec": {"target": {"name": "b"}}}),
	}
	not present_in("x", "Secret", "b", objects)
}

test_target_kind if {
	lib.target_kind({"apiVersion": "apps/v1", "kind": "Deployment"}, "v1") == "Deployment.apps"
	lib.target_kind({"kind": "ReplicationController"}, "v1") == "ReplicationController"
	lib.kind_of("", "Service") == "Service"
	lib.kind_of("e.com", "Backend") == "Backend.e.com"
}
