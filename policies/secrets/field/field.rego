# METADATA
# title: No field of an object is a credential
# description: >-
#   A credential in a field, such as the parameters of a chart or the address of a repository, is in Git and in every
#   listing of the object.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: [CIS/5.4.2, NSA/secrets, SOC2/CC6.1]
#   fix: Name the Secret that holds the value, as most kinds can; then replace the credential, for it is known.
package policies.secrets.field

import data.policies.lib

# Definitions of resources are prose, and what is sealed is encrypted.
judged if not lib.kind(input) in {"CustomResourceDefinition.apiextensions.k8s.io", "SealedSecret.bitnami.com"}

# worth saves the way through an object in which nothing can be found.
worth if count(lib.hinted) > 0

worth if {
	contains(lib.text, "://")
	regex.match(`://[^"\s]*:[^"\s]*@`, lib.text)
}

worth if {
	some word in ["passwd", "password", "passphrase", "pass", "pwd", "secret", "token", "key", "key_base", "credential", "credentials", "auth", "authorization"]
	contains(plainer, word)
	regex.match(concat("", [word, ends]), plainer) # It begins with a word, which makes it fast.
}

worth if {
	some word in ["requirepass ", "masterauth ", "machine ", "bearer ", "basic ", "curl ", `password\u003e`, `secret\u003e`]
	contains(lib.text, word)
}

# plainer lacks the fields that nearly every object has.
plainer := strings.replace_n({`"key":`: "", `"topologykey":`: ""}, lib.text)

# ends are what makes a word the name of a text: a field, the name of a parameter, or a setting within a text.
ends := `(?:[_-]?(?:value|plain|base64|b64))?[0-9]*(?:\\*","value":"|\\*"\s*:\s*\\*"|\\+"[ \t]*[:=]|'?[ \t]*[:=])`

deny contains {"path": path, "message": sprintf("the field %s holds %s", [concat(".", [sprintf("%v", [step]) | some step in path]), lib.worded(found)])} if {
	judged
	worth
	some path, value
	walk(input, [path, value])
	is_string(value)
	not elsewhere(path)
	found := lib.leaks("field", field(path), value)
	count(found) > 0
}

# field is what a value is called: its field, or the name beside it, as parameters have it.
field(path) := name if name := beside(path)

field(path) := last(path) if not beside(path)

# last is "" for an item of a list.
default last(_) := ""

last(path) := step if {
	step := array.reverse(path)[0]
	is_string(step)
}

beside(path) := name if {
	last(path) == "value"
	parameter := lib.dig(input, array.slice(path, 0, count(path) - 1), {})
	name := parameter.name
	is_string(name)
}

# elsewhere are the places that other rules judge.
elsewhere(path) if "annotations" in path

elsewhere(path) if {
	input.kind in {"ConfigMap", "Secret"}
	path[0] in {"data", "stringData", "binaryData"}
}

elsewhere(path) if {
	at := pod.path
	array.slice(path, 0, count(at)) == at
	rest := array.slice(path, count(at), count(path))
	rest[0] in lib.container_lists
	rest[2] in {"env", "args", "command", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}
}

pod := lib.pod(input)
