# METADATA
# title: No annotation holds a credential
# description: >-
#   Annotations are shown by every tool, written to logs and metrics, and kept in Git: who may read the object has the
#   credential.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: [CIS/5.4.2, NSA/secrets, SOC2/CC6.1]
#   fix: Name the Secret that holds the value; then replace the credential, for it is known.
package policies.secrets.annotation

import data.policies.lib

# What kubectl notes of a Secret has a rule of its own.
deny contains {"path": lib.at(place.at, ["metadata", "annotations", name]), "message": sprintf("the annotation %s holds %s", [name, lib.worded(found)])} if {
	some place in places
	some name, value in place.annotations
	not carries(name)
	found := lib.leaks("field", called(name), value)
	count(found) > 0
}

# called is what a value is called. A checksum of a secret is none.
called(name) := array.reverse(split(name, "/"))[0] if not regex.match(`(?i)checksum|hash|digest|fingerprint`, name)

called(name) := "" if regex.match(`(?i)checksum|hash|digest|fingerprint`, name)

carries(name) if {
	input.kind == "Secret"
	name == "kubectl.kubernetes.io/last-applied-configuration"
}

places contains {"at": [], "annotations": lib.annotations(input)}

places contains {"at": pod.at, "annotations": lib.dig(pod.metadata, "annotations", {})} if pod := lib.pod(input)
