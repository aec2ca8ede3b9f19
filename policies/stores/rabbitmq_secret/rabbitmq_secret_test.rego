package policies.stores.rabbitmq_secret_test

import data.policies.lib.testing
import data.policies.stores.rabbitmq_secret

user := {"apiVersion": "rabbitmq.com/v1beta1", "kind": "User", "metadata": {"name": "a", "namespace": "x"}, "spec": {"importCredentialsSecret": {"name": "a"}}}

external := {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "a", "namespace": "x"}, "spec": {"target": {"name": "a"}}}

label := {"rabbitmq.com/topology-operator": "true"}

wrong := {{
	"object": {"kind": "User.rabbitmq.com", "namespace": "x", "name": "a"},
	"path": ["spec", "importCredentialsSecret", "name"],
	"message": "the Secret a has no label rabbitmq.com/topology-operator: true",
}}

cases["the label"] := {"input": testing.environment([user, testing.put(external, ["metadata", "labels"], label)]), "want": set()}

cases["no label"] := {"input": testing.environment([user, external]), "want": wrong}

cases["another value"] := {
	"input": testing.environment([user, testing.put(external, ["metadata", "labels"], {"rabbitmq.com/topology-operator": "yes"})]),
	"want": wrong,
}

cases["a template with the label"] := {
	"input": testing.environment([user, testing.put(external, ["spec", "target", "template"], {"metadata": {"labels": label}})]),
	"want": set(),
}

cases["a template without"] := {
	"input": testing.environment([user, testing.put(testing.put(external, ["metadata", "labels"], label), ["spec", "target", "template"], {"type": "Opaque"})]),
	"want": wrong,
}

cases["another Secret"] := {
	"input": testing.environment([user, testing.put(external, ["spec", "target", "name"], "b")]),
	"want": set(),
}

cases["credentials of the operator's own"] := {
	"input": testing.environment([testing.edit(user, [{"op": "remove", "path": ["spec", "importCredentialsSecret"]}]), external]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	rabbitmq_secret.deny == case.want with input as case.input
}
