# METADATA
# title: Objects in Git have a name
# description: >-
#   A name that the cluster makes up cannot be applied again: kubectl refuses it, and every synchronisation leaves one
#   more object behind.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: Set metadata.name instead of generateName; a hook of Argo CD or Helm may keep it.
package policies.gitops.generated_name

import data.policies.lib

deny contains {"path": ["metadata", "generateName"], "message": sprintf("its name is made up in the cluster, from %v", [input.metadata.generateName])} if {
	object.get(input, ["metadata", "generateName"], "") != ""

	# The engine gives what has no name one that no object can have.
	object.get(input, ["metadata", "name"], "") in {"", sprintf("%v*", [input.metadata.generateName])}
	not lib.annotations(input)["argocd.argoproj.io/hook"]
	not lib.annotations(input)["helm.sh/hook"]
}
