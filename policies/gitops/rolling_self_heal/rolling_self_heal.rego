# METADATA
# title: A rolling set does not promise to heal
# description: >-
#   RollingSync switches automated synchronisation off: what somebody changes in the cluster stays changed, although the
#   template says that it is healed.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
# custom:
#   severity: low
#   kinds: [ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Remove selfHeal from the template and alert on OutOfSync, or use no RollingSync.
package policies.gitops.rolling_self_heal

deny contains {"path": ["spec", "template", "spec", "syncPolicy", "automated", "selfHeal"], "message": "selfHeal has no effect in a set that rolls"} if {
	input.spec.strategy.type == "RollingSync"
	count(input.spec.strategy.rollingSync.steps) > 0
	input.spec.template.spec.syncPolicy.automated.selfHeal == true
}
