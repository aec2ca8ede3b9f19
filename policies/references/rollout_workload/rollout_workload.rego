# METADATA
# title: Every workload that a Rollout takes its pods from is there
# description: >-
#   A Rollout without pods of its own makes none until the workload that it refers to exists.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout
# custom:
#   severity: high
#   kinds: [Rollout.argoproj.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the workload in the namespace of the Rollout, or correct the name.
package policies.references.rollout_workload

import data.policies.lib

deny contains {"object": lib.ref(rollout), "path": ["spec", "workloadRef", "name"], "message": message} if {
	some rollout in lib.objects_of("Rollout.argoproj.io")
	wanted := lib.target_kind(rollout.spec.workloadRef, "v1")
	name := rollout.spec.workloadRef.name
	not lib.present(wanted, lib.namespace(rollout), name)
	message := sprintf("it takes its pods from the %s %s, and namespace %s has none of that name", [wanted, name, lib.namespace(rollout)])
}
