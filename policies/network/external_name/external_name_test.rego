package policies.network.external_name_test

import data.policies.lib.testing
import data.policies.network.external_name

service(spec) := testing.edit(testing.fixture("Service"), [{"op": "replace", "path": "/spec", "value": spec}])

noted(spec, annotations) := testing.put(service(spec), ["metadata", "annotations"], annotations)

cases[name] := {"input": service({"type": "ExternalName", "externalName": name}), "want": set()} if {
	some name in ["db.example.com", "svc.example.com", "metadata.example.com", "svc"]
}

cases["another type"] := {"input": service({"type": "ClusterIP", "externalName": "a.b.svc"}), "want": set()}

cases[name] := {"input": service({"type": "ExternalName", "externalName": name}), "want": {{"path": ["spec", "externalName"], "message": sprintf("%s %s", [name, what])}}} if {
	some name, what in {
		"192.0.2.1": "is an address, and nothing resolves it",
		"Metadata.google.internal": "leads to the metadata of the node",
		"a.b.svc": "leads into the cluster",
		"a.b.svc.cluster.local.": "leads into the cluster",
		"localhost": "leads to the node itself",
	}
}

test_cases[note] if {
	some note, case in cases
	external_name.deny == case.want with input as case.input
}
