# METADATA
# title: Ended Jobs are removed
# description: >-
#   An ended Job and its pods stay until somebody deletes them; enough of them fill the store of the cluster and slow
#   every list.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
# custom:
#   severity: low
#   kinds: [Job.batch]
#   scope: object
#   controls: []
#   fix: Set ttlSecondsAfterFinished, long enough to read the logs.
package policies.jobs.ttl

import data.policies.lib

# A CronJob removes its Jobs itself. Argo CD removes hooks, and puts back a Job that it delivers when the Job removes itself.
deny contains {"path": ["spec", "ttlSecondsAfterFinished"], "message": "the Job stays for ever once it has ended"} if {
	lib.dig(input, ["spec", "ttlSecondsAfterFinished"], null) == null
	not owned
	not delivered
}

owned if input.metadata.ownerReferences[_].controller == true

delivered if input.metadata.annotations["argocd.argoproj.io/hook"] != ""

delivered if input.metadata.annotations["helm.sh/hook"] != ""

delivered if {
	options := input.metadata.annotations["argocd.argoproj.io/sync-options"]
	is_string(options)
	"Replace=true" in {trim_space(option) | some option in split(options, ",")}
}
