# METADATA
# title: No ConfigMap holds a credential
# description: >-
#   Who may read ConfigMaps is far from those who may read Secrets, and nothing encrypts them: a credential in one is
#   open to the namespace and to Git.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/#least-privilege-secrets
# custom:
#   severity: high
#   kinds: [ConfigMap]
#   scope: object
#   controls: [CIS/5.4.2, NSA/secrets, SOC2/CC6.1, GDPR/Art.32]
#   fix: >-
#     Put the credential into the secret store, and let the program read it from a file or a variable; then replace
#     it, for it is known.
package policies.secrets.config_map

import data.policies.lib

deny contains {"path": ["data", key], "message": sprintf("%s holds %s", [key, lib.worded(found)])} if {
	some key, value in input.data
	found := lib.leaks("setting", key, value)
	count(found) > 0
}

deny contains {"path": ["binaryData", key], "message": sprintf("%s is a store of private keys", [key])} if {
	some key, _ in input.binaryData
	regex.match(`(?i)\.(?:p12|pfx|jks|jceks|keystore|kdbx)$|^id_(?:rsa|dsa|ecdsa|ed25519)$`, key)
	not regex.match(`(?i)trust|cacerts`, key)
}
