package policies.network.external_ips_test

import data.policies.lib.testing
import data.policies.network.external_ips

service(spec) := testing.edit(testing.fixture("Service"), [{"op": "replace", "path": "/spec", "value": spec}])

noted(spec, annotations) := testing.put(service(spec), ["metadata", "annotations"], annotations)

cases["none"] := {"input": testing.fixture("Service"), "want": set()}

cases["an empty list"] := {"input": service({"ports": [{"port": 80}], "externalIPs": []}), "want": set()}

cases["an address"] := {
	"input": service({"ports": [{"port": 80}], "externalIPs": ["192.0.2.1"]}),
	"want": {{"path": ["spec", "externalIPs", 0], "message": "all traffic to 192.0.2.1 from inside the cluster goes to its pods"}},
}

test_cases[note] if {
	some note, case in cases
	external_ips.deny == case.want with input as case.input
}
