package policies.resources.namespace_quota_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.namespace_quota

pod := testing.fixture("Deployment.apps")

namespace := testing.fixture("Namespace")

quota(spec) := testing.set("ResourceQuota", ["spec"], spec)

wrong(message) := {{"object": lib.ref(namespace), "path": ["metadata", "name"], "message": message}}

cases["none"] := {"input": testing.environment([namespace, pod]), "want": wrong("no quota bounds the CPU and the memory of namespace x")}

cases["none, and the namespace is not declared"] := {
	"input": testing.environment([pod]),
	"want": {{"object": lib.ref(pod), "path": ["metadata", "namespace"], "message": "no quota bounds the CPU and the memory of namespace x"}},
}

cases["both"] := {"input": testing.environment([namespace, pod, testing.fixture("ResourceQuota")]), "want": set()}

cases["the older names"] := {"input": testing.environment([namespace, pod, quota({"hard": {"cpu": "1", "memory": "1Gi"}})]), "want": set()}

cases["memory alone"] := {"input": testing.environment([namespace, pod, quota({"hard": {"requests.memory": "1Gi"}})]), "want": wrong("no quota bounds the CPU of namespace x")}

cases["pods alone"] := {"input": testing.environment([namespace, pod, quota({"hard": {"pods": "5"}})]), "want": wrong("no quota bounds the CPU and the memory of namespace x")}

cases["of some pods"] := {
	"input": testing.environment([namespace, pod, quota({"hard": {"cpu": "1", "memory": "1Gi"}, "scopes": ["BestEffort"]})]),
	"want": wrong("no quota bounds the CPU and the memory of namespace x"),
}

cases["in another namespace"] := {
	"input": testing.environment([namespace, pod, testing.set("ResourceQuota", ["metadata", "namespace"], "y")]),
	"want": wrong("no quota bounds the CPU and the memory of namespace x"),
}

cases["nothing runs"] := {"input": testing.environment([namespace, testing.fixture("ConfigMap")]), "want": set()}

cases["a namespace of the cluster"] := {"input": testing.environment([testing.put(pod, ["metadata", "namespace"], "kube-system")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	namespace_quota.deny == case.want with input as case.input
}
