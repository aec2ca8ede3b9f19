# METADATA
# title: A project names its repositories
# description: >-
#   With a star as source, whoever may write an Application of the project deploys from a repository of their own.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects
# custom:
#   severity: high
#   kinds: [AppProject.argoproj.io]
#   scope: object
#   controls: [SOC2/CC6.3, SOC2/CC8.1]
#   fix: List the repositories in sourceRepos; a pattern may stand for those of one organisation.
package policies.gitops.project_sources

deny contains {"path": ["spec", "sourceRepos", i], "message": message} if {
	some i, repository in input.spec.sourceRepos
	is_string(repository)
	regex.match(`^([a-z+]+://)?[*?]+(/[*?]*)*$`, repository)
	message := sprintf("%q allows every repository", [repository])
}
