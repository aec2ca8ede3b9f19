package policies.gitops.keep_data_test

import data.policies.gitops.keep_data
import data.policies.lib.testing

base(kind) := testing.fixture(kind) if data.fixtures[kind]

base("Cluster.postgresql.cnpg.io") := {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x", "labels": {}}}

base("RabbitmqCluster.rabbitmq.com") := {"apiVersion": "rabbitmq.com/v1beta1", "kind": "RabbitmqCluster", "metadata": {"name": "a", "namespace": "x", "labels": {}}}

kinds := ["Cluster.postgresql.cnpg.io", "Namespace", "PersistentVolumeClaim", "RabbitmqCluster.rabbitmq.com"]

holding(kind, class, options) := testing.put(
	testing.put(base(kind), ["metadata", "labels", "sutaz.ai/data-class"], class),
	["metadata", "annotations"], {"argocd.argoproj.io/sync-options": options},
)

finding(class, what) := {
	"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
	"message": sprintf("it holds %s data, and is deleted when %s", [class, what]),
}

cases[note] := {
	"input": holding(kind, class, "ServerSideApply=true"),
	"want": {finding(class, "it leaves Git"), finding(class, "its Application is deleted")},
} if {
	some kind in kinds
	some class in ["personal", "confidential"]
	note := sprintf("a %s of %s data", [kind, class])
}

cases[note] := {"input": holding(kind, "personal", "Prune=false, Delete=confirm"), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s that is kept", [kind])
}

cases["one of two"] := {"input": holding("PersistentVolumeClaim", "personal", "Prune=false"), "want": {finding("personal", "its Application is deleted")}}

cases["internal data"] := {"input": testing.fixture("PersistentVolumeClaim"), "want": set()}

test_cases[note] if {
	some note, case in cases
	keep_data.deny == case.want with input as case.input
}
