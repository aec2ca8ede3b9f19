package policies.stores.postgresql_archive_test

import data.policies.stores.postgresql_archive

plugin := {"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": true, "parameters": {"barmanObjectName": "a"}}

cluster(spec) := {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"}, "spec": spec}

store(spec) := {"apiVersion": "barmancloud.cnpg.io/v1", "kind": "ObjectStore", "metadata": {"name": "a", "namespace": "x"}, "spec": spec}

gone := {
	"path": ["spec", "backup", "barmanObjectStore"],
	"message": "the operator's own archiving is deprecated, and gone with version 1.31; the plugin does it",
}

cases["the plugin"] := {"input": cluster({"plugins": [plugin]}), "want": set()}

cases["another plugin beside it"] := {"input": cluster({"plugins": [{"name": "b"}, plugin]}), "want": set()}

cases["an archiver that is off beside it"] := {"input": cluster({"plugins": [object.union(plugin, {"enabled": false}), plugin]}), "want": set()}

cases[sprintf("nothing archives: %s", [note])] := {"input": cluster(spec), "want": {{"path": ["spec", "plugins"], "message": "nothing archives its log"}}} if {
	some note, spec in {
		"no plugin": {},
		"it is off": {"plugins": [object.union(plugin, {"enabled": false})]},
		"it only makes copies": {"plugins": [object.union(plugin, {"isWALArchiver": false})]},
	}
}

cases["two"] := {
	"input": cluster({"plugins": [plugin, object.union(plugin, {"name": "b"})]}),
	"want": {{"path": ["spec", "plugins"], "message": "2 plugins archive its log; one may"}},
}

cases["the operator's own"] := {"input": cluster({"backup": {"barmanObjectStore": {"destinationPath": "s3://a"}}}), "want": {gone}}

cases["the operator's own and the plugin"] := {
	"input": cluster({"plugins": [plugin], "backup": {"barmanObjectStore": {"destinationPath": "s3://a"}}}),
	"want": {gone},
}

cases["snapshots beside the plugin"] := {"input": cluster({"plugins": [plugin], "backup": {"volumeSnapshot": {"className": "a"}}}), "want": set()}

cases[sprintf("kept for %s", [policy])] := {"input": store({"retentionPolicy": policy}), "want": set()} if some policy in ["30d", "5w", "1m"]

cases["kept for ever"] := {"input": store({}), "want": set()}

cases[sprintf("kept only for %s", [policy])] := {
	"input": store({"retentionPolicy": policy}),
	"want": {{"path": ["spec", "retentionPolicy"], "message": sprintf("copies are kept for %d days; 30 is the least", [kept])}},
} if {
	some policy, kept in {"29d": 29, "4w": 28}
}

test_cases[note] if {
	some note, case in cases
	postgresql_archive.deny == case.want with input as case.input
}
