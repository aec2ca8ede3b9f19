package policies.gitops.hook_test

import data.policies.gitops.hook
import data.policies.lib.testing

annotated(annotations) := testing.set("Job.batch", ["metadata", "annotations"], annotations)

unknown(name, value) := {{"path": ["metadata", "annotations", name], "message": sprintf("Argo CD does not know %q", [value])}}

hook_name := "argocd.argoproj.io/hook"

policy_name := "argocd.argoproj.io/hook-delete-policy"

cases[value] := {"input": annotated({hook_name: value}), "want": set()} if {
	some value in ["PreSync", "PreSync, PostSync", "SyncFail", "Skip", "PostDelete"]
}

cases[value] := {"input": annotated({hook_name: value}), "want": unknown(hook_name, value)} if {
	some value in ["Presync", "pre-install", ""]
}

cases["a policy"] := {"input": annotated({hook_name: "PreSync", policy_name: "HookSucceeded,BeforeHookCreation"}), "want": set()}

cases["a policy that is not known"] := {
	"input": annotated({hook_name: "PreSync", policy_name: "HookSucceeded,hook-failed"}),
	"want": unknown(policy_name, "hook-failed"),
}

generated(annotations) := testing.edit(annotated(annotations), [
	{"op": "remove", "path": ["metadata", "name"]},
	{"op": "add", "path": ["metadata", "generateName"], "value": "a-"},
	{"op": "remove", "path": ["spec", "ttlSecondsAfterFinished"]},
])

piling_up := {{"path": ["metadata", "annotations", hook_name], "message": "each run leaves an object of another name, and nothing deletes it"}}

cases["another name each time"] := {"input": generated({hook_name: "PostSync"}), "want": piling_up}

cases["as the engine names it"] := {"input": testing.put(generated({hook_name: "PostSync"}), ["metadata", "name"], "a-*"), "want": piling_up}

cases["another name each time, and the policy for one name"] := {"input": generated({hook_name: "PostSync", policy_name: "BeforeHookCreation"}), "want": piling_up}

cases["another name each time, deleted when it is done"] := {"input": generated({hook_name: "PostSync", policy_name: "HookSucceeded"}), "want": set()}

cases["another name each time, and skipped"] := {"input": generated({hook_name: "Skip"}), "want": set()}

cases["a name of its own too"] := {"input": testing.put(generated({hook_name: "PostSync"}), ["metadata", "name"], "a"), "want": set()}

cases["no name at all"] := {
	"input": testing.edit(annotated({hook_name: "PostSync"}), [{"op": "remove", "path": ["spec", "ttlSecondsAfterFinished"]}, {"op": "remove", "path": ["metadata", "name"]}]),
	"want": set(),
}

cases["one name"] := {
	"input": testing.edit(annotated({hook_name: "PostSync"}), [{"op": "remove", "path": ["spec", "ttlSecondsAfterFinished"]}]),
	"want": set(),
}

cases["another name each time, with an end"] := {"input": testing.put(generated({hook_name: "PostSync"}), ["spec", "ttlSecondsAfterFinished"], 60), "want": set()}

cases["no hook"] := {"input": testing.fixture("Job.batch"), "want": set()}

test_cases[note] if {
	some note, case in cases
	hook.deny == case.want with input as case.input
}
