# METADATA
# title: Personal and confidential data outlive their entry in Git
# description: >-
#   What leaves Git is pruned, and what belongs to a deleted Application goes with it. For data that somebody must keep,
#   or erase with a record, a commit is not enough of a decision.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
# custom:
#   severity: high
#   kinds: [Cluster.postgresql.cnpg.io, Namespace, PersistentVolumeClaim, RabbitmqCluster.rabbitmq.com]
#   scope: object
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: Add the annotation argocd.argoproj.io/sync-options with Prune=false,Delete=false.
package policies.gitops.keep_data

import data.policies.lib

deny contains {"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"], "message": message} if {
	class := lib.labels(input)["sutaz.ai/data-class"]
	class in {"personal", "confidential"}
	some option, what in {"Prune": "it leaves Git", "Delete": "its Application is deleted"}
	count(lib.sync_options(input) & {sprintf("%s=false", [option]), sprintf("%s=confirm", [option])}) == 0
	message := sprintf("it holds %s data, and is deleted when %s", [class, what])
}
