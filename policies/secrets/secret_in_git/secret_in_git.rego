# METADATA
# title: No Secret carries its values
# description: >-
#   What is in Git stays in Git: base64 is no encryption, and everybody who can read the repository, now or later, has
#   the credential.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#encrypt-data
# custom:
#   severity: critical
#   kinds: [Secret]
#   scope: object
#   controls: [CIS/5.4.2, NSA/secrets, SOC2/CC6.1, GDPR/Art.32]
#   fix: >-
#     Put the value into the secret store, and write an ExternalSecret that fetches it; then replace the credential,
#     for it is known.
package policies.secrets.secret_in_git

deny contains {"path": [field, key], "message": sprintf("the value of %s stands in the manifest", [key])} if {
	some field in ["data", "stringData"]
	some key, value in input[field]
	is_string(value)
	plain := decoded(field, value)
	plain != ""
	not elsewhere(plain)
	not public(plain)
}

decoded("stringData", value) := value

decoded("data", value) := base64.decode(value) if base64.is_valid(value)

decoded("data", value) := value if not base64.is_valid(value)

# What a plugin fills in on the way to the cluster, or holds encrypted.
elsewhere(value) if regex.match(`^(?:ENC\[.*\]|<[^<>\s][^<>\n]*>|ref\+[0-9a-z]+://\S+|vault:\S+|\$\{[0-9A-Za-z_:.-]+\}|\$\([0-9A-Za-z_]+\)|\{\{.*\}\})$`, trim_space(value))

public(value) if {
	startswith(trim_space(value), "-----BEGIN CERTIFICATE-----")
	not contains(value, "PRIVATE KEY")
}
