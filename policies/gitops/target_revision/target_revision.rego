# METADATA
# title: What is deployed is named
# description: >-
#   HEAD, nothing, or a range of versions means whatever is newest: a release of somebody else changes what runs here,
#   without a commit here.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
# custom:
#   severity: medium
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Name the branch, the tag or the commit; of a chart, one version.
package policies.gitops.target_revision

import data.policies.lib

revisions contains {"path": lib.at(s.path, ["targetRevision"]), "value": object.get(s.source, "targetRevision", ""), "chart": object.get(s.source, "chart", "")} if {
	some s in lib.sources(lib.delivered(input))
}

revisions contains {"path": lib.at(g.path, ["revision"]), "value": object.get(g.git, "revision", ""), "chart": ""} if {
	some g in lib.git_generators(input)
}

# ranges are what Argo CD takes the newest of: of charts, and of the tags of a repository. 1.x may be the name of a branch.
ranges := {
	true: `[*^~<>=|]|(^|[ .])[xX]($|[ .])| - `,
	false: `[*^~]|^[<>=!]`,
}

deny contains {"path": revision.path, "message": "no revision is named, so that it follows the default branch or the newest version"} if {
	some revision in revisions
	revision.value in {"", "HEAD", null}
}

deny contains {"path": revision.path, "message": message} if {
	some revision in revisions
	is_string(revision.value)
	not lib.templated(revision.value)
	regex.match(ranges[revision.chart != ""], revision.value)
	message := sprintf("%q is a range of versions", [revision.value])
}
