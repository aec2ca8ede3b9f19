# METADATA
# title: No mounted Secret is readable by every user
# description: >-
#   A Secret is mounted readable for all unless its mode says otherwise: any process of the container, whoever it runs
#   as, reads it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.4.1, NSA/pod-security]
#   fix: Set defaultMode to 0440 (288 in JSON), and fsGroup of the pod to the group that reads it.
package policies.secrets.world_readable

import data.policies.lib

# Modes are bits: the last three are those of everybody, and four of them reads. Windows has no such modes.
deny contains {"path": lib.at(pod.path, array.concat(["volumes", i], file.path)), "message": sprintf("the volume %s lets every user of a container read the Secret %s", [volume.name, file.secret])} if {
	pod := lib.pod(input)
	not lib.dig(pod.spec, ["os", "name"], "linux") == "windows"
	some i, volume in pod.spec.volumes
	some file in files(volume)
	is_number(file.mode)
	file.mode % 8 > 3
}

# files are the modes that hold in a volume: one for all files, or one for each that says its own.
files(volume) := array.concat(
	modes(["secret"], volume.secret, lib.dig(volume.secret, "secretName", ""), volume.secret, ["secret", "defaultMode"]),
	[file |
		some i, source in lib.dig(volume, ["projected", "sources"], [])
		some file in modes(["projected", "sources", i, "secret"], source.secret, lib.dig(source.secret, "name", ""), volume.projected, ["projected", "defaultMode"])
	],
) if {
	volume.secret
}

files(volume) := [file |
	some i, source in lib.dig(volume, ["projected", "sources"], [])
	some file in modes(["projected", "sources", i, "secret"], source.secret, lib.dig(source.secret, "name", ""), volume.projected, ["projected", "defaultMode"])
] if {
	not volume.secret
}

modes(_, source, name, holder, at) := [{"path": at, "mode": lib.dig(holder, "defaultMode", 420), "secret": name}] if {
	count(lib.dig(source, "items", [])) == 0
}

modes(path, source, name, holder, at) := array.concat(general, [{"path": array.concat(path, ["items", j, "mode"]), "mode": item.mode, "secret": name} |
	some j, item in source.items
	item.mode
]) if {
	count(lib.dig(source, "items", [])) > 0
	general := [g |
		count([item | some item in source.items; not item.mode]) > 0
		g := {"path": at, "mode": lib.dig(holder, "defaultMode", 420), "secret": name}
	]
}
