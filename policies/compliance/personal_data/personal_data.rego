# METADATA
# title: Personal data have an end and a place
# description: >-
#   Personal data may be kept only as long as they are needed, and only where the law that was promised holds. What says
#   neither is kept for ever, anywhere.
# related_resources:
# - ref: https://gdpr-info.eu/art-5-gdpr/
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: [GDPR/Art.5, GDPR/Art.44]
#   fix: Add the labels sutaz.ai/retention (such as 90d) and sutaz.ai/residency (eu, uk, ch or us).
package policies.compliance.personal_data

import data.policies.lib

forms := {
	"sutaz.ai/retention": {"form": `^[1-9][0-9]{0,8}(s|m|h|d)$`, "want": "a number with s, m, h or d"},
	"sutaz.ai/residency": {"form": `^(eu|uk|ch|us)$`, "want": "eu, uk, ch or us"},
}

deny contains {"path": path, "message": message} if {
	lib.labels(input)[lib.class_label] == "personal"
	some label, rule in forms
	value := object.get(input, ["metadata", "labels", label], null)
	path := ["metadata", "labels", label]
	message := problem(label, rule, value)
}

problem(label, _, value) := sprintf("it handles personal data, and has no label %s", [label]) if value in {null, ""}

problem(label, rule, value) := sprintf("%s is %s: want %s", [label, value, rule.want]) if {
	is_string(value)
	value != ""
	not regex.match(rule.form, value)
}
