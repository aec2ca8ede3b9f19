# METADATA
# title: No container gets a whole Secret as its environment
# description: >-
#   Whatever key is added to the Secret later is a variable of the container, whose every child process, crash report
#   and debug page shows it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#restrict-secret-access
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.4.1, SOC2/CC6.1]
#   fix: Name the keys by valueFrom.secretKeyRef, or mount the Secret.
package policies.secrets.whole_secret_in_environment

import data.policies.lib

deny contains {"path": lib.at(c.path, ["envFrom", i, "secretRef"]), "message": sprintf("%s gets every key of the Secret %s as a variable", [lib.called(c), source.secretRef.name])} if {
	some c in lib.containers(input)
	some i, source in c.container.envFrom
	source.secretRef
}
