# METADATA
# title: Every model that an agent asks for is served
# description: >-
#   An agent that asks for a model which no pool serves gets an error for each request.
# related_resources:
# - ref: https://github.com/ollama/ollama/blob/main/docs/api.md
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   complete: true
#   controls: []
#   fix: >-
#     Add the model to a pool in environments/models.cue, or name one that is there.
package policies.references.model

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(c.path, ["env", i, "value"]), "message": message} if {
	some w in lib.workloads
	some c in lib.containers(w.object)
	some i, variable in c.container.env
	variable.name == "SUTAZ_MODELS"
	is_string(variable.value)
	some name in split(variable.value, ",")
	not name in served
	message := sprintf("%s asks for the model %s, which no pool serves", [lib.called(c), name])
}

deny contains {"model": true, "path": ["agents", agent, "models", i], "message": message} if {
	some agent, _ in input.model.running
	some i, name in input.model.agents[agent].models
	not name in served
	message := sprintf("%s asks for the model %s, which no pool serves", [agent, name])
}

served contains name if {
	some pool in input.model.modelPools
	some name, _ in pool.models
}
