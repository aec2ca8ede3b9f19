# METADATA
# title: Every waiver says what, until when, and why
# description: >-
#   A waiver that cannot be read covers nothing, while its author believes it does.
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Name an existing rule, and write the last day and the reason, as in "2027-01-31 the image needs it until 2.0".
package policies.waivers.malformed
