package policies.pods.probe_hosts_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.probe_hosts

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"livenessProbe": {"httpGet": {"host": "10.0.0.1", "port": 80}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["livenessProbe", "httpGet", "host"])), "message": `container "x" has the node ask 10.0.0.1, in livenessProbe`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

cases[note] := {
	"input": testing.set_pod("Pod", array.concat(["containers", 0], steps), "a.example.com"),
	"want": {{
		"path": testing.pod_path("Pod", array.concat(["containers", 0], steps)),
		"message": sprintf(`container "a" has the node ask a.example.com, in %s`, [concat(".", handler)]),
	}},
} if {
	some handler in [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]]
	some action in ["httpGet", "tcpSocket"]
	steps := array.concat(handler, [action, "host"])
	note := concat(".", steps)
}

cases[note] := {"input": testing.set_pod("Pod", ["containers", 0, "livenessProbe", "httpGet", "host"], value), "want": set()} if {
	some value in ["", null]
	note := sprintf("the host is %v", [value])
}

test_cases[note] if {
	some note, case in cases
	probe_hosts.deny == case.want with input as case.input
}
