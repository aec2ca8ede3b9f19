# METADATA
# title: Every analysis of a Rollout is there
# description: >-
#   A Rollout whose analysis does not exist is invalid: no new revision goes out.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
# custom:
#   severity: high
#   kinds: [Rollout.argoproj.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the AnalysisTemplate in the namespace of the Rollout, or say clusterScope for one of the cluster.
package policies.references.analysis_template

import data.policies.lib

deny contains {"object": lib.ref(rollout), "path": array.concat(found.path, ["templateName"]), "message": message} if {
	some rollout in lib.objects_of("Rollout.argoproj.io")
	some found in templates(rollout)
	[kind, namespace] := place(found.template, lib.namespace(rollout))
	not lib.present(kind, namespace, found.template.templateName)
	message := sprintf("it is judged by the %s %s, which is not there", [split(kind, ".")[0], found.template.templateName])
}

place(template, namespace) := {true: ["ClusterAnalysisTemplate.argoproj.io", ""], false: ["AnalysisTemplate.argoproj.io", namespace]}[lib.dig(template, "clusterScope", false)]

# templates are the analyses of a Rollout, wherever they stand.
templates(rollout) := array.concat(
	[{"path": array.concat(path, [i]), "template": template} |
		some path in [
			["spec", "strategy", "blueGreen", "prePromotionAnalysis", "templates"],
			["spec", "strategy", "blueGreen", "postPromotionAnalysis", "templates"],
			["spec", "strategy", "canary", "analysis", "templates"],
		]
		some i, template in lib.dig(rollout, path, [])
	],
	[{"path": array.concat(["spec", "strategy", "canary", "steps", i], path), "template": template} |
		some i, step in rollout.spec.strategy.canary.steps
		some [path, template] in array.concat(
			[[["analysis", "templates", j], t] | some j, t in step.analysis.templates],
			[[["experiment", "analyses", j], t] | some j, t in step.experiment.analyses],
		)
	],
)
