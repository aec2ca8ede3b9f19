# METADATA
# title: No environment variable is a credential
# description: >-
#   A credential that is written into a workload is in Git and in every listing of pods, and cannot be replaced
#   without a rollout.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.4.1, NSA/secrets, SOC2/CC6.1, GDPR/Art.32]
#   fix: >-
#     Take the value from a Secret by valueFrom.secretKeyRef, or mount it; then replace the credential, for it is
#     known.
package policies.secrets.environment

import data.policies.lib

deny contains {"path": lib.at(c.path, ["env", i, "value"]), "message": message} if {
	some c in lib.containers(input)
	some i, variable in c.container.env
	is_string(variable.name)
	found := lib.leaks("setting", variable.name, variable.value)
	count(found) > 0
	message := sprintf("%s has %s in the environment variable %s", [lib.called(c), lib.worded(found), variable.name])
}
