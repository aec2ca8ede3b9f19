package policies.network.node_port_test

import data.policies.lib.testing
import data.policies.network.node_port

service(spec) := testing.edit(testing.fixture("Service"), [{"op": "replace", "path": "/spec", "value": spec}])

noted(spec, annotations) := testing.put(service(spec), ["metadata", "annotations"], annotations)

cases[note] := {"input": service({"type": type, "ports": [{"port": 80}]}), "want": set()} if {
	some type in ["ClusterIP", "LoadBalancer", "ExternalName"]
	note := sprintf("type %s", [type])
}

cases["no type"] := {"input": service({"ports": [{"port": 80}]}), "want": set()}

cases["a node port"] := {
	"input": service({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}),
	"want": {{"path": ["spec", "type"], "message": "its ports are open on every node"}},
}

test_cases[note] if {
	some note, case in cases
	node_port.deny == case.want with input as case.input
}
