# METADATA
# title: No pod reaches the container runtime of its node
# description: >-
#   The socket of the runtime starts any container with any rights: a pod that mounts it, or a directory that holds it,
#   owns its node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: critical
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.12, NSA/pod-security]
#   fix: >-
#     Remove the volume; build images with a builder that needs no runtime, and watch containers through the API of the
#     cluster.
package policies.pods.runtime_sockets

import data.policies.lib

# Where runtimes and builders listen; /var/run is /run on every node, and //./pipe is where Windows keeps pipes.
sockets := {
	"/run/buildkit/buildkitd.sock", "/run/containerd/containerd.sock", "/run/cri-dockerd.sock", "/run/crio/crio.sock", "/run/docker.sock",
	"/run/docker/containerd/containerd.sock", "/run/dockershim.sock", "/run/k0s/containerd.sock", "/run/k3s/containerd/containerd.sock",
	"/run/podman/podman.sock", "/var/snap/microk8s/common/run/containerd.sock", "/pipe/containerd-containerd", "/pipe/docker_engine",
}

deny contains {"path": lib.at(pod.path, ["volumes", i, "hostPath", "path"]), "message": message} if {
	pod := lib.pod(input)
	some i, volume in pod.spec.volumes
	path := volume.hostPath.path
	is_string(path)
	path != ""
	some socket in sockets
	holds(plain(path), socket)
	message := sprintf("the volume %q gives the pod the container runtime of its node, through %s", [lib.dig(volume, "name", ""), path])
}

# plain writes a path in one way: without doubled, ending or idle steps, and with those of Windows, in small letters.
plain(path) := regex.replace(sprintf("/%s", [concat("/", steps)]), "^/var/run(/|$)", "/run$1") if {
	steps := [step | some step in split(slashes(path), "/"); not step in {"", "."}]
}

slashes(path) := path if not contains(path, "\\")

slashes(path) := lower(replace(path, "\\", "/")) if contains(path, "\\")

holds(path, socket) if path == socket

holds("/", _)

holds(path, socket) if startswith(socket, sprintf("%s/", [path]))
