# METADATA
# title: A model server is ready when its models are loaded
# description: >-
#   Ollama answers over HTTP as soon as it runs, and loads a model at its first request. With such a probe, requests are
#   sent to a server that reads gigabytes first, and time out at each update.
# related_resources:
# - ref: https://github.com/ollama/ollama/blob/main/docs/api.md
# custom:
#   severity: medium
#   kinds: [DaemonSet.apps, Deployment.apps, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: >-
#     Give it a readinessProbe with exec that finds the models in what ollama ps says.
package policies.availability.models_loaded

import data.policies.lib

deny contains {"path": lib.at(c.path, ["readinessProbe"]), "message": message} if {
	some c in lib.serving(input)
	is_string(c.container.image)
	name := split(split(c.container.image, "@")[0], "/")
	regex.match(`^ollama(:|$)`, name[count(name) - 1])
	not asks_server(c.container)
	message := sprintf("%s serves models, and is ready before it has loaded one", [lib.called(c)])
}

# asks_server says whether the probe runs something in the container: no path of the server tells which models are loaded.
asks_server(container) if count(lib.dig(container, ["readinessProbe", "exec", "command"], [])) > 0
