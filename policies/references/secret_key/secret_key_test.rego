package policies.references.secret_key_test

import data.policies.lib.testing
import data.policies.references.secret_key

taken := testing.set_pod("Pod", ["containers", 0, "env", 0, "valueFrom"], {"secretKeyRef": {"name": "s", "key": "k"}})

missing(has) := {{
	"object": {"kind": "Pod", "namespace": "x", "name": "a"},
	"path": ["spec", "containers", 0, "env", 0, "valueFrom", "secretKeyRef", "key"],
	"message": sprintf(`container "a" takes the key k of the Secret s, which has %s`, [has]),
}}

made(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "s", "namespace": "x"}, "spec": spec}

external(spec) := made("external-secrets.io/v1", "ExternalSecret", spec)

secret(fields) := object.union({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "x"}}, fields)

fetched := [{"secretKey": "k"}, {"secretKey": "l"}]

has["a Secret"] := [secret({"data": {"k": ""}})]

has["a Secret in plain text"] := [secret({"stringData": {"k": ""}})]

has["an empty Secret, which something fills"] := [secret({})]

has["a token, which the cluster fills"] := [secret({"type": "kubernetes.io/service-account-token", "data": {"l": ""}})]

has["what is fetched"] := [external({"data": fetched})]

has["what is fetched as a whole"] := [external({"data": [{"secretKey": "l"}], "dataFrom": [{"extract": {"key": "p"}}]})]

has["a template"] := [external({"data": [{"secretKey": "l"}], "target": {"template": {"data": {"k": "{{ .l }}"}}}})]

has["a template besides"] := [external({"data": fetched, "target": {"template": {"mergePolicy": "Merge", "data": {"m": "{{ .l }}"}}}})]

has["a template elsewhere"] := [external({"data": [{"secretKey": "l"}], "target": {"template": {"templateFrom": [{"configMap": {"name": "t"}}]}}})]

has["a template of labels alone"] := [external({"data": fetched, "target": {"template": {"metadata": {"labels": {}}}}})]

has["two makers"] := [secret({"data": {"l": ""}}), external({"data": [{"secretKey": "k"}], "target": {"creationPolicy": "Merge"}})]

has["a sealed one"] := [made("bitnami.com/v1alpha1", "SealedSecret", {"encryptedData": {"k": ""}})]

has["an operator"] := [testing.set("Namespace", ["metadata", "annotations"], {"sutaz.ai/makes": "Secret/s"})]

cases[note] := {"input": testing.environment(array.concat(objects, [taken])), "want": set()} if {
	some maker, objects in has
	note := sprintf("%s has it", [maker])
}

lacks["a Secret"] := [[secret({"data": {"l": ""}})], "l"]

lacks["what is fetched"] := [[external({"data": [{"secretKey": "l"}]})], "l"]

lacks["a template, which replaces what is fetched"] := [[external({"data": fetched, "target": {"template": {"data": {"m": ""}}}})], "m"]

lacks["a sealed one"] := [[made("bitnami.com/v1alpha1", "SealedSecret", {"encryptedData": {"l": ""}})], "l"]

lacks["a certificate"] := [[made("cert-manager.io/v1", "Certificate", {"secretName": "s"})], "ca.crt, tls.crt, tls.key"]

lacks["a certificate in other forms"] := [
	[made("cert-manager.io/v1", "Certificate", {"secretName": "s", "keystores": {"pkcs12": {"create": true}}, "additionalOutputFormats": [{"type": "CombinedPEM"}]})],
	"ca.crt, keystore.p12, tls-combined.pem, tls.crt, tls.key, truststore.p12",
]

cases[note] := {"input": testing.environment(array.concat(objects, [taken])), "want": missing(keys)} if {
	some maker, [objects, keys] in lacks
	note := sprintf("%s lacks it", [maker])
}

cases["nothing makes it"] := {"input": testing.environment([taken]), "want": set()}

cases["a trigger takes one"] := {
	"input": testing.environment([external({"target": {"name": "a"}, "data": fetched}), testing.fixture("TriggerAuthentication.keda.sh")]),
	"want": {{
		"object": {"kind": "TriggerAuthentication.keda.sh", "namespace": "x", "name": "a"},
		"path": ["spec", "secretTargetRef", 0, "key"],
		"message": `parameter "host" takes the key host of the Secret a, which has k, l`,
	}},
}

test_cases[note] if {
	some note, case in cases
	secret_key.deny == case.want with input as case.input
}
