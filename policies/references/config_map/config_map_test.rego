package policies.references.config_map_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.config_map

config := testing.fixture("ConfigMap")

ways["a variable"] := [["containers", 0, "env", 0, "valueFrom"], {"configMapKeyRef": {"name": "a", "key": "k"}}, ["configMapKeyRef"], `container "a"`]

ways["all variables"] := [["containers", 0, "envFrom"], [{"configMapRef": {"name": "a"}}], [0, "configMapRef"], `container "a"`]

ways["a volume"] := [["volumes", 0], {"name": "v", "configMap": {"name": "a"}}, ["configMap"], `volume "v"`]

ways["keys of a volume"] := [["volumes", 0], {"name": "v", "configMap": {"name": "a", "items": [{"key": "k", "path": "p"}, {"key": "l", "path": "q"}]}}, ["configMap"], `volume "v"`]

ways["a part of a volume"] := [["volumes", 0], {"name": "v", "projected": {"sources": [{"configMap": {"name": "a"}}]}}, ["projected", "sources", 0, "configMap"], `volume "v"`]

cases[note] := {
	"input": testing.environment([o]),
	"want": {{
		"object": lib.ref(o),
		"path": testing.pod_path(kind, array.concat(path, steps)),
		"message": sprintf("%s takes the ConfigMap a, and namespace x has none of that name", [by]),
	}},
} if {
	some kind in lib.workload_kinds
	some way, [path, value, steps, by] in ways
	o := testing.set_pod(kind, path, value)
	note := sprintf("%s of a %s", [way, kind])
}

cases[note] := {"input": testing.environment([config, testing.set_pod("Pod", path, value)]), "want": set()} if {
	some way, [path, value, _, _] in ways
	note := sprintf("%s, and it is there", [way])
}

cases["it may be missing"] := {
	"input": testing.environment([testing.set_pod("Pod", ["containers", 0, "envFrom"], [{"configMapRef": {"name": "a", "optional": true}}])]),
	"want": set(),
}

cases["it must be there, says the pod"] := {
	"input": testing.environment([testing.set_pod("Pod", ["containers", 0, "envFrom"], [{"configMapRef": {"name": "a", "optional": false}}])]),
	"want": {{
		"object": {"kind": "Pod", "namespace": "x", "name": "a"},
		"path": ["spec", "containers", 0, "envFrom", 0, "configMapRef"],
		"message": `container "a" takes the ConfigMap a, and namespace x has none of that name`,
	}},
}

cases["every namespace has it"] := {
	"input": testing.environment([testing.set_pod("Pod", ["volumes", 0], {"name": "v", "configMap": {"name": "kube-root-ca.crt"}})]),
	"want": set(),
}

cases["it is in another namespace"] := {
	"input": testing.environment([testing.put(config, ["metadata", "namespace"], "y"), testing.set_pod("Pod", ["containers", 0, "envFrom"], [{"configMapRef": {"name": "a"}}])]),
	"want": {{
		"object": {"kind": "Pod", "namespace": "x", "name": "a"},
		"path": ["spec", "containers", 0, "envFrom", 0, "configMapRef"],
		"message": `container "a" takes the ConfigMap a, and namespace x has none of that name`,
	}},
}

cases["an operator makes it"] := {
	"input": testing.environment([
		testing.set("Namespace", ["metadata", "annotations"], {"sutaz.ai/makes": "Secret/z, ConfigMap/a"}),
		testing.set_pod("Pod", ["containers", 0, "envFrom"], [{"configMapRef": {"name": "a"}}]),
	]),
	"want": set(),
}

cases["a trigger takes it"] := {
	"input": testing.environment([testing.set("TriggerAuthentication.keda.sh", ["spec"], {"configMapTargetRef": [{"parameter": "host", "name": "a", "key": "k"}]})]),
	"want": {{
		"object": {"kind": "TriggerAuthentication.keda.sh", "namespace": "x", "name": "a"},
		"path": ["spec", "configMapTargetRef", 0],
		"message": `parameter "host" takes the ConfigMap a, and namespace x has none of that name`,
	}},
}

test_cases[note] if {
	some note, case in cases
	config_map.deny == case.want with input as case.input
}
