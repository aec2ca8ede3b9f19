# METADATA
# title: Every waiver is needed
# description: >-
#   A waiver that covers nothing hides the next fault of that kind.
# custom:
#   severity: low
#   kinds: ["*"]
#   scope: object
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Remove the waiver.
package policies.waivers.unused
