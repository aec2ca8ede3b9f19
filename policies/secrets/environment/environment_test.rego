package policies.secrets.environment_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.secrets.environment

# The token is put together, so that nothing that searches this repository takes it for a real one.
token := concat("", ["ghp_", "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"])

with_env(kind, list, env) := testing.set_pod(kind, [list, 0], {"name": "x", "image": "registry.example.com/x:1.0.0", "env": env})

cases[sprintf("a %s with a password in %s", [kind, list])] := {
	"input": with_env(kind, list, [{"name": "A", "value": "b"}, {"name": "DB_PASSWORD", "value": "hunter2"}]),
	"want": {{
		"path": testing.pod_path(kind, [list, 0, "env", 1, "value"]),
		"message": `container "x" has a credential in the environment variable DB_PASSWORD`,
	}},
} if {
	some kind in lib.workload_kinds
	some list in ["initContainers", "containers", "ephemeralContainers"]
}

bad["an address"] := [{"name": "URL", "value": "redis://:hunter2@redis:6379"}, "a password in a URL"]

bad["a token by its form"] := [{"name": "X", "value": token}, "a GitHub token"]

bad["a token in an address"] := [{"name": "X", "value": sprintf("https://%s:x-oauth-basic@github.com/a", [token])}, "a GitHub token and a password in a URL"]

cases[note] := {
	"input": with_env("Pod", "containers", [variable]),
	"want": {{"path": ["spec", "containers", 0, "env", 0, "value"], "message": sprintf(`container "x" has %s in the environment variable %s`, [what, variable.name])}},
} if {
	some note, [variable, what] in bad
}

good["a Secret"] := {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "a", "key": "password"}}}

good["another variable"] := {"name": "DB_PASSWORD", "value": "$(PGPASSWORD)"}

good["a file"] := {"name": "DB_PASSWORD_FILE", "value": "/run/secrets/password"}

good["nothing"] := {"name": "DB_PASSWORD"}

good["no text"] := {"name": "DB_PASSWORD", "value": 1}

cases[sprintf("good: %s", [note])] := {"input": with_env("Pod", "containers", [variable]), "want": set()} if {
	some note, variable in good
}

test_cases[note] if {
	some note, case in cases
	environment.deny == case.want with input as case.input
}
