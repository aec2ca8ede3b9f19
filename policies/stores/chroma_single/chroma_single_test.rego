package policies.stores.chroma_single_test

import data.policies.lib.testing
import data.policies.stores.chroma_single

image := "docker.io/chromadb/chroma:1.5.9"

kinds := {"Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps"}

servers(kind, reference, replicas) := testing.edit(testing.fixture(kind), [
	{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "image"]), "value": reference},
	{"op": "add", "path": ["spec", "replicas"], "value": replicas},
])

wrong(n) := {{"path": ["spec", "replicas"], "message": sprintf("container \"a\" would be %d Chroma servers, each with data of its own", [n])}}

cases[note] := {"input": servers(kind, image, 2), "want": wrong(2)} if {
	some kind in kinds
	note := sprintf("two of a %s", [kind])
}

cases[note] := {"input": servers(kind, image, 1), "want": set()} if {
	some kind in kinds
	note := sprintf("one of a %s", [kind])
}

cases["of another registry, by digest"] := {
	"input": servers("StatefulSet.apps", "mirror.example.com:5000/chroma@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 3),
	"want": wrong(3),
}

cases["without a registry"] := {"input": servers("StatefulSet.apps", "chroma:1.5.9", 3), "want": wrong(3)}

cases["nothing is said of replicas"] := {"input": testing.edit(servers("StatefulSet.apps", image, 2), [{"op": "remove", "path": ["spec", "replicas"]}]), "want": set()}

cases["none"] := {"input": servers("StatefulSet.apps", image, 0), "want": set()}

cases["another image"] := {"input": servers("StatefulSet.apps", "docker.io/example/achroma:1.0.0", 3), "want": set()}

cases["a client of it"] := {"input": servers("StatefulSet.apps", "docker.io/chroma/client:1.0.0", 3), "want": set()}

cases["replicas are no number"] := {"input": servers("StatefulSet.apps", image, "3"), "want": set()}

test_cases[note] if {
	some note, case in cases
	chroma_single.deny == case.want with input as case.input
}
