package policies.references.config_map_key_test

import data.policies.lib.testing
import data.policies.references.config_map_key

config(values) := testing.put(testing.fixture("ConfigMap"), ["data"], values)

taken := testing.set_pod("Pod", ["containers", 0, "env", 0, "valueFrom"], {"configMapKeyRef": {"name": "a", "key": "k"}})

cases["it has another"] := {
	"input": testing.environment([config({"m": "", "l": ""}), taken]),
	"want": {{
		"object": {"kind": "Pod", "namespace": "x", "name": "a"},
		"path": ["spec", "containers", 0, "env", 0, "valueFrom", "configMapKeyRef", "key"],
		"message": `container "a" takes the key k of the ConfigMap a, which has l, m`,
	}},
}

cases["it has it"] := {"input": testing.environment([config({"k": "v"}), taken]), "want": set()}

cases["it has it as bytes"] := {
	"input": testing.environment([testing.put(config({"l": ""}), ["binaryData"], {"k": "AA=="}), taken]),
	"want": set(),
}

cases["something fills it"] := {"input": testing.environment([config({}), taken]), "want": set()}

cases["the cluster fills it"] := {
	"input": testing.environment([testing.put(config({"l": ""}), ["metadata", "annotations"], {"service.beta.openshift.io/inject-cabundle": "true"}), taken]),
	"want": set(),
}

cases["there is none"] := {"input": testing.environment([taken]), "want": set()}

cases["of a volume"] := {
	"input": testing.environment([
		config({"k": "v"}),
		testing.set_pod("Deployment.apps", ["volumes", 0], {"name": "v", "configMap": {"name": "a", "items": [{"key": "k", "path": "p"}, {"key": "l", "path": "q"}]}}),
	]),
	"want": {{
		"object": {"kind": "Deployment.apps", "namespace": "x", "name": "a"},
		"path": ["spec", "template", "spec", "volumes", 0, "configMap", "items", 1, "key"],
		"message": `volume "v" takes the key l of the ConfigMap a, which has k`,
	}},
}

cases["of a volume that may lack it"] := {
	"input": testing.environment([
		config({"k": "v"}),
		testing.set_pod("Deployment.apps", ["volumes", 0], {"name": "v", "configMap": {"name": "a", "optional": true, "items": [{"key": "l", "path": "q"}]}}),
	]),
	"want": set(),
}

cases["every namespace has it"] := {
	"input": testing.environment([testing.set_pod("Pod", ["volumes", 0], {"name": "v", "configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "p"}]}})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	config_map_key.deny == case.want with input as case.input
}
