# METADATA
# title: Every variable that a text refers to is defined before it
# description: >-
#   $(NAME) is replaced by variables that stand earlier in the same container; of others the program gets the letters
#   $(NAME) themselves, as its address or its password.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Define the variable before the one that uses it, correct the name, or write $$(NAME) where the letters are meant.
package policies.references.variable

import data.policies.lib

deny contains {"path": lib.at(c.path, ["env", i, "value"]), "message": message} if {
	some c in lib.containers(input)
	some i, variable in c.container.env
	some name in referred(variable.value)
	some j, later in c.container.env
	later.name == name
	j >= i
	not name in defined(array.slice(c.container.env, 0, i))
	not loaded(c.container, name)
	message := sprintf("variable %s of %s refers to %s, which is defined after it", [variable.name, lib.called(c), name])
}

deny contains {"path": lib.at(c.path, ["env", i, "value"]), "message": message} if {
	some c in lib.containers(input)
	some i, variable in c.container.env
	some name in referred(variable.value)
	unknown(c.container, name)
	message := sprintf("variable %s of %s refers to %s, which the container does not define", [variable.name, lib.called(c), name])
}

deny contains {"path": lib.at(c.path, [field, i]), "message": message} if {
	some c in lib.containers(input)
	some field, called in {"command": "command", "args": "argument"}
	some i, word in c.container[field]
	some name in referred(word)
	unknown(c.container, name)
	message := sprintf("%s %d of %s refers to the variable %s, which the container does not define", [called, i, lib.called(c), name])
}

# referred are the names that a text refers to. Two dollars stand for one, and begin no name.
referred(text) := {name |
	is_string(text)
	contains(text, "$(")
	some found in regex.find_all_string_submatch_n(`\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)`, text, -1)
	name := found[1]
	name != ""
}

defined(variables) := {v.name | some v in variables}

# unknown says whether nothing defines a name. Small letters are left alone: $(date) is a word of a shell.
unknown(container, name) if {
	regex.match(`^[A-Z_][A-Z0-9_]*$`, name)
	not name in defined(lib.dig(container, "env", []))
	not loaded(container, name)
	not regex.match(`_(SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$`, name)
}

# loaded says whether a name may come from a ConfigMap or a Secret that the container takes as a whole.
loaded(container, name) if {
	some source in container.envFrom
	startswith(name, lib.dig(source, "prefix", ""))
}
