# METADATA
# title: An ApplicationSet fails where a value is missing
# description: >-
#   Without this a value that a generator does not give becomes the text "<no value>", or stays a placeholder: an
#   Application of a wrong name, project or path, that replaces the right one.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
# custom:
#   severity: medium
#   kinds: [ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Set goTemplate to true and goTemplateOptions to ["missingkey=error"].
package policies.gitops.missing_key

deny contains {"path": ["spec", "goTemplate"], "message": "placeholders without a value stay as they are"} if {
	not input.spec.goTemplate == true
}

deny contains {"path": ["spec", "goTemplateOptions"], "message": "a value that is missing is no error (missingkey=error)"} if {
	input.spec.goTemplate == true
	not "missingkey=error" in object.get(input, ["spec", "goTemplateOptions"], [])
}
