package policies.references.analysis_template_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.analysis_template

rollout(path, template) := testing.put(testing.fixture("Rollout.argoproj.io"), array.concat(["spec", "strategy"], path), template)

wrong(path, kind) := {{
	"object": lib.ref(testing.fixture("Rollout.argoproj.io")), "path": array.concat(array.concat(["spec", "strategy"], path), ["templateName"]),
	"message": sprintf("it is judged by the %s t, which is not there", [kind]),
}}

made(kind, metadata) := {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": object.union({"name": "t"}, metadata)}

places := [
	[["canary", "analysis", "templates"], [{"templateName": "t"}], [0]],
	[["blueGreen", "prePromotionAnalysis", "templates"], [{"templateName": "t"}], [0]],
	[["blueGreen", "postPromotionAnalysis", "templates"], [{"templateName": "t"}], [0]],
	[["canary", "steps", 0, "analysis"], {"templates": [{"templateName": "t"}]}, ["templates", 0]],
	[["canary", "steps", 0, "experiment"], {"analyses": [{"name": "n", "templateName": "t"}]}, ["analyses", 0]],
]

cases[note] := {"input": testing.environment([rollout(path, value)]), "want": wrong(array.concat(path, steps), "AnalysisTemplate")} if {
	some i, [path, value, steps] in places
	note := sprintf("%d: %s of %s", [i, path[1], path[0]])
}

cases[note] := {"input": testing.environment([rollout(path, value), made("AnalysisTemplate", {"namespace": "x"})]), "want": set()} if {
	some i, [path, value, _] in places
	note := sprintf("%d is there", [i])
}

shared := rollout(["canary", "analysis", "templates"], [{"templateName": "t", "clusterScope": true}])

cases["one of the cluster"] := {"input": testing.environment([shared, made("ClusterAnalysisTemplate", {})]), "want": set()}

cases["none of the cluster"] := {
	"input": testing.environment([shared, made("AnalysisTemplate", {"namespace": "x"})]),
	"want": wrong(["canary", "analysis", "templates", 0], "ClusterAnalysisTemplate"),
}

cases["in another namespace"] := {
	"input": testing.environment([rollout(["canary", "analysis", "templates"], [{"templateName": "t", "clusterScope": false}]), made("AnalysisTemplate", {"namespace": "y"})]),
	"want": wrong(["canary", "analysis", "templates", 0], "AnalysisTemplate"),
}

test_cases[note] if {
	some note, case in cases
	analysis_template.deny == case.want with input as case.input
}
