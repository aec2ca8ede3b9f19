package policies.gitops.kinds_allowed_test

import data.policies.gitops.kinds_allowed
import data.policies.lib
import data.policies.lib.testing

project(name, namespaces, list) := testing.edit(testing.fixture("AppProject.argoproj.io"), [
	{"op": "replace", "path": "/metadata/name", "value": name},
	{"op": "add", "path": "/spec/destinations", "value": [{"server": "s", "namespace": namespace} | some namespace in namespaces]},
	{"op": "add", "path": "/spec/namespaceResourceWhitelist", "value": list},
])

service := testing.fixture("Service")

deployment := testing.fixture("Deployment.apps")

services := {"group": "", "kind": "Service"}

cases["allowed"] := {"input": testing.described([project("p", ["x"], [services, {"group": "apps", "kind": "*"}]), service, deployment], {}), "want": set()}

cases["not allowed"] := {
	"input": testing.described([project("p", ["x"], [services]), service, deployment], {}),
	"want": {{"object": lib.ref(project("p", [], [])), "path": ["spec", "namespaceResourceWhitelist"], "message": "it does not allow the kind Deployment.apps, which x/a has"}},
}

cases["forbidden"] := {
	"input": testing.described([testing.put(project("p", ["x"], [services]), ["spec", "namespaceResourceBlacklist"], [services]), service], {}),
	"want": {{"object": lib.ref(project("p", [], [])), "path": ["spec", "namespaceResourceWhitelist"], "message": "it does not allow the kind Service, which x/a has"}},
}

cases["another group"] := {
	"input": testing.described([project("p", ["x"], [{"group": "serving.knative.dev", "kind": "Service"}]), service], {}),
	"want": {{"object": lib.ref(project("p", [], [])), "path": ["spec", "namespaceResourceWhitelist"], "message": "it does not allow the kind Service, which x/a has"}},
}

cases["by another project"] := {"input": testing.described([project("p", ["x"], [services]), project("q", ["*"], [{"group": "*", "kind": "*"}]), deployment], {}), "want": set()}

cases["another namespace"] := {"input": testing.described([project("p", ["y"], []), service], {}), "want": set()}

test_cases[note] if {
	some note, case in cases
	kinds_allowed.deny == case.want with input as case.input
}
