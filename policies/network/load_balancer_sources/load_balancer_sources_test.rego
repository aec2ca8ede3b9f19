package policies.network.load_balancer_sources_test

import data.policies.lib.testing
import data.policies.network.load_balancer_sources

service(spec) := testing.edit(testing.fixture("Service"), [{"op": "replace", "path": "/spec", "value": spec}])

noted(spec, annotations) := testing.put(service(spec), ["metadata", "annotations"], annotations)

balancer(ranges) := service({"type": "LoadBalancer", "ports": [{"port": 443}], "loadBalancerSourceRanges": ranges})

name := "service.beta.kubernetes.io/load-balancer-source-ranges"

cases["no load balancer"] := {"input": testing.fixture("Service"), "want": set()}

cases["a network"] := {"input": balancer(["192.0.2.0/24", "2001:db8::/32"]), "want": set()}

cases["none"] := {
	"input": balancer([]),
	"want": {{"path": ["spec", "loadBalancerSourceRanges"], "message": "everybody on the internet reaches it"}},
}

cases["internal"] := {"input": noted({"type": "LoadBalancer", "ports": [{"port": 443}]}, {"networking.gke.io/load-balancer-type": "Internal"}), "want": set()}

cases["not internal"] := {
	"input": noted({"type": "LoadBalancer", "ports": [{"port": 443}]}, {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}),
	"want": {{"path": ["spec", "loadBalancerSourceRanges"], "message": "everybody on the internet reaches it"}},
}

cases["all of them"] := {
	"input": balancer(["192.0.2.0/24", "0.0.0.0/0"]),
	"want": {{"path": ["spec", "loadBalancerSourceRanges", 1], "message": "it serves 0.0.0.0/0, which is the internet or a good part of it"}},
}

cases["by the annotation"] := {"input": noted({"type": "LoadBalancer", "ports": [{"port": 443}]}, {name: "192.0.2.0/24"}), "want": set()}

cases["all of them, by the annotation"] := {
	"input": noted({"type": "LoadBalancer", "ports": [{"port": 443}]}, {name: "192.0.2.0/24, 0.0.0.0/0"}),
	"want": {{"path": ["metadata", "annotations", name], "message": "it serves 0.0.0.0/0, which is the internet or a good part of it"}},
}

test_cases[note] if {
	some note, case in cases
	load_balancer_sources.deny == case.want with input as case.input
}
