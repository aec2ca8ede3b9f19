# METADATA
# title: Every Service of a Rollout is there
# description: >-
#   A Rollout whose Services do not exist is invalid: it makes no pods, and no new revision goes out.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
# custom:
#   severity: high
#   kinds: [Rollout.argoproj.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the Service in the namespace of the Rollout, or correct the name.
package policies.references.rollout_service

import data.policies.lib

deny contains {"object": lib.ref(rollout), "path": array.concat(["spec", "strategy"], path), "message": message} if {
	some rollout in lib.objects_of("Rollout.argoproj.io")
	some path in paths
	name := lib.dig(rollout.spec, array.concat(["strategy"], path), "")
	lib.named(name)
	not lib.present("Service", lib.namespace(rollout), name)
	message := sprintf("it shifts requests by the Service %s, and namespace %s has none of that name", [name, lib.namespace(rollout)])
}

paths := [
	["blueGreen", "activeService"], ["blueGreen", "previewService"], ["canary", "canaryService"], ["canary", "stableService"],
	["canary", "pingPong", "pingService"], ["canary", "pingPong", "pongService"], ["canary", "trafficRouting", "alb", "rootService"],
]
