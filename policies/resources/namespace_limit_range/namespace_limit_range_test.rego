package policies.resources.namespace_limit_range_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.namespace_limit_range

pod := testing.fixture("Deployment.apps")

namespace := testing.fixture("Namespace")

limits(list) := testing.set("LimitRange", ["spec", "limits"], list)

wrong := {{"object": lib.ref(namespace), "path": ["metadata", "name"], "message": "no limit range gives containers of namespace x a memory limit"}}

cases["none"] := {"input": testing.environment([namespace, pod]), "want": wrong}

cases["one"] := {"input": testing.environment([namespace, pod, limits([{"type": "Pod"}, {"type": "Container", "default": {"memory": "1Gi"}}])]), "want": set()}

cases["a largest"] := {"input": testing.environment([namespace, pod, limits([{"type": "Container", "max": {"memory": "1Gi"}}])]), "want": set()}

cases["a default of CPU"] := {"input": testing.environment([namespace, pod, limits([{"type": "Container", "default": {"cpu": "1"}}])]), "want": wrong}

cases["for pods"] := {"input": testing.environment([namespace, pod, limits([{"type": "Pod", "max": {"memory": "1Gi"}}])]), "want": wrong}

cases["nothing runs"] := {"input": testing.environment([namespace]), "want": set()}

cases["a namespace of the cluster"] := {"input": testing.environment([testing.put(pod, ["metadata", "namespace"], "kube-public")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	namespace_limit_range.deny == case.want with input as case.input
}
