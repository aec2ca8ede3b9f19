package policies.references.trigger_authentication_test

import data.policies.lib.testing
import data.policies.references.trigger_authentication

scaler(kind, ref) := {"apiVersion": "keda.sh/v1alpha1", "kind": kind, "metadata": {"name": "s", "namespace": "x"}, "spec": {"triggers": [{"type": "cpu"}, {"type": "rabbitmq", "authenticationRef": ref}]}}

wrong(kind, message) := {{"object": {"kind": sprintf("%s.keda.sh", [kind]), "namespace": "x", "name": "s"}, "path": ["spec", "triggers", 1, "authenticationRef", "name"], "message": message}}

cases[note] := {
	"input": testing.environment([scaler(note, {"name": "a"})]),
	"want": wrong(note, "trigger 1, rabbitmq, takes the TriggerAuthentication a, which is not there"),
} if {
	some note in ["ScaledJob", "ScaledObject"]
}

authentication := testing.fixture("TriggerAuthentication.keda.sh")

cases["it is there"] := {"input": testing.environment([scaler("ScaledObject", {"name": "a"}), authentication]), "want": set()}

cases["it is elsewhere"] := {
	"input": testing.environment([scaler("ScaledObject", {"name": "a"}), testing.put(authentication, ["metadata", "namespace"], "y")]),
	"want": wrong("ScaledObject", "trigger 1, rabbitmq, takes the TriggerAuthentication a, which is not there"),
}

cluster := {"name": "a", "kind": "ClusterTriggerAuthentication"}

cases["that of the cluster"] := {
	"input": testing.environment([scaler("ScaledObject", cluster), {"apiVersion": "keda.sh/v1alpha1", "kind": "ClusterTriggerAuthentication", "metadata": {"name": "a"}}]),
	"want": set(),
}

cases["not that of the cluster"] := {
	"input": testing.environment([scaler("ScaledObject", cluster), authentication]),
	"want": wrong("ScaledObject", "trigger 1, rabbitmq, takes the ClusterTriggerAuthentication a, which is not there"),
}

test_cases[note] if {
	some note, case in cases
	trigger_authentication.deny == case.want with input as case.input
}
