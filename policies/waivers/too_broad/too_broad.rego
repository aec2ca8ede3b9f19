# METADATA
# title: A waiver names the place that it is for
# description: >-
#   A waiver for a whole object lets new places break the rule unseen.
# custom:
#   severity: low
#   kinds: ["*"]
#   scope: object
#   controls: [SOC2/CC3.2]
#   fix: >-
#     Name the path or the container, and write one waiver for each place.
package policies.waivers.too_broad
