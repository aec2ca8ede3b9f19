# METADATA
# title: No command carries a credential
# description: >-
#   What a command is given is in Git, in every listing of pods and of the processes of the node, and in the log of
#   who starts it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.4.1, NSA/secrets, SOC2/CC6.1]
#   fix: Let the program read the value from a mounted file, or name a variable that comes from a Secret, as $(NAME).
package policies.secrets.command

import data.policies.lib

deny contains {"path": place.path, "message": sprintf("%s has %s in %s", [place.container, lib.worded(found), place.what])} if {
	some place in places
	found := place_leaks(place)
	count(found) > 0
}

# places are the words of commands: their own, those of probes and of the start and the end, and what probes send.
places contains word(c, steps, words, i) if {
	some c in lib.containers(input)
	some steps in [
		["args"], ["command"], ["lifecycle", "postStart", "exec", "command"], ["lifecycle", "preStop", "exec", "command"],
		["livenessProbe", "exec", "command"], ["readinessProbe", "exec", "command"], ["startupProbe", "exec", "command"],
	]
	words := lib.dig(c.container, steps, [])
	some i, _ in words
	is_string(words[i])
}

places contains {"path": lib.at(c.path, array.concat(steps, ["httpHeaders", i, "value"])), "container": lib.called(c), "what": sprintf("the header %s of a probe", [header.name]), "name": header.name, "value": header.value} if {
	some c in lib.containers(input)
	some steps in [
		["livenessProbe", "httpGet"], ["readinessProbe", "httpGet"], ["startupProbe", "httpGet"],
		["lifecycle", "postStart", "httpGet"], ["lifecycle", "preStop", "httpGet"],
	]
	some i, header in lib.dig(c.container, array.concat(steps, ["httpHeaders"]), [])
	is_string(header.name)
}

word(c, steps, words, i) := {"path": lib.at(c.path, array.concat(steps, [i])), "container": lib.called(c), "what": "its command", "name": flag(words, i), "value": words[i]}

# flag is the name of a flag whose value is the next word.
default flag(_, _) := ""

flag(words, i) := trim_left(words[i - 1], "-") if {
	i > 0
	is_string(words[i - 1])
	regex.match(`^--?[0-9A-Za-z][0-9A-Za-z_.-]*$`, words[i - 1])
	not startswith(words[i], "-")
}

place_leaks(place) := lib.leaks("setting", place.name, place.value) | login(place)

# What curl -u is given.
login(place) := {"a credential" |
	place.name in {"u", "user"}
	some [_, password] in regex.find_all_string_submatch_n(`^[^\s:]+:([^\s]+)$`, place.value, 1)
	not regex.match(`^[0-9]+$`, password)
	lib.literal(password)
	not lib.harmless(password)
}
