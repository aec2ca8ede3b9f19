# METADATA
# title: Sentinels keep the names of servers
# description: >-
#   A pod gets another address whenever it starts. A Sentinel that resolves no names does not start with one; and one that
#   does not pass names on writes down addresses, follows one that another pod has by now, and sends clients there.
# related_resources:
# - ref: https://valkey.io/topics/sentinel/#ip-addresses-and-dns-names
# custom:
#   severity: high
#   kinds: [ConfigMap]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: >-
#     Add sentinel resolve-hostnames yes and sentinel announce-hostnames yes before sentinel monitor.
package policies.stores.sentinel_hostnames

deny contains {"path": ["data", key], "message": message} if {
	some key, text in input.data
	is_string(text)
	contains(text, "sentinel monitor ")
	some [_, name, host] in regex.find_all_string_submatch_n(`(?m)^[ \t]*sentinel monitor (\S+) (\S+) `, text, -1)
	not regex.match(`^[0-9.]+$|:`, host)
	some setting in ["resolve-hostnames", "announce-hostnames"]
	not regex.match(sprintf(`(?m)^[ \t]*sentinel %s yes[ \t\r]*$`, [setting]), text)
	message := sprintf("%s is watched by the name %s, and %s is not on", [name, host, setting])
}
