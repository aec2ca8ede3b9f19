# METADATA
# title: Chroma runs once
# description: >-
#   The open-source server of Chroma does not replicate. Two of them are two stores: each answers with what happened to
#   be written to it.
# related_resources:
# - ref: https://docs.trychroma.com/guides/deploy/client-server-mode
# custom:
#   severity: critical
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/PI1.4]
#   fix: Ask for one replica, on storage that keeps several copies, or keep the vectors in Qdrant.
package policies.stores.chroma_single

import data.policies.lib

deny contains {"path": ["spec", "replicas"], "message": message} if {
	lib.kind(input) in {"Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps"}
	replicas := lib.dig(input, ["spec", "replicas"], 1)
	replicas > 1
	some c in lib.containers(input)
	reference := lib.dig(c.container, "image", "")
	regex.match(`(^|/)chroma$`, lib.image(reference).name)
	message := sprintf("%s would be %d Chroma servers, each with data of its own", [lib.called(c), replicas])
}
