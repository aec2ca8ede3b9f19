package policies.gitops.project_kinds_test

import data.policies.gitops.project_kinds
import data.policies.lib.testing

cluster(allowed) := testing.set("AppProject.argoproj.io", ["spec", "clusterResourceWhitelist"], [{"group": "", "kind": "Namespace"}, allowed])

namespaced(allowed) := testing.set("AppProject.argoproj.io", ["spec", "namespaceResourceWhitelist"], [allowed])

finding(what) := {{"path": ["spec", "clusterResourceWhitelist", 1], "message": sprintf("it allows every cluster-scoped kind of %s", [what])}}

cases["everything in the cluster"] := {"input": cluster({"group": "*", "kind": "*"}), "want": finding("all groups")}

cases["every kind of a group in the cluster"] := {"input": cluster({"group": "rbac.authorization.k8s.io", "kind": "*"}), "want": finding(`group "rbac.authorization.k8s.io"`)}

cases["one kind of every group"] := {"input": cluster({"group": "*", "kind": "ClusterRole"}), "want": set()}

cases["everything in the namespaces"] := {
	"input": namespaced({"group": "*", "kind": "*"}),
	"want": {{"path": ["spec", "namespaceResourceWhitelist", 0], "message": "it allows every namespaced kind of all groups"}},
}

cases["one namespaced kind of every group"] := {"input": namespaced({"group": "*", "kind": "Deployment"}), "want": set()}

cases["every kind of a group"] := {"input": namespaced({"group": "apps", "kind": "*"}), "want": set()}

cases["no list"] := {
	"input": testing.drop("AppProject.argoproj.io", ["spec", "namespaceResourceWhitelist"]),
	"want": {{"path": ["spec"], "message": "it lists no namespaced kinds, and so allows all of them"}},
}

cases["an empty list allows none"] := {"input": testing.set("AppProject.argoproj.io", ["spec", "namespaceResourceWhitelist"], []), "want": set()}

cases["kinds"] := {"input": testing.fixture("AppProject.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	project_kinds.deny == case.want with input as case.input
}
