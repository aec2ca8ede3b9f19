package policies.rbac.persistent_volumes_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.persistent_volumes

kinds := {lib.cluster_role}

bad["create"] := [testing.grant("", ["persistentvolumes"], ["create", "get"]), `rule 0 grants create on persistentvolumes: its holder mounts the disks of nodes`]

bad["every verb"] := [testing.grant("", ["persistentvolumes"], ["*"]), `rule 0 grants every verb on persistentvolumes: its holder mounts the disks of nodes`]

bad["every resource"] := [testing.grant("*", ["*"], ["create"]), `rule 0 grants create on every resource: its holder mounts the disks of nodes`]

good["claims"] := testing.grant("", ["persistentvolumeclaims"], ["create"])

good["the source of one that is there cannot change"] := testing.grant("", ["persistentvolumes"], ["get", "patch", "update", "delete"])

cases := testing.role_cases(kinds, bad, object.union(good, testing.odd))

test_cases[note] if {
	some note, case in cases
	persistent_volumes.deny == case.want with input as case.input
}
