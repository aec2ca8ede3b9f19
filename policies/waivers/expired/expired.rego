# METADATA
# title: A waiver that has ended is gone
# description: >-
#   An exception was granted until a day, and that day is past. Nobody has said that the risk is still taken.
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Mend what the rule found, or have the waiver granted again with a new reason and date.
package policies.waivers.expired
