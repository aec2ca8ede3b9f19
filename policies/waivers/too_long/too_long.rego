# METADATA
# title: No waiver lasts longer than half a year
# description: >-
#   An exception without an end in sight is a change of the rule that nobody decided.
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Choose a last day within 180 days.
package policies.waivers.too_long
