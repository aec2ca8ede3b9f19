package policies.references.ingress_backend_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.ingress_backend

ingress := testing.fixture("Ingress.networking.k8s.io")

path := ["spec", "rules", 0, "http", "paths", 0, "backend"]

to(backend) := testing.edit(ingress, [{"op": "replace", "path": path, "value": backend}])

wrong(o, steps, message) := {{"object": lib.ref(o), "path": steps, "message": message}}

service := testing.fixture("Service")

cases["it is there by name"] := {"input": testing.environment([to({"service": {"name": "a", "port": {"name": "http"}}}), service]), "want": set()}

cases["it is there by number"] := {"input": testing.environment([to({"service": {"name": "a", "port": {"number": 80}}}), service]), "want": set()}

cases["the port of the pods"] := {
	"input": testing.environment([to({"service": {"name": "a", "port": {"number": 8080}}}), service]),
	"want": wrong(ingress, array.concat(path, ["service", "port"]), "it leads to port 8080 of the Service a, which has no such port"),
}

cases["another name of a port"] := {
	"input": testing.environment([to({"service": {"name": "a", "port": {"name": "web"}}}), service]),
	"want": wrong(ingress, array.concat(path, ["service", "port"]), "it leads to port web of the Service a, which has no such port"),
}

cases["no Service"] := {
	"input": testing.environment([to({"service": {"name": "b", "port": {"name": "http"}}}), service]),
	"want": wrong(ingress, array.concat(path, ["service", "name"]), "it leads to the Service b, and namespace x has none of that name"),
}

cases["no default backend"] := {
	"input": testing.environment([testing.put(to({"service": {"name": "a", "port": {"number": 80}}}), ["spec", "defaultBackend"], {"service": {"name": "b", "port": {"number": 80}}}), service]),
	"want": wrong(ingress, ["spec", "defaultBackend", "service", "name"], "it leads to the Service b, and namespace x has none of that name"),
}

cases["an action of a controller"] := {"input": testing.environment([to({"service": {"name": "redirect", "port": {"name": "use-annotation"}}})]), "want": set()}

cases["a Service that an operator makes"] := {
	"input": testing.environment([to({"service": {"name": "db-rw", "port": {"number": 5432}}}), {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "db", "namespace": "x"}}]),
	"want": set(),
}

cases["a name for a host"] := {
	"input": testing.environment([to({"service": {"name": "a", "port": {"number": 443}}}), testing.put(service, ["spec"], {"type": "ExternalName", "externalName": "e.example.com"})]),
	"want": set(),
}

bucket := {"resource": {"apiGroup": "k8s.example.com", "kind": "Bucket", "name": "b"}}

cases["no resource"] := {
	"input": testing.environment([to(bucket)]),
	"want": wrong(ingress, array.concat(path, ["resource", "name"]), "it leads to the Bucket.k8s.example.com b, and namespace x has none of that name"),
}

cases["a resource"] := {
	"input": testing.environment([to(bucket), {"apiVersion": "k8s.example.com/v1", "kind": "Bucket", "metadata": {"name": "b", "namespace": "x"}}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	ingress_backend.deny == case.want with input as case.input
}
