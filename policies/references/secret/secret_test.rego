package policies.references.secret_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.secret

ways["a variable"] := [["containers", 0, "env", 0, "valueFrom"], {"secretKeyRef": {"name": "s", "key": "k"}}, ["secretKeyRef"], `container "a"`]

ways["all variables"] := [["containers", 0, "envFrom"], [{"secretRef": {"name": "s"}}], [0, "secretRef"], `container "a"`]

ways["a volume"] := [["volumes", 0], {"name": "v", "secret": {"secretName": "s"}}, ["secret"], `volume "v"`]

ways["a part of a volume"] := [["volumes", 0], {"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}, {"secret": {"name": "s"}}]}}, ["projected", "sources", 1, "secret"], `volume "v"`]

ways["a driver"] := [["volumes", 0], {"name": "v", "csi": {"driver": "d", "nodePublishSecretRef": {"name": "s"}}}, ["csi", "nodePublishSecretRef"], `volume "v"`]

ways["a share"] := [["volumes", 0], {"name": "v", "azureFile": {"shareName": "d", "secretName": "s"}}, ["azureFile"], `volume "v"`]

cases[note] := {
	"input": testing.environment([o]),
	"want": {{
		"object": lib.ref(o),
		"path": testing.pod_path(kind, array.concat(path, steps)),
		"message": sprintf("%s takes the Secret s, and nothing makes one of that name in namespace x", [by]),
	}},
} if {
	some kind in lib.workload_kinds
	some way, [path, value, steps, by] in ways
	o := testing.set_pod(kind, path, value)
	note := sprintf("%s of a %s", [way, kind])
}

taken := testing.set_pod("Pod", ["containers", 0, "envFrom"], [{"secretRef": {"name": "s"}}])

dangling := {{
	"object": {"kind": "Pod", "namespace": "x", "name": "a"},
	"path": ["spec", "containers", 0, "envFrom", 0, "secretRef"],
	"message": `container "a" takes the Secret s, and nothing makes one of that name in namespace x`,
}}

makers["a Secret"] := [testing.put(testing.fixture("Secret"), ["metadata", "name"], "s")]

external(spec) := {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "s", "namespace": "x"}, "spec": spec}

makers["an ExternalSecret"] := [external({"data": [{"secretKey": "k"}]})]

makers["a ClusterExternalSecret"] := [testing.fixture("Namespace"), {
	"apiVersion": "external-secrets.io/v1", "kind": "ClusterExternalSecret", "metadata": {"name": "c"},
	"spec": {"externalSecretName": "s", "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "x"}}, "externalSecretSpec": {}},
}]

makers["a SealedSecret"] := [{"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": "s", "namespace": "x"}, "spec": {"encryptedData": {"k": ""}}}]

makers["a Certificate"] := [{"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "c", "namespace": "x"}, "spec": {"secretName": "s"}}]

makers["an operator"] := [testing.set("ServiceAccount", ["metadata", "annotations"], {"sutaz.ai/makes": "Secret/s"})]

cases[note] := {"input": testing.environment(array.concat(objects, [taken])), "want": set()} if {
	some maker, objects in makers
	note := sprintf("%s makes it", [maker])
}

others["an ExternalSecret of another name"] := [external({"target": {"name": "t"}})]

others["an ExternalSecret that makes none"] := [external({"target": {"creationPolicy": "None"}})]

others["an ExternalSecret that adds to it"] := [external({"target": {"creationPolicy": "Merge"}})]

others["one in another namespace"] := [testing.put(external({}), ["metadata", "namespace"], "y")]

others["an annotation that names nothing"] := [testing.set("ServiceAccount", ["metadata", "annotations"], {"sutaz.ai/makes": "s"})]

others["a service account, which is no Secret"] := [testing.put(testing.fixture("ServiceAccount"), ["metadata", "name"], "s")]

cases[note] := {"input": testing.environment(array.concat(objects, [taken])), "want": dangling} if some note, objects in others

cases["it may be missing"] := {
	"input": testing.environment([testing.set_pod("Pod", ["volumes", 0], {"name": "v", "secret": {"secretName": "s", "optional": true}})]),
	"want": set(),
}

cases["a trigger takes it"] := {
	"input": testing.environment([testing.fixture("TriggerAuthentication.keda.sh")]),
	"want": {{
		"object": {"kind": "TriggerAuthentication.keda.sh", "namespace": "x", "name": "a"},
		"path": ["spec", "secretTargetRef", 0],
		"message": `parameter "host" takes the Secret a, and nothing makes one of that name in namespace x`,
	}},
}

test_cases[note] if {
	some note, case in cases
	secret.deny == case.want with input as case.input
}
