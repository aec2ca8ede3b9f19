package policies.secrets.command_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.secrets.command

# The token is put together, so that nothing that searches this repository takes it for a real one.
token := concat("", ["ghp_", "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"])

with_fields(kind, list, fields) := testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, fields))

finding(steps, what, place) := {"path": array.concat(["spec", "containers", 0], steps), "message": sprintf(`container "x" has %s in %s`, [what, place])}

cases[sprintf("a %s with a password in the arguments of %s", [kind, list])] := {
	"input": with_fields(kind, list, {"args": ["serve", "--password=hunter2"]}),
	"want": {{"path": testing.pod_path(kind, [list, 0, "args", 1]), "message": `container "x" has a credential in its command`}},
} if {
	some kind in lib.workload_kinds
	some list in ["initContainers", "containers", "ephemeralContainers"]
}

bad["the value of a flag"] := [{"command": ["serve", "--db-password", "hunter2"]}, ["command", 2], "a credential", "its command"]

bad["a script"] := [{"command": ["sh", "-c", "export API_TOKEN=9fK2mQ7xLp4VtR8s; run"]}, ["command", 2], "a credential", "its command"]

bad["an address"] := [{"args": ["migrate", "postgres://app:hunter2@db/app"]}, ["args", 1], "a password in a URL", "its command"]

bad["a token"] := [{"args": [token]}, ["args", 0], "a GitHub token", "its command"]

bad["curl"] := [{"command": ["curl", "-u", "admin:hunter2", "localhost"]}, ["command", 2], "a credential", "its command"]

bad["a probe"] := [
	{"livenessProbe": {"exec": {"command": ["redis-cli", "--pass", "hunter2", "ping"]}}},
	["livenessProbe", "exec", "command", 2], "a credential", "its command",
]

bad["the end"] := [
	{"lifecycle": {"preStop": {"exec": {"command": ["sh", "-c", "curl -u admin:hunter2 localhost"]}}}},
	["lifecycle", "preStop", "exec", "command", 2], "a credential", "its command",
]

bad["a header"] := [
	{"readinessProbe": {"httpGet": {"port": 1, "httpHeaders": [{"name": "Authorization", "value": "Bearer 9fK2mQ7xLp4VtR8sWz3B"}]}}},
	["readinessProbe", "httpGet", "httpHeaders", 0, "value"], "a credential", "the header Authorization of a probe",
]

cases[note] := {"input": with_fields("Pod", "containers", fields), "want": {finding(steps, what, place)}} if {
	some note, [fields, steps, what, place] in bad
}

good["a variable"] := {"args": ["--password=$(DB_PASSWORD)", "--token", "$(TOKEN)"]}

good["a file"] := {"args": ["--password-file=/run/secrets/password", "--token-file", "token9fK2mQ7xLp4VtR8s"]}

good["two flags"] := {"args": ["--ask-password", "--verbose"]}

good["a script"] := {"command": ["sh", "-c", "PASSWORD=\"$(cat /run/secrets/password)\" exec run"]}

good["a user and a group"] := {"command": ["run", "-u", "1000:1000"]}

good["a header"] := {"livenessProbe": {"httpGet": {"port": 1, "httpHeaders": [{"name": "Host", "value": "a.example.com"}]}}}

good["curl is given a variable"] := {"command": ["curl", "-u", "admin:$(PASSWORD)", "localhost"]}

good["what follows a word is no value of a flag"] := {"args": ["password", "hunter2"]}

good["no words"] := {"args": [1, null], "command": null}

good["flags of a program"] := {"args": ["--max-tokens=4096", "--api-key", "not-needed", "--secret", "agents-tls"]}

cases[sprintf("good: %s", [note])] := {"input": with_fields("Pod", "containers", fields), "want": set()} if {
	some note, fields in good
}

test_cases[note] if {
	some note, case in cases
	command.deny == case.want with input as case.input
}
