package policies.lib_test

import data.policies.lib
import data.policies.lib.testing

test_kind if {
	lib.kind({"apiVersion": "v1", "kind": "Service"}) == "Service"
	lib.kind({"apiVersion": "apps/v1", "kind": "Deployment"}) == "Deployment.apps"
}

test_ref if {
	lib.ref(testing.fixture("ClusterRole.rbac.authorization.k8s.io")) == {"kind": "ClusterRole.rbac.authorization.k8s.io", "namespace": "", "name": "a"}
	lib.ref(testing.fixture("Service")) == {"kind": "Service", "namespace": "x", "name": "a"}
}

test_metadata if {
	lib.labels({"metadata": {}}) == {}
	lib.labels({"metadata": {"labels": {"a": "b"}}}) == {"a": "b"}
	lib.annotations({"metadata": {"annotations": {"a": "b"}}}) == {"a": "b"}
}

test_pod[kind] if {
	some kind in lib.workload_kinds
	pod := lib.pod(testing.fixture(kind))
	pod.path == testing.pod_path(kind, [])
	pod.spec.serviceAccountName == "a"
	pod.metadata.labels["app.kubernetes.io/name"] == "a"
}

test_no_pod if not lib.pod(testing.fixture("Service"))

sidecar := {"name": "s", "restartPolicy": "Always"}

mixed := testing.set("Pod", ["spec", "initContainers"], [{"name": "i"}, sidecar])

test_containers if {
	[[c.list, c.name] | some c in lib.containers(mixed)] == [["initContainers", "i"], ["initContainers", "s"], ["containers", "a"]]
	[c.name | some c in lib.serving(mixed)] == ["s", "a"]
}

test_ends if {
	lib.ends(testing.fixture("Job.batch"))
	not lib.ends(testing.fixture("Pod"))
}

test_words if {
	lib.called({"name": "a"}) == `container "a"`
	lib.pairs({"b": "2", "a": "1"}) == "a=1, b=2"
}

labels := {"app": "a", "tier": "t"}

selectors["nothing"] := [{}, true]

selectors["equal"] := [{"matchLabels": {"app": "a"}}, true]

selectors["unequal"] := [{"matchLabels": {"app": "b"}}, false]

selectors["In"] := [{"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "b"]}]}, true]

selectors["not In"] := [{"matchExpressions": [{"key": "app", "operator": "In", "values": ["b"]}]}, false]

selectors["In, without the label"] := [{"matchExpressions": [{"key": "x", "operator": "In", "values": ["b"]}]}, false]

selectors["NotIn"] := [{"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["b"]}]}, true]

selectors["NotIn, without the label"] := [{"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["b"]}]}, true]

selectors["not NotIn"] := [{"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["a"]}]}, false]

selectors["Exists"] := [{"matchExpressions": [{"key": "app", "operator": "Exists"}]}, true]

selectors["not Exists"] := [{"matchExpressions": [{"key": "x", "operator": "Exists"}]}, false]

selectors["DoesNotExist"] := [{"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, true]

selectors["not DoesNotExist"] := [{"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, false]

selectors["both"] := [{"matchLabels": {"app": "a"}, "matchExpressions": [{"key": "tier", "operator": "In", "values": ["u"]}]}, false]

test_matches[note] if {
	some note, [selector, want] in selectors
	result(selector) == want
}

result(selector) if lib.matches(selector, labels)

result(selector) := false if not lib.matches(selector, labels)

# two has two workloads, of which one has another label more.
two := testing.environment([
	testing.fixture("Namespace"),
	testing.set("Deployment.apps", ["spec", "template", "metadata", "labels"], {"app": "a", "tier": "t"}),
	testing.set("StatefulSet.apps", ["spec", "template", "metadata", "labels"], {"app": "a"}),
])

kinds(found) := {w.object.kind | some w in found}

test_objects if {
	lib.namespaces == {"x"} with input as two
	[o.kind | some o in lib.objects_of("Deployment.apps")] == ["Deployment"] with input as two
	lib.get("Deployment.apps", "x", "a").kind == "Deployment" with input as two
	kinds(lib.workloads) == {"Deployment", "StatefulSet"} with input as two
}

selections["all"] := [{}, {"Deployment", "StatefulSet"}]

selections["the common label"] := [{"matchLabels": {"app": "a"}}, {"Deployment", "StatefulSet"}]

selections["the rare label"] := [{"matchLabels": {"app": "a", "tier": "t"}}, {"Deployment"}]

selections["another value"] := [{"matchLabels": {"app": "b"}}, set()]

selections["an expression"] := [{"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}, {"StatefulSet"}]

test_selected[note] if {
	some note, [selector, want] in selections
	found := lib.selected("x", selector) with input as two
	kinds(found) == want
}
