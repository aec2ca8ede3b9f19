package policies.secrets.world_readable_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.secrets.world_readable

mounted(kind, volume) := testing.set_pod(kind, ["volumes"], [object.union({"name": "v"}, volume)])

finding(kind, path) := {"path": testing.pod_path(kind, array.concat(["volumes", 0], path)), "message": "the volume v lets every user of a container read the Secret s"}

cases[sprintf("a %s that says nothing", [kind])] := {
	"input": mounted(kind, {"secret": {"secretName": "s"}}),
	"want": {finding(kind, ["secret", "defaultMode"])},
} if {
	some kind in lib.workload_kinds
}

# 0644, 0444, 0755, 0004 and 0007.
cases[sprintf("mode %d", [mode])] := {
	"input": mounted("Pod", {"secret": {"secretName": "s", "defaultMode": mode}}),
	"want": {finding("Pod", ["secret", "defaultMode"])},
} if {
	some mode in [420, 292, 493, 4, 7]
}

# 0400, 0440, 0600, 0660, 0 and 0003.
cases[sprintf("mode %d", [mode])] := {"input": mounted("Pod", {"secret": {"secretName": "s", "defaultMode": mode}}), "want": set()} if {
	some mode in [256, 288, 384, 432, 0, 3]
}

cases["a file of its own mode"] := {
	"input": mounted("Pod", {"secret": {"secretName": "s", "defaultMode": 288, "items": [{"key": "a", "path": "a"}, {"key": "b", "path": "b", "mode": 292}]}}),
	"want": {finding("Pod", ["secret", "items", 1, "mode"])},
}

cases["every file has its own mode"] := {
	"input": mounted("Pod", {"secret": {"secretName": "s", "items": [{"key": "a", "path": "a", "mode": 256}]}}),
	"want": set(),
}

cases["one file has none"] := {
	"input": mounted("Pod", {"secret": {"secretName": "s", "items": [{"key": "a", "path": "a", "mode": 256}, {"key": "b", "path": "b"}]}}),
	"want": {finding("Pod", ["secret", "defaultMode"])},
}

cases["projected"] := {
	"input": mounted("Pod", {"projected": {"sources": [{"configMap": {"name": "c"}}, {"secret": {"name": "s"}}]}}),
	"want": {finding("Pod", ["projected", "defaultMode"])},
}

cases["projected, a file of its own mode"] := {
	"input": mounted("Pod", {"projected": {"defaultMode": 288, "sources": [{"secret": {"name": "s", "items": [{"key": "a", "path": "a", "mode": 420}]}}]}}),
	"want": {finding("Pod", ["projected", "sources", 0, "secret", "items", 0, "mode"])},
}

cases["projected, closed"] := {"input": mounted("Pod", {"projected": {"defaultMode": 288, "sources": [{"secret": {"name": "s"}}]}}), "want": set()}

cases["no secret"] := {
	"input": mounted("Pod", {"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}, {"configMap": {"name": "c"}}]}}),
	"want": set(),
}

cases["a ConfigMap"] := {"input": mounted("Pod", {"configMap": {"name": "c", "defaultMode": 292}}), "want": set()}

cases["Windows"] := {
	"input": testing.edit(mounted("Pod", {"secret": {"secretName": "s"}}), [{"op": "add", "path": ["spec", "os"], "value": {"name": "windows"}}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	world_readable.deny == case.want with input as case.input
}
