# METADATA
# title: An Application has finalizers that Argo CD knows
# description: >-
#   A finalizer that no controller takes away keeps the Application, and all that waits for it, from ever being deleted.
#   A misspelt one also leaves the resources behind.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
# custom:
#   severity: medium
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: []
#   fix: Use resources-finalizer.argocd.argoproj.io, with /background or /foreground, or none.
package policies.gitops.application_finalizers

import data.policies.lib

deny contains {"path": lib.at(a.at, ["metadata", "finalizers", i]), "message": message} if {
	a := lib.delivered(input)
	some i, finalizer in a.metadata.finalizers
	is_string(finalizer)
	not lib.templated(finalizer)
	not regex.match(`^(resources-finalizer\.argocd\.argoproj\.io(/(background|foreground))?|post-delete-finalizer\.argocd\.argoproj\.io(/cleanup)?|pre-delete-finalizer\.argocd\.argoproj\.io(/cleanup)?)$`, finalizer)
	message := sprintf("Argo CD does not know the finalizer %s, and never removes it", [finalizer])
}
