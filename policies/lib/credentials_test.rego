package policies.lib_credentials_test

import data.policies.lib

# Tokens are put together here, so that nothing that searches this repository for them takes them for real.
glue(parts) := concat("", parts)

letters := "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"

hex := "3b9f1c7e5a2d8064f7e1b3c9d5a80264"

tokens["an AWS access key"] := glue(["AKIA", "Q3EGR7TXVWPLM2ZD"])

tokens["a temporary AWS access key"] := glue(["ASIA", "Q3EGR7TXVWPLM2ZD"])

tokens["a Google API key"] := glue(["AIza", "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"])

tokens["a Google client secret"] := glue(["GOCSPX-", "a7eZSW0jkFMBWY9tSrke72PouQMn"])

tokens["a Google access token"] := glue(["ya29.", letters])

tokens["a GitHub token"] := glue(["ghp_", letters])

tokens["a GitLab token"] := glue(["glpat-", "x7Lp4VtR8sWz3Bn6Yc5H"])

tokens["a Slack token"] := glue(["xoxb", "-210987654321-", "Lp4VtR8sWz3Bn6Yc"])

tokens["a Slack app token"] := glue(["xapp", "-1-A012BCDEF-", "Lp4VtR8sWz3Bn6Yc"])

tokens["a Slack webhook"] := glue(["https://hooks.slack.com/", "services/T01ABCDEF/B01ABCDEF/", "Lp4VtR8sWz3Bn6Yc5Hd1Jg0T"])

tokens["a Discord webhook"] := glue(["https://discord.com/api/", "webhooks/123456789012345678/", letters])

tokens["a Teams webhook"] := glue([
	"https://x.webhook.office.com/webhookb2/", "3f2504e0-4f89-41d3-9a0c-0305e82c3301@3f2504e0-4f89-41d3-9a0c-0305e82c3301/",
	"IncomingWebhook/", hex,
])

tokens["a Stripe key"] := glue(["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"])

tokens["a webhook secret"] := glue(["whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])

tokens["a private key"] := glue(["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0g\n"])

tokens["an age key"] := glue(["AGE-SECRET-", "KEY-1", upper(letters), "QPZRY9X8GF2T"])

tokens["a JSON web token"] := glue(["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"])

tokens["a Hugging Face token"] := glue(["hf_", "LpVtRsWzBnYcHdJgTqEuAiXoKmQxMfGrPw"])

tokens["an API key for a model"] := glue(["sk-", "proj-", letters])

tokens["a Groq key"] := glue(["gsk_", letters, "abcdefghijkl"])

tokens["a Replicate token"] := glue(["r8_", letters])

tokens["a Perplexity key"] := glue(["pplx-", letters])

tokens["an npm token"] := glue(["npm_", letters])

tokens["a PyPI token"] := glue(["pypi-", "AgEIcHlwaS5vcmc", letters, letters])

tokens["a Docker Hub token"] := glue(["dckr_", "pat_", letters])

tokens["a SendGrid key"] := glue(["SG.", "ngeVfQFYQlKU0ufo8x5d1A", ".", letters])

tokens["a DigitalOcean token"] := glue(["dop_", "v1_", hex, hex])

tokens["a Vault token"] := glue(["hvs.", letters])

tokens["a Databricks token"] := glue(["dapi", hex])

tokens["a Grafana token"] := glue(["glsa_", substring(letters, 0, 32), "_1a2b3c4d"])

tokens["a Telegram token"] := glue(["110201543:", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawA"])

tokens["a Shopify token"] := glue(["shpat_", hex])

tokens["an Azure account key"] := glue(["DefaultEndpointsProtocol=https;AccountName=a;", "AccountKey=", letters, letters, "abcdef=="])

tokens["a Linear key"] := glue(["lin_api_", letters])

tokens["a New Relic key"] := glue(["NRAK-", substring(upper(letters), 0, 27)])

tokens["a Tailscale key"] := glue(["tskey-", "auth-kAbc123CNTRL-", letters])

tokens["an Atlassian token"] := glue(["ATATT3", letters, letters, letters])

tokens["a Sentry token"] := glue(["sntrys_", letters, letters])

tokens["a login to a registry"] := glue([`{"auths": {"ghcr.io": {"au`, `th": "dXNlcjpzM2NyM3RQYXNz"}}}`])

test_every_form[what] if {
	some what, _ in lib.token_forms
	tokens[what]
}

test_every_hint if object.keys(lib.every_hint) == {hint | some form in lib.token_forms; some hint in form.hints}

test_tokens[what] if {
	some what, token in tokens
	lib.tokens(glue(["a ", token, " b"])) == {what} with input as {"value": token}
}

test_leaks_name_the_token[what] if {
	some what, token in tokens
	lib.leaks("setting", "API_TOKEN", token) == {what} with input as {"value": token}
}

# A form is found wherever it stands, and not within a longer word.
no_tokens := [
	glue(["ghp_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
	glue(["AKIA", "IOSFODNN7EXAMPLE"]),
	"task-management-and-scheduling-service-of-the-platform",
	"sk-learn-extension-for-gradient-boosting",
	"https://hooks.slack.com/services/",
	"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
	"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo",
	"-----BEGIN PRIVATE KEY-----",
	"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	"eyJhbGciOiJIUzI1NiJ9",
	"hf_hub_download",
	"npm_config_cache",
	"glpat-",
	"gl_texture_2d_array",
]

test_no_tokens[value] if {
	some value in no_tokens
	lib.tokens(value) == set() with input as {"value": value}
}

# Settings: a name and a value that is a credential.
bad := [
	["DB_PASSWORD", "hunter2"],
	["PGPASSWORD", "correct-horse"],
	["PASSWORD", "changeme"],
	["password", "Tr0ub4dor&3"],
	["MYSQL_PWD", "mysql"],
	["RABBITMQ_DEFAULT_PASS", "guest"],
	["dbPassword", "s3cr3t!"],
	["smtpPass", "mailer"],
	["spring.datasource.password", "postgres"],
	["KEYSTORE_PASSPHRASE", "opensesame"],
	["GF_SECURITY_ADMIN_PASSWORD", "admin"],
	["MINIO_ROOT_PASSWORD", "minio123"],
	["PASSWORD_BASE64", "aHVudGVyMg=="],
	["DB_PASSWORD2", "hunter2"],
	["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYz9LpQ2vRtW"],
	["API_KEY", "3b9f1c7e5a2d8064f7e1b3c9d5a80264"],
	["apiKey", "9fK2mQ7xLp4VtR8sWz3Bn6Yc"],
	["X_API_TOKEN", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
	["SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5"],
	["JWT_SECRET", "my-super-secret-key"],
	["DJANGO_SECRET_KEY", "django-insecure-mv1"],
	["SECRET_KEY_BASE", "quiet-river-stone-9"],
	["SESSION_SECRET", "keyboardcat"],
	["CLIENT_SECRET", "9fK2mQ7x-Lp4VtR8sWz3Bn6Yc5Hd1J"],
	["ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef"],
	["ACCESS_TOKEN", "aGVsbG9Xb3JsZFRoaXNJc0FTZWNyZXQ"],
	["TOKEN", "changeme"],
	["MASTER_KEY", "thisisaverylongmasterkeyindeed"],
	["REDISCLI_AUTH", "9fK2mQ7xLp4VtR8s"],
	["DATABASE_URL", "postgres://app:hunter2@db:5432/app"],
	["CELERY_BROKER_URL", "amqps://guest:guest@rabbitmq:5671//"],
	["HTTPS_PROXY", "http://proxy:s3cr3t@proxy.example.org:3128"],
	["JAVA_OPTS", "-Xmx1g -Djavax.net.ssl.keyStorePassword=opensesame"],
	["REDIS_ARGS", "--requirepass=x --password=hunter2"],
	["HEADERS", "Authorization: Bearer 9fK2mQ7xLp4VtR8sWz3Bn6Yc"],
	["DSN", "Server=db;User Id=sa;Password=hunter2;"],
	["CONFIG", `{"user": "a", "password": "hunter2"}`],
]

good := [
	["DB_PASSWORD", ""],
	["DB_PASSWORD", "$(PGPASSWORD)"],
	["DB_PASSWORD", "${PGPASSWORD}"],
	["DB_PASSWORD", "${PGPASSWORD:-}"],
	["DB_PASSWORD", "$PGPASSWORD"],
	["DB_PASSWORD", "<password>"],
	["DB_PASSWORD", "{{ .password }}"],
	["DB_PASSWORD", "********"],
	["DB_PASSWORD", "your-password-here"],
	["DB_PASSWORD", "REPLACE_ME"],
	["DB_PASSWORD", "/run/secrets/db-password"],
	["DB_PASSWORD", "vault:secret/data/db#password"],
	["DB_PASSWORD", "ENC[AES256_GCM,data:Tr7o=,iv:1=,tag:2=,type:str]"],
	["DB_PASSWORD_FILE", "/run/secrets/db-password"],
	["DB_PASSWORD_FILE", "hunter2"],
	["PASSWORD_MIN_LENGTH", "12"],
	["REQUIRE_PASSWORD", "true"],
	["USE_PASSWORD", "disabled"],
	["password_encryption", "scram-sha-256"],
	["PWD", "workspace"],
	["BYPASS", "nothing"],
	["COMPASS", "north-north-east"],
	["javax.net.ssl.trustStorePassword", "changeit"],
	["MAX_TOKENS", "4096"],
	["TOKENIZERS_PARALLELISM", "false"],
	["TOKEN_URL", "https://login.example.org/oauth2/token"],
	["EOS_TOKEN", "<|endoftext|>"],
	["PAD_TOKEN", "[PAD]"],
	["TLS_SECRET", "agents-wildcard-tls-2026"],
	["EXISTING_SECRET", "postgres-credentials"],
	["SECRET", "registry-pull-secret-v2"],
	["IMAGE_PULL_SECRET", "harbor-robot-account"],
	["API_KEY", "not-needed"],
	["OPENAI_API_KEY", "OLLAMA"],
	["OPENAI_API_KEY", "sk-no-key-required"],
	["OPENAI_API_KEY", "EMPTY"],
	["LITELLM_MASTER_KEY", "os.environ/LITELLM_MASTER_KEY"],
	["PARTITION_KEY", "tenantIdentifierOfTheCustomerRecord"],
	["SSH_KEY", "/etc/ssh/id_ed25519"],
	["PRIVATE_KEY", "tls.key"],
	["CREDENTIALS", "ServiceAccountCredentialsFromMetadata"],
	["ENCRYPTION_KEY", "arn:aws:kms:eu-central-1:123456789012:key/3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
	["DATABASE_URL", "postgres://$(PGUSER):$(PGPASSWORD)@$(PGHOST):5432/app"],
	["DATABASE_URL", "postgres://app@db:5432/app"],
	["DATABASE_URL", "postgres://user:<password>@db:5432/app"],
	["ENDPOINT", "http://localhost:8080/a@b"],
	["IMAGE", "oci://registry.example.org:5000/app@sha256:0123"],
	["COMMIT", "3b9f1c7e5a2d8064f7e1b3c9d5a80264f7e1b3c9"],
	["TENANT_ID", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
	["MODEL", "qwen2.5-coder:7b-instruct-q4_K_M"],
	["LANG", "en_GB.UTF-8"],
]

test_bad[pair] if {
	some pair in bad
	[name, value] := pair
	count(lib.leaks("setting", name, value)) == 1 with input as {name: value}
}

test_good[pair] if {
	some pair in good
	[name, value] := pair
	lib.leaks("setting", name, value) == set() with input as {name: value}
}

# In a field of an object the same words are the name of a Secret.
test_fields if {
	lib.leaks("field", "clientSecret", "my-oauth-client-secret") == set() with input as {}
	lib.leaks("field", "clientSecret", "9fK2mQ7xLp4VtR8sWz3Bn6Yc") == {"a credential"} with input as {}
	lib.leaks("field", "password", "hunter2") == {"a credential"} with input as {}
	lib.leaks("field", "password", 1) == set() with input as {}
	lib.leaks("field", "password", null) == set() with input as {}
}

bad_texts := [
	"db:\n  password: hunter2\n",
	"db:\n  \"password\": \"hunter2\"\n",
	"password = \"hunter2\"\n",
	"[client]\npassword=hunter2",
	"export API_TOKEN=9fK2mQ7xLp4VtR8s\n./run",
	"requirepass hunter2\nport 6379",
	"machine example.org login bot password hunter2",
	"<datasource><password>hunter2</password></datasource>",
	"curl -u admin:hunter2 http://localhost/",
	"curl --user='admin:hunter2' http://localhost/",
	"client_secret => 'keyboardcat'",
	`{\"password\": \"hunter2\"}`,
]

good_texts := [
	"# password: hunter2\nport: 1",
	"  // token = 9fK2mQ7xLp4VtR8s",
	"password: \n  valueFrom: {}\n",
	"password: null\n",
	"password: ${DB_PASSWORD}\n",
	"password_file: /run/secrets/password\n",
	"password = os.environ['PASSWORD']\n",
	"password = settings.database.password\n",
	"connect(user=user, password=password)\n",
	"connect(password=db_password)\n",
	"PASSWORD=\"$(cat /run/secrets/password)\"\n",
	"PASSWORD=$1\n",
	"PASSWORD=`cat /run/secrets/password`\n",
	"secretName: agents-tls\n",
	"secretKey: password\n",
	"api_key: \"${QDRANT_API_KEY:}\"\n",
	"general_settings: {master_key: os.environ/LITELLM_MASTER_KEY}\n",
	"max_tokens: 4096\ntokenizer: cl100k\n",
	"limit_req_zone $binary_remote_addr zone=tokens:10m;\n",
	"auth_basic_user_file /etc/nginx/htpasswd;\n",
	"curl -u \"$USER:$PASSWORD\" http://localhost/",
	"Basic authentication is switched off here\n",
]

test_bad_texts[value] if {
	some value in bad_texts
	lib.leaks("setting", "app.conf", value) == {"a credential"} with input as {"v": value}
}

test_good_texts[value] if {
	some value in good_texts
	lib.leaks("setting", "app.conf", value) == set() with input as {"v": value}
}

test_worded if lib.worded({"b", "a"}) == "a and b"
