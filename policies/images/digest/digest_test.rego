package policies.images.digest_test

import data.policies.images.digest
import data.policies.lib
import data.policies.lib.testing

sha := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

deployment(reference) := testing.edit(testing.fixture("Deployment.apps"), [{"op": "replace", "path": testing.pod_path("Deployment.apps", ["containers", 0, "image"]), "value": reference}])

model(images) := {"environment": {"name": "staging", "images": images}}

finding(o, list, message) := {"object": lib.ref(o), "path": testing.pod_path(lib.kind(o), [list, 0, "image"]), "message": message}

pinned := {"digests": true}

cases["a tag"] := {
	"input": testing.described([deployment("ghcr.io/a/b:1.0.0")], model(pinned)),
	"want": {finding(deployment("x"), "containers", `container "a" runs ghcr.io/a/b:1.0.0 without a digest, which staging demands`)},
}

cases[sprintf("a %s, in %s", [kind, list])] := {
	"input": testing.described([o], model(pinned)),
	"want": {finding(o, list, `container "x" runs ghcr.io/a/x:1 without a digest, which staging demands`)},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	o := testing.set_pod(kind, [list, 0], {"name": "x", "image": "ghcr.io/a/x:1"})
}

cases[sprintf("pinned: %s", [reference])] := {"input": testing.described([deployment(reference)], model(pinned)), "want": set()} if {
	some reference in [concat("@", ["ghcr.io/a/b:1.0.0", sha]), concat("@", ["ghcr.io/a/b", sha]), "No Image"]
}

cases["not demanded"] := {"input": testing.described([deployment("ghcr.io/a/b:1.0.0")], model({"digests": false})), "want": set()}

cases["nothing is said"] := {"input": testing.described([deployment("ghcr.io/a/b:1.0.0")], {"environment": {"name": "staging"}}), "want": set()}

test_cases[note] if {
	some note, case in cases
	digest.deny == case.want with input as case.input
}
