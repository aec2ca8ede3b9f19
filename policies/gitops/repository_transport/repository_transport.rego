# METADATA
# title: Repositories are read over a protected connection
# description: >-
#   Over http or git anybody on the way may change what is deployed, and reads the password of the repository.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
# custom:
#   severity: high
#   kinds: [AppProject.argoproj.io, Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC6.7]
#   fix: Use an address that begins with https:// or ssh://.
package policies.gitops.repository_transport

import data.policies.lib

addresses contains {"path": lib.at(s.path, ["repoURL"]), "value": s.source.repoURL} if some s in lib.sources(lib.delivered(input))

addresses contains {"path": lib.at(g.path, ["repoURL"]), "value": g.git.repoURL} if some g in lib.git_generators(input)

addresses contains {"path": ["spec", "sourceRepos", i], "value": value} if {
	some i, value in input.spec.sourceRepos
}

deny contains {"path": address.path, "message": message} if {
	some address in addresses
	is_string(address.value)
	regex.match(`^(?i)(http|git|ftp)://`, address.value)
	message := sprintf("%s is read over a connection that nobody protects", [address.value])
}
