# METADATA
# title: A container says each variable of its environment once
# description: >-
#   The last of two variables of one name wins: who changes the first sees no effect, and applying on the server is
#   refused.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: Remove the variable that should not hold.
package policies.pods.duplicate_env

import data.policies.lib

deny contains {"path": lib.at(c.path, ["env", i]), "message": message} if {
	some c in lib.containers(input)
	places := {name: {i | some i, item in c.container.env; item.name == name} |
		some name in repeated(c.container.env)
	}
	some name, numbers in places
	some i in numbers
	i > min(numbers)
	message := sprintf("%s says the variable %v again", [lib.called(c), name])
}

# repeated are the names that occur more than once.
repeated(env) := {names[i] | some i, name in names; i > 0; names[i - 1] == name} if names := sort([item.name | some item in env])
