# METADATA
# title: Each Application is in one step
# description: >-
#   What is in no step of a rolling set is never synchronised, and what is in two is not held back by the first.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
# custom:
#   severity: high
#   kinds: [ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Use In and NotIn on labels that the template gives, with values that stand in one step only.
package policies.gitops.rolling_steps

import data.policies.lib

deny contains {"path": ["spec", "strategy"], "message": "it rolls, and has no steps"} if {
	input.spec.strategy.type == "RollingSync"
	count(object.get(input, ["spec", "strategy", "rollingSync", "steps"], [])) == 0
}

steps := object.get(input, ["spec", "strategy", "rollingSync", "steps"], []) if input.spec.strategy.type == "RollingSync"

at(i) := ["spec", "strategy", "rollingSync", "steps", i]

deny contains {"path": lib.at(at(i), ["matchExpressions", j, "operator"]), "message": message} if {
	some i, step in steps
	some j, e in step.matchExpressions
	not e.operator in {"In", "NotIn"}
	message := sprintf("step %d selects nothing: %v is neither In nor NotIn", [i, object.get(e, "operator", "no operator")])
}

deny contains {"path": lib.at(at(i), ["matchExpressions", j, "key"]), "message": message} if {
	some i, step in steps
	some j, e in step.matchExpressions
	e.operator == "In"
	not e.key in object.keys(object.get(input, ["spec", "template", "metadata", "labels"], {}))
	message := sprintf("step %d selects nothing: the template gives no label %v", [i, e.key])
}

deny contains {"path": at(j), "message": message} if {
	some i, one in steps
	some j, other in steps
	i < j
	overlap(one, other)
	message := sprintf("steps %d and %d select the same Applications", [i, j])
}

# overlap says that one of two steps asks for all labels that the other asks for, and for a common value of each. Whether
# steps overlap that ask for different labels is up to the Applications.
overlap(one, other) if {
	set() in {keys(one) - keys(other), keys(other) - keys(one)}
	every step in [one, other] {
		every e in object.get(step, "matchExpressions", []) {
			e.operator == "In"
		}
	}
	every key in keys(one) & keys(other) {
		count(values(one, key) & values(other, key)) > 0
	}
}

keys(step) := {e.key | some e in step.matchExpressions}

values(step, key) := intersection({{value | some value in e.values} | some e in step.matchExpressions; e.key == key})
