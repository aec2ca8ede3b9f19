package policies.backup.retention_test

import data.policies.backup.retention
import data.policies.lib.testing

ttl(value) := testing.set("Schedule.velero.io", ["spec", "template", "ttl"], value)

cases[note] := {"input": ttl(note), "want": set()} if {
	some note in ["720h", "720h0m0s", "43200m", "8760h0m0s", "30 days", ""]
}

cases["by default"] := {"input": testing.drop("Schedule.velero.io", ["spec", "template", "ttl"]), "want": set()}

cases["no text"] := {"input": ttl(720), "want": set()}

cases[note] := {
	"input": ttl(note),
	"want": {{"path": ["spec", "template", "ttl"], "message": sprintf("copies are gone after %s, and 720h are 30 days", [note])}},
} if {
	some note in ["719h59m59s", "72h", "0s"]
}

test_cases[note] if {
	some note, case in cases
	retention.deny == case.want with input as case.input
}
