# METADATA
# title: Every agent is in a step of the set that delivers it
# description: >-
#   An Application that no step selects is left out of every roll-out: it keeps the version that it has, without a
#   word.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
# custom:
#   severity: high
#   kinds: [ApplicationSet.argoproj.io]
#   scope: model
#   controls: [SOC2/CC8.1]
#   fix: >-
#     Add a step whose expressions match the tier and the wave of the agent, or correct the phase of the entry.
package policies.gitops.rolling_reaches

import data.policies.lib

deny contains {"object": lib.ref(set_of.object), "path": ["spec", "strategy", "rollingSync", "steps"], "message": message} if {
	some set_of in rolling
	some name, _ in input.model.running
	agent := input.model.agents[name]
	sprintf("%v", [agent.phase]) == set_of.phase
	labels := {"sutaz.ai/component": name, "sutaz.ai/phase": set_of.phase, "sutaz.ai/tier": agent.tier, "sutaz.ai/wave": sprintf("%v", [agent.wave])}
	every step in set_of.steps {
		not reached(step, labels)
	}
	message := sprintf("no step selects agent %s of tier %s and wave %v", [name, agent.tier, agent.wave])
}

# rolling are the sets that roll, with the phase whose agents each delivers, and its steps.
rolling := [{"object": o, "phase": generator.selector.matchLabels.phase, "steps": o.spec.strategy.rollingSync.steps} |
	some o in lib.objects_of("ApplicationSet.argoproj.io")
	o.spec.strategy.type == "RollingSync"
	some generator in o.spec.generators
]

reached(step, labels) if {
	every e in lib.dig(step, "matchExpressions", []) {
		lib.matches_expression(e, labels)
	}
}
