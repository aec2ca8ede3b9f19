package policies.secrets.secret_in_git_test

import data.policies.lib.testing
import data.policies.secrets.secret_in_git

with_value(field, value) := object.union(testing.fixture("Secret"), {field: {"token": value}})

bad["a value"] := with_value("stringData", "hunter2")

bad["a template that is filled in here"] := with_value("stringData", "user: a\npassword: hunter2\n")

bad["a value within a reference"] := with_value("stringData", "https://${HOST}/?key=hunter2")

bad["what is no base64"] := with_value("data", "hunter2!")

bad["base64"] := with_value("data", base64.encode("hunter2"))

bad["a certificate with its key"] := with_value("stringData", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAA\n")

cases[sprintf("%s in %s", [note, field])] := {"input": o, "want": {{"path": [field, "token"], "message": "the value of token stands in the manifest"}}} if {
	some note, o in bad
	some field in ["data", "stringData"]
	o[field]
}

cases["two keys"] := {
	"input": object.union(testing.fixture("Secret"), {"data": {"a": "YQ==", "b": ""}, "stringData": {"c": "c"}}),
	"want": {
		{"path": ["data", "a"], "message": "the value of a stands in the manifest"},
		{"path": ["stringData", "c"], "message": "the value of c stands in the manifest"},
	},
}

good["empty"] := with_value("stringData", "")

good["a placeholder of Argo CD Vault Plugin"] := with_value("stringData", "<path:secret/data/db#password>")

good["the same, encoded"] := with_value("data", base64.encode("<path:secret/data/db#password>"))

good["a reference of vals"] := with_value("stringData", "ref+vault://secret/db#/password")

good["a variable"] := with_value("stringData", "${DB_PASSWORD}")

good["encrypted by SOPS"] := with_value("data", "ENC[AES256_GCM,data:Tr7o=,iv:1=,tag:2=,type:str]")

good["a certificate without its key"] := with_value("stringData", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n")

good["nothing"] := testing.fixture("Secret")

good["what is no value"] := object.union(testing.fixture("Secret"), {"metadata": {"labels": {"a": "b"}}, "stringData": {"a": 1, "b": null}})

good["no map"] := object.union(testing.fixture("Secret"), {"data": null})

good["the cluster fills it in"] := object.union(testing.fixture("Secret"), {"type": "kubernetes.io/service-account-token"})

cases[sprintf("good: %s", [note])] := {"input": o, "want": set()} if {
	some note, o in good
}

test_cases[note] if {
	some note, case in cases
	secret_in_git.deny == case.want with input as case.input
}
