package policies.backup.snapshot_class_test

import data.policies.backup.snapshot_class
import data.policies.lib
import data.policies.lib.testing

label := "velero.io/csi-volumesnapshot-class"

class(name, value) := testing.edit(testing.fixture("VolumeSnapshotClass.snapshot.storage.k8s.io"), [
	{"op": "replace", "path": "/metadata/name", "value": name},
	{"op": "replace", "path": ["metadata", "labels", label], "value": value},
])

other := object.union(class("c", "true"), {"driver": "other.example.com"})

schedule := testing.fixture("Schedule.velero.io")

finding(name, found) := {
	"object": lib.ref(class(name, "")), "path": ["metadata", "labels", label],
	"message": sprintf("Velero finds %d snapshot classes of csi.example.com, not one", [found]),
}

cases["one"] := {"input": testing.environment([schedule, class("a", "true"), class("b", "false")]), "want": set()}

cases["one of each driver"] := {"input": testing.environment([schedule, class("a", "true"), other]), "want": set()}

cases["none"] := {"input": testing.environment([schedule, class("a", "false"), other]), "want": {finding("a", 0)}}

cases["two"] := {"input": testing.environment([schedule, class("a", "true"), class("b", "true")]), "want": {finding("a", 2), finding("b", 2)}}

cases["without Velero"] := {"input": testing.environment([class("a", "false")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	snapshot_class.deny == case.want with input as case.input
}
