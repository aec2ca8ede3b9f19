package policies.stores.postgresql_base_backup_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.stores.postgresql_base_backup

cluster := {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"}, "spec": {"instances": 3}}

backup := {
	"apiVersion": "postgresql.cnpg.io/v1", "kind": "ScheduledBackup", "metadata": {"name": "b", "namespace": "x"},
	"spec": {"cluster": {"name": "a"}, "method": "plugin", "schedule": "0 0 0 * * *"},
}

with_schedule(schedule) := testing.edit(backup, [{"op": "replace", "path": "/spec/schedule", "value": schedule}])

missed := {"object": lib.ref(cluster), "path": ["spec"], "message": "no base backup of it is scheduled"}

cases["every midnight"] := {"input": testing.environment([cluster, backup]), "want": set()}

cases["a name of a schedule"] := {"input": testing.environment([cluster, with_schedule("@daily")]), "want": set()}

cases["it is not suspended"] := {"input": testing.environment([cluster, testing.put(backup, ["spec", "suspend"], false)]), "want": set()}

cases[sprintf("%d fields", [found])] := {
	"input": testing.environment([cluster, with_schedule(schedule)]),
	"want": {{
		"object": lib.ref(backup), "path": ["spec", "schedule"],
		"message": sprintf("the schedule %q has %d fields, not six: the first is the seconds", [schedule, found]),
	}},
} if {
	some found, schedule in {5: "0 0 * * *", 7: "0 0 0 * * * 2026"}
}

cases["none"] := {"input": testing.environment([cluster]), "want": {missed}}

cases["one of another cluster"] := {
	"input": testing.environment([cluster, testing.edit(backup, [{"op": "replace", "path": "/spec/cluster/name", "value": "c"}])]),
	"want": {missed},
}

cases["one of another namespace"] := {
	"input": testing.environment([cluster, testing.edit(backup, [{"op": "replace", "path": "/metadata/namespace", "value": "y"}])]),
	"want": {missed},
}

cases["it is suspended"] := {"input": testing.environment([cluster, testing.put(backup, ["spec", "suspend"], true)]), "want": {missed}}

test_cases[note] if {
	some note, case in cases
	postgresql_base_backup.deny == case.want with input as case.input
}
