package policies.pods.runtime_sockets_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.runtime_sockets

mounted(kind, path) := testing.set_pod(kind, ["volumes"], [{"name": "v", "hostPath": {"path": path}}])

cases[note] := {
	"input": mounted(kind, "/var/run/docker.sock"),
	"want": {{
		"path": testing.pod_path(kind, ["volumes", 0, "hostPath", "path"]),
		"message": `the volume "v" gives the pod the container runtime of its node, through /var/run/docker.sock`,
	}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that mounts the socket of Docker", [kind])
}

cases[path] := {
	"input": mounted("Pod", path),
	"want": {{
		"path": ["spec", "volumes", 0, "hostPath", "path"],
		"message": sprintf(`the volume "v" gives the pod the container runtime of its node, through %s`, [path]),
	}},
} if {
	some path in [
		"/", "//", "/.", "/run", "/run/", "/var", "/var/", "/var/run", "/var//run/", "/var/./run/containerd", "/run/containerd/containerd.sock", "/run/crio", "/run/k3s",
		"/run/podman/podman.sock", "/var/snap/microk8s", "//./pipe/docker_engine", `\\.\pipe\docker_engine`, `\\.\PIPE\containerd-containerd`,
	]
}

cases[note] := {"input": mounted("Pod", path), "want": set()} if {
	some path in ["/var/log", "/run/udev", "/var/runner", "/ru", "/run/containerd.d", "", 3, `C:\\data`]
	note := sprintf("%v", [path])
}

cases["no volume of the node"] := {"input": testing.fixture("Pod"), "want": set()}

test_cases[note] if {
	some note, case in cases
	runtime_sockets.deny == case.want with input as case.input
}
