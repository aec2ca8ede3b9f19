package policies.backup.second_region_test

import data.policies.backup.second_region
import data.policies.lib
import data.policies.lib.testing

location(name, region) := testing.edit(testing.fixture("BackupStorageLocation.velero.io"), [
	{"op": "replace", "path": "/metadata/name", "value": name},
	{"op": "replace", "path": "/spec/config/region", "value": region},
])

schedule(name, to) := testing.edit(testing.fixture("Schedule.velero.io"), [
	{"op": "replace", "path": "/metadata/name", "value": name},
	{"op": "replace", "path": "/spec/template/storageLocation", "value": to},
])

locations := [location("near", "here"), location("far", "there"), location("twin", "here")]

finding(name) := {"object": lib.ref(schedule(name, "near")), "path": ["spec", "template", "storageLocation"], "message": "nothing makes the same copies outside of here"}

cases["both"] := {"input": testing.environment(array.concat(locations, [schedule("a", "near"), schedule("b", "far")])), "want": set()}

cases["one"] := {"input": testing.environment(array.concat(locations, [schedule("a", "near")])), "want": {finding("a")}}

cases["two in one region"] := {
	"input": testing.environment(array.concat(locations, [schedule("a", "near"), schedule("b", "twin")])),
	"want": {finding("a"), finding("b")},
}

cases["the other is paused"] := {
	"input": testing.environment(array.concat(locations, [schedule("a", "near"), testing.put(schedule("b", "far"), ["spec", "paused"], true)])),
	"want": {finding("a"), object.union(finding("a"), {"object": lib.ref(schedule("b", "far"))})},
}

cases[note] := {
	"input": testing.environment(array.concat(locations, [schedule("a", "near"), testing.edit(schedule("b", "far"), [{"op": "add", "path": path, "value": value}])])),
	"want": {finding("a"), {
		"object": lib.ref(schedule("b", "far")), "path": ["spec", "template", "storageLocation"],
		"message": "nothing makes the same copies outside of there",
	}},
} if {
	some note, [path, value] in {
		"other times": ["/spec/schedule", "0 0 * * 0"],
		"other namespaces": ["/spec/template/includedNamespaces", ["z"]],
		"other pods": ["/spec/template/labelSelector", {"matchLabels": {"app": "z"}}],
	}
}

cases["a location that is elsewhere"] := {"input": testing.environment([schedule("a", "near")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	second_region.deny == case.want with input as case.input
}
