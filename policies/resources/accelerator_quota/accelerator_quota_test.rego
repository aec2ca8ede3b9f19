package policies.resources.accelerator_quota_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.accelerator_quota

namespace := testing.fixture("Namespace")

pod(kind, side, resource) := testing.set_pod(kind, ["containers", 0, "resources", side, resource], 1)

quota(hard) := testing.set("ResourceQuota", ["spec"], {"hard": hard})

wrong(resource) := {{"object": lib.ref(namespace), "path": ["metadata", "name"], "message": sprintf("no quota bounds the %s of namespace x", [resource])}}

cases[note] := {
	"input": testing.environment([namespace, pod(kind, "limits", "nvidia.com/gpu"), quota({"requests.cpu": "1"})]),
	"want": wrong("nvidia.com/gpu"),
} if {
	some kind in lib.workload_kinds
	note := sprintf("a card of a %s", [kind])
}

cases["a slice"] := {
	"input": testing.environment([namespace, pod("Pod", "requests", "nvidia.com/mig-1g.10gb"), quota({"requests.nvidia.com/gpu": "1"})]),
	"want": wrong("nvidia.com/mig-1g.10gb"),
}

cases["another publisher's card, and no quota"] := {"input": testing.environment([namespace, pod("Pod", "limits", "amd.com/gpu")]), "want": wrong("amd.com/gpu")}

cases["none of a namespace that is not declared"] := {
	"input": testing.environment([pod("Pod", "limits", "nvidia.com/gpu")]),
	"want": {{"object": lib.ref(testing.fixture("Pod")), "path": ["metadata", "namespace"], "message": "no quota bounds the nvidia.com/gpu of namespace x"}},
}

cases["bounded"] := {
	"input": testing.environment([namespace, pod("Pod", "limits", "nvidia.com/mig-1g.10gb"), quota({"requests.nvidia.com/mig-1g.10gb": "4"})]),
	"want": set(),
}

cases["bounded for some pods only"] := {
	"input": testing.environment([
		namespace, pod("Pod", "limits", "nvidia.com/gpu"),
		testing.put(quota({"requests.nvidia.com/gpu": "4"}), ["spec", "scopes"], ["BestEffort"]),
	]),
	"want": wrong("nvidia.com/gpu"),
}

cases["another device"] := {"input": testing.environment([namespace, pod("Pod", "limits", "example.com/nvidia.com-gpu")]), "want": set()}

cases["no device"] := {"input": testing.environment([namespace, testing.fixture("Deployment.apps")]), "want": set()}

cases["a namespace of the cluster"] := {
	"input": testing.environment([testing.put(pod("Pod", "limits", "nvidia.com/gpu"), ["metadata", "namespace"], "kube-system")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	accelerator_quota.deny == case.want with input as case.input
}
