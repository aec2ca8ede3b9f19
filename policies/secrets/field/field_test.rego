package policies.secrets.field_test

import data.policies.lib.testing
import data.policies.secrets.field

# The token is put together, so that nothing that searches this repository takes it for a real one.
token := concat("", ["ghp_", "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"])

field_of(kind, path, value) := testing.put(testing.fixture(kind), path, value)

finding(path, name, what) := {"path": path, "message": sprintf("the field %s holds %s", [name, what])}

application := "Application.argoproj.io"

parameters := ["spec", "source", "helm", "parameters"]

bad["the address of a repository"] := [application, ["spec", "source", "repoURL"], "https://bot:hunter2@example.com/a.git", "spec.source.repoURL", "a password in a URL"]

bad["the values of a chart"] := [application, ["spec", "source", "helm", "values"], "auth:\n  password: hunter2\n", "spec.source.helm.values", "a credential"]

bad["a field"] := [application, ["spec", "source", "helm", "valuesObject"], {"auth": {"password": "hunter2"}}, "spec.source.helm.valuesObject.auth.password", "a credential"]

bad["the address of a queue"] := ["ScaledObject.keda.sh", ["spec", "triggers", 0, "metadata", "host"], "amqp://guest:guest@rabbitmq:5672/", "spec.triggers.0.metadata.host", "a password in a URL"]

bad["a label"] := ["Service", ["metadata", "labels", "a"], substring(token, 0, 60), "metadata.labels.a", "a GitHub token"]

cases[note] := {"input": field_of(kind, path, value), "want": {finding(split_path(name), name, what)}} if {
	some note, [kind, path, value, name, what] in bad
}

# split_path makes numbers of the steps that are.
split_path(name) := [step | some word in split(name, "."); step := number_or(word)]

number_or(word) := to_number(word) if regex.match("^[0-9]+$", word)

number_or(word) := word if not regex.match("^[0-9]+$", word)

cases["a parameter"] := {
	"input": field_of(application, parameters, [{"name": "a", "value": "b"}, {"name": "auth.password", "value": "hunter2"}]),
	"want": {finding(array.concat(parameters, [1, "value"]), "spec.source.helm.parameters.1.value", "a credential")},
}

cases["a list"] := {
	"input": field_of(application, ["spec", "source", "helm", "valueFiles"], ["values.yaml", token]),
	"want": {finding(["spec", "source", "helm", "valueFiles", 1], "spec.source.helm.valueFiles.1", "a GitHub token")},
}

good["a parameter"] := [application, parameters, [{"name": "auth.existingSecret", "value": "agents-postgres-2026"}, {"name": "auth.password", "value": "$ARGOCD_ENV_PASSWORD"}]]

good["the name of a secret"] := [application, ["spec", "source", "helm", "valuesObject"], {"clientSecret": "agents-oauth", "passwordSecret": {"name": "a", "key": "password"}}]

good["numbers"] := [application, ["spec", "source", "helm", "valuesObject"], {"password": 1, "token": null, "secret": true}]

good["a template"] := ["ExternalSecret.external-secrets.io", ["spec", "target", "template"], {"data": {"password": "{{ .password }}"}}]

good["what annotations hold, which another rule finds"] := ["Service", ["metadata", "annotations"], {"password": "hunter2"}]

bad["a map called data"] := [application, ["spec", "source", "helm", "valuesObject"], {"data": {"password": "hunter2"}}, "spec.source.helm.valuesObject.data.password", "a credential"]

good["what a ConfigMap holds, which another rule finds"] := ["ConfigMap", ["data"], {"password": "hunter2"}]

good["what a Secret holds, which another rule finds"] := ["Secret", ["stringData"], {"password": "hunter2"}]

good["what a variable holds, which another rule finds"] := ["Deployment.apps", testing.pod_path("Deployment.apps", ["containers", 0, "env"]), [{"name": "PASSWORD", "value": "hunter2"}]]

cases[sprintf("good: %s", [note])] := {"input": field_of(kind, path, value), "want": set()} if {
	some note, [kind, path, value] in good
}

cases["a kind of its own with data"] := {
	"input": {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "a", "namespace": "x"}, "data": {"password": "hunter2"}},
	"want": {finding(["data", "password"], "data.password", "a credential")},
}

cases["what is sealed"] := {
	"input": {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": "a", "namespace": "x"}, "spec": {"encryptedData": {"password": "AgBy3i4OJSWK9fK2mQ7xLp4VtR8sWz3Bn6Yc5H"}}},
	"want": set(),
}

cases["a definition"] := {
	"input": {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "a"}, "spec": {"description": "such as password: hunter2"}},
	"want": set(),
}

cases[sprintf("a %s", [kind])] := {"input": o, "want": set()} if {
	some kind, o in data.fixtures
}

test_cases[note] if {
	some note, case in cases
	field.deny == case.want with input as case.input
}
