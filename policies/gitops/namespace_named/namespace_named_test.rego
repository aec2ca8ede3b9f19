package policies.gitops.namespace_named_test

import data.policies.gitops.namespace_named
import data.policies.lib.testing

finding := {"path": ["metadata", "namespace"], "message": "it names no namespace, and lands wherever it is applied"}

cluster_scoped := {
	"ClusterRole.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io", "Namespace", "PersistentVolume",
	"PriorityClass.scheduling.k8s.io", "StorageClass.storage.k8s.io", "VolumeSnapshotClass.snapshot.storage.k8s.io",
}

cases[note] := {"input": testing.drop(kind, ["metadata", "namespace"]), "want": {finding}} if {
	some kind, _ in data.fixtures
	not kind in cluster_scoped
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind, _ in data.fixtures
	note := sprintf("a %s as it should be", [kind])
}

cases["an empty name"] := {"input": testing.set("Service", ["metadata", "namespace"], ""), "want": {finding}}

cases["a kind that nobody knows"] := {"input": {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}}, "want": set()}

test_cases[note] if {
	some note, case in cases
	namespace_named.deny == case.want with input as case.input
}
