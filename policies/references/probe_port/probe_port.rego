# METADATA
# title: Every port that a probe names is a port of its container
# description: >-
#   A probe or a hook whose port has no number fails each time: the container is never ready, or is killed again and
#   again.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Give a port of this container that name, or name one that it has; ports of other containers do not count.
package policies.references.probe_port

import data.policies.lib

deny contains {"path": lib.at(c.path, array.concat(path, [by, "port"])), "message": message} if {
	some c in lib.containers(input)
	some [path, called] in [
		[["startupProbe"], "startup probe"], [["livenessProbe"], "liveness probe"], [["readinessProbe"], "readiness probe"],
		[["lifecycle", "postStart"], "start hook"], [["lifecycle", "preStop"], "stop hook"],
	]
	some by in ["httpGet", "tcpSocket"]
	port := lib.dig(c.container, array.concat(path, [by, "port"]), null)
	is_string(port)
	not regex.match(`^[0-9]+$`, port)
	not port in {p.name | some p in c.container.ports}
	message := sprintf("the %s of %s asks port %q, and the container has none of that name", [called, lib.called(c), port])
}
