# METADATA
# title: A pod that is busy is not restarted
# description: >-
#   Where liveness asks what readiness asks and gives up as soon, a pod that is only too busy is restarted instead of
#   relieved. Its load goes to the others, and they follow.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   severity: medium
#   kinds: [DaemonSet.apps, Deployment.apps, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Give the livenessProbe a higher failureThreshold than the readinessProbe, or another question.
package policies.availability.liveness_like_readiness

import data.policies.lib

deny contains {"path": lib.at(c.path, ["livenessProbe"]), "message": message} if {
	some c in lib.serving(input)
	liveness := c.container.livenessProbe
	readiness := c.container.readinessProbe
	is_object(liveness)
	is_object(readiness)
	asks(c.container, liveness) == asks(c.container, readiness)
	lib.probe_seconds(liveness) <= lib.probe_seconds(readiness)
	message := sprintf("%s is restarted after %d s of the failures that take it out of service after %d s", [
		lib.called(c),
		lib.probe_seconds(liveness),
		lib.probe_seconds(readiness),
	])
}

# asks is what a probe asks, with what is meant where nothing is said.
asks(container, probe) := {"http": {
	"path": object.get(probe, ["httpGet", "path"], "/"),
	"port": number(container, probe.httpGet.port),
	"scheme": object.get(probe, ["httpGet", "scheme"], "HTTP"),
	"host": object.get(probe, ["httpGet", "host"], ""),
	"headers": object.get(probe, ["httpGet", "httpHeaders"], []),
}}

asks(container, probe) := {"tcp": number(container, probe.tcpSocket.port), "host": object.get(probe, ["tcpSocket", "host"], "")}

asks(_, probe) := {"grpc": probe.grpc.port, "service": object.get(probe, ["grpc", "service"], "")}

asks(_, probe) := {"exec": probe.exec.command}

# number is the number of a port that is named.
number(container, port) := found[0] if {
	found := [declared.containerPort | some declared in container.ports; declared.name == port]
}

number(container, port) := port if count([true | some declared in container.ports; declared.name == port]) == 0
