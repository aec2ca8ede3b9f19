package policies.secrets.config_map_test

import data.policies.lib.testing
import data.policies.secrets.config_map

# The token is put together, so that nothing that searches this repository takes it for a real one.
token := concat("", ["ghp_", "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"])

data_of(values) := object.union(testing.fixture("ConfigMap"), {"data": values})

bad["a password"] := ["password", "hunter2", "password holds a credential"]

bad["settings"] := ["app.yaml", "db:\n  user: a\n  password: hunter2\n", "app.yaml holds a credential"]

bad["properties"] := ["app.properties", "spring.datasource.password=hunter2\n", "app.properties holds a credential"]

bad["an address"] := ["URL", "postgres://a:hunter2@db/a", "URL holds a password in a URL"]

bad["a token"] := ["run.sh", sprintf("git clone https://x-access-token:%s@github.com/a/b", [token]), "run.sh holds a GitHub token and a password in a URL"]

bad["a script"] := ["init.sql", "CREATE USER a;\n-- \nPASSWORD='hunter2'\n", "init.sql holds a credential"]

bad["a private key"] := [
	"tls.key",
	concat("", ["-----BEGIN ", "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"]),
	"tls.key holds a private key",
]

cases[note] := {"input": data_of({"a": "b", key: value}), "want": {{"path": ["data", key], "message": message}}} if {
	some note, [key, value, message] in bad
}

cases[sprintf("a store of keys: %s", [key])] := {
	"input": object.union(testing.fixture("ConfigMap"), {"binaryData": {key: "AA=="}}),
	"want": {{"path": ["binaryData", key], "message": sprintf("%s is a store of private keys", [key])}},
} if {
	some key in ["server.p12", "keystore.jks", "id_rsa"]
}

good["settings"] := {"app.yaml": "db:\n  password: ${DB_PASSWORD}\n  passwordFile: /run/secrets/password\n"}

good["names of secrets"] := {"secretName": "agents-tls", "TLS_SECRET": "agents-tls-2026"}

good["numbers and switches"] := {"MAX_TOKENS": "4096", "REQUIRE_PASSWORD": "true"}

good["a certificate"] := {"ca.crt": "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n"}

cases[sprintf("good: %s", [note])] := {"input": data_of(values), "want": set()} if {
	some note, values in good
}

cases["public certificates"] := {
	"input": object.union(testing.fixture("ConfigMap"), {"binaryData": {"truststore.jks": "AA==", "logo.png": "AA=="}}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	config_map.deny == case.want with input as case.input
}
