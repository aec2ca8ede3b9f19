package policies.backup.restore_in_git_test

import data.policies.backup.restore_in_git
import data.policies.lib.testing

cases["a schedule"] := {"input": testing.fixture("Schedule.velero.io"), "want": set()}

cases["another group"] := {"input": {"apiVersion": "example.com/v1", "kind": "Restore", "metadata": {"name": "a", "namespace": "x"}}, "want": set()}

cases[kind] := {
	"input": {"apiVersion": "velero.io/v1", "kind": kind, "metadata": {"name": "a", "namespace": "x"}, "spec": {"backupName": "b"}},
	"want": {{"path": [], "message": sprintf("a %s runs again whenever it is made again from Git", [kind])}},
} if {
	some kind in ["Backup", "DeleteBackupRequest", "Restore"]
}

test_cases[note] if {
	some note, case in cases
	restore_in_git.deny == case.want with input as case.input
}
