package policies.stores.sentinel_quorum_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.stores.sentinel_quorum

config(quorum) := testing.put(testing.fixture("ConfigMap"), ["data", "sentinel.conf"], sprintf("port 26379\nsentinel monitor main a-0.a 6379 %v\n", [quorum]))

# sentinels are a workload of a kind that mounts the ConfigMap and has a port or a command.
sentinels(kind, replicas, field, value) := testing.put(
	testing.put(
		testing.set_pod(kind, ["volumes", 0], {"name": "config", "configMap": {"name": "a"}}),
		testing.pod_path(kind, ["containers", 0, field]), value,
	),
	["spec", "replicas"], replicas,
)

port := [{"name": "sentinel", "containerPort": 26379}]

set(replicas) := sentinels("StatefulSet.apps", replicas, "ports", port)

finding(message) := {"object": lib.ref(testing.fixture("ConfigMap")), "path": ["data", "sentinel.conf"], "message": message}

few := finding("1 of 3 Sentinels decide that main is gone, and 2 are most of them")

cases["two of three"] := {"input": testing.environment([config(2), set(3)]), "want": set()}

cases["one of one"] := {"input": testing.environment([config(1), set(1)]), "want": set()}

cases["one of three"] := {"input": testing.environment([config(1), set(3)]), "want": {few}}

cases["three of three"] := {
	"input": testing.environment([config(3), set(3)]),
	"want": {finding("3 of 3 Sentinels decide that main is gone, and 2 are most of them")},
}

cases["two of five"] := {
	"input": testing.environment([config(2), set(5)]),
	"want": {finding("2 of 5 Sentinels decide that main is gone, and 3 are most of them")},
}

cases["three of four"] := {"input": testing.environment([config(3), set(4)]), "want": set()}

cases["a Deployment"] := {"input": testing.environment([config(1), sentinels("Deployment.apps", 3, "ports", port)]), "want": {few}}

cases["by its command"] := {
	"input": testing.environment([config(1), sentinels("StatefulSet.apps", 3, "command", ["redis-sentinel", "/etc/sentinel.conf"])]),
	"want": {few},
}

cases["by its arguments"] := {
	"input": testing.environment([config(1), sentinels("StatefulSet.apps", 3, "args", ["/etc/sentinel.conf", "--sentinel", 1])]),
	"want": {few},
}

cases["servers that have the same ConfigMap"] := {
	"input": testing.environment([config(1), sentinels("StatefulSet.apps", 3, "command", ["valkey-server"])]),
	"want": set(),
}

cases["nobody has it"] := {"input": testing.environment([config(1), testing.fixture("StatefulSet.apps")]), "want": set()}

cases["no configuration of Sentinels"] := {"input": testing.environment([testing.fixture("ConfigMap"), set(3)]), "want": set()}

cases["a comment"] := {
	"input": testing.environment([testing.put(testing.fixture("ConfigMap"), ["data", "a"], "# sentinel monitor main a 6379 1\n"), set(3)]),
	"want": set(),
}

cases["no text"] := {"input": testing.environment([testing.put(testing.fixture("ConfigMap"), ["data", "a"], 1), set(3)]), "want": set()}

test_cases[note] if {
	some note, case in cases
	sentinel_quorum.deny == case.want with input as case.input
}
