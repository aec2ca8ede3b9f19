# METADATA
# title: A primary is gone when most Sentinels say so
# description: >-
#   Where fewer Sentinels are enough, one that is cut off from the primary starts to replace it for all the others. Where
#   more must agree, no primary is replaced while a Sentinel is down with it, as when a zone is lost.
# related_resources:
# - ref: https://valkey.io/topics/sentinel/
# custom:
#   severity: high
#   kinds: [ConfigMap, workloads]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: >-
#     Set the quorum of sentinel monitor to half of the Sentinels, rounded down, and one.
package policies.stores.sentinel_quorum

import data.policies.lib

deny contains {"object": lib.ref(o), "path": ["data", key], "message": message} if {
	some o in lib.objects_of("ConfigMap")
	some key, text in o.data
	is_string(text)
	contains(text, "sentinel monitor ")
	some [_, name, digits] in regex.find_all_string_submatch_n(`(?m)^[ \t]*sentinel monitor (\S+) \S+ \S+ ([0-9]+)[ \t\r]*$`, text, -1)
	quorum := to_number(digits)
	some sentinels in readers[[lib.namespace(o), o.metadata.name]]
	most := floor(sentinels / 2) + 1
	quorum != most
	message := sprintf("%d of %d Sentinels decide that %s is gone, and %d are most of them", [quorum, sentinels, name, most])
}

# readers are the numbers of Sentinels that have a ConfigMap, by its namespace and name.
readers[[namespace, name]] contains lib.fewest(u.object) if {
	some u in lib.uses
	u.kind == "ConfigMap"
	namespace := lib.namespace(u.object)
	name := u.name
	lib.kind(u.object) in lib.counted
	some c in lib.containers(u.object)
	is_sentinel(c.container)
}

# A container is a Sentinel by its port or by its command.
is_sentinel(container) if {
	some port in container.ports
	port.containerPort == 26379
}

is_sentinel(container) if {
	some field in ["command", "args"]
	some word in container[field]
	is_string(word)
	regex.match(`(?:^|[/-])sentinel(?:\.sh)?$`, word)
}
