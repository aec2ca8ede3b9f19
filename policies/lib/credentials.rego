package policies.lib

# What looks like a credential. Two things tell: a form that only tokens of one issuer have, and a name such as
# DB_PASSWORD with a value that is neither a reference, nor a path, a number, a switch, a placeholder, nor a name. What is
# found is never repeated in a message. Everything is linear in the size of the text.

# text is all that an object says, in small letters: a form is looked for only where its hint is.
text := lower(json.marshal(input))

token_forms := {
	"an AWS access key": {"hints": ["akia"], "pattern": `\bAKIA[A-Z2-7]{16}\b`},
	"a temporary AWS access key": {"hints": ["asia"], "pattern": `\bASIA[A-Z2-7]{16}\b`},
	"a Google API key": {"hints": ["aiza"], "pattern": `\bAIza[0-9A-Za-z_-]{35}`},
	"a Google client secret": {"hints": ["gocspx-"], "pattern": `\bGOCSPX-[0-9A-Za-z_-]{28}`},
	"a Google access token": {"hints": ["ya29."], "pattern": `\bya29\.[0-9A-Za-z_-]{20,}`},
	"a GitHub token": {"hints": ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], "pattern": `\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{36,})`},
	"a GitLab token": {"hints": ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "gloas-"], "pattern": `\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[0-9A-Za-z_.-]{20,}`},
	"a Slack token": {"hints": ["xoxa", "xoxb", "xoxe", "xoxo", "xoxp", "xoxr", "xoxs"], "pattern": `\bxox[abeoprs](?:\.xox[bp])?-[0-9A-Za-z-]{10,}`},
	"a Slack app token": {"hints": ["xapp-"], "pattern": `\bxapp-[0-9]-[0-9A-Za-z-]{10,}`},
	"a Slack webhook": {"hints": ["hooks.slack.com/"], "pattern": `hooks\.slack\.com/(?:services|workflows|triggers)/[0-9A-Za-z]+/[0-9A-Za-z]+/[0-9A-Za-z]{16,}`},
	"a Discord webhook": {"hints": ["/api/webhooks/"], "pattern": `discord(?:app)?\.com/api/webhooks/[0-9]{15,}/[0-9A-Za-z_-]{30,}`},
	"a Teams webhook": {"hints": ["webhook.office.com/"], "pattern": `webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}`},
	"a Stripe key": {"hints": ["sk_live_", "sk_test_", "rk_live_", "rk_test_"], "pattern": `\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}`},
	"a webhook secret": {"hints": ["whsec_"], "pattern": `\bwhsec_[0-9A-Za-z+/=]{24,}`},
	"a private key": {"hints": ["private key"], "pattern": `-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|\s|[A-Za-z-]+: [^\n]*\n)*[0-9A-Za-z+/]{32,}`},
	"an age key": {"hints": ["age-secret-key-"], "pattern": `AGE-SECRET-KEY-1[0-9A-Z]{50,}`},
	"a JSON web token": {"hints": ["eyj"], "pattern": `\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{16,}`},
	"a Hugging Face token": {"hints": ["hf_"], "pattern": `\bhf_[0-9A-Za-z]{30,}`},
	"an API key for a model": {"hints": ["sk-"], "pattern": `\bsk-(?:[0-9A-Za-z]{32,}|(?:proj|svcacct|admin|ant|or|lf)-[0-9A-Za-z_-]{20,})`},
	"a Groq key": {"hints": ["gsk_"], "pattern": `\bgsk_[0-9A-Za-z]{40,}`},
	"a Replicate token": {"hints": ["r8_"], "pattern": `\br8_[0-9A-Za-z]{37,}`},
	"a Perplexity key": {"hints": ["pplx-"], "pattern": `\bpplx-[0-9A-Za-z]{40,}`},
	"an npm token": {"hints": ["npm_"], "pattern": `\bnpm_[0-9A-Za-z]{36,}`},
	"a PyPI token": {"hints": ["pypi-"], "pattern": `\bpypi-AgE[0-9A-Za-z_-]{50,}`},
	"a Docker Hub token": {"hints": ["dckr_"], "pattern": `\bdckr_[op]at_[0-9A-Za-z_-]{20,}`},
	"a SendGrid key": {"hints": ["sg."], "pattern": `\bSG\.[0-9A-Za-z_-]{16,32}\.[0-9A-Za-z_-]{16,64}\b`},
	"a DigitalOcean token": {"hints": ["dop_v1_", "doo_v1_", "dor_v1_"], "pattern": `\bdo[opr]_v1_[0-9a-f]{64}`},
	"a Vault token": {"hints": ["hvs.", "hvb.", "hvr."], "pattern": `\bhv[bsr]\.[0-9A-Za-z_-]{24,}`},
	"a Databricks token": {"hints": ["dapi"], "pattern": `\bdapi[0-9a-f]{32}`},
	"a Grafana token": {"hints": ["glsa_", "glc_"], "pattern": `\bgl(?:sa_[0-9A-Za-z]{32}_[0-9a-f]{8}|c_[0-9A-Za-z+/=]{32,})`},
	"a Telegram token": {"hints": [":aa"], "pattern": `\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}\b`},
	"a Shopify token": {"hints": ["shpat_", "shpca_", "shppa_", "shpss_"], "pattern": `\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}`},
	"an Azure account key": {"hints": ["accountkey="], "pattern": `AccountKey=[0-9A-Za-z+/]{60,}={0,2}`},
	"a Linear key": {"hints": ["lin_api_"], "pattern": `\blin_api_[0-9A-Za-z]{32,}`},
	"a New Relic key": {"hints": ["nrak-"], "pattern": `\bNRAK-[0-9A-Z]{27}`},
	"a Tailscale key": {"hints": ["tskey-"], "pattern": `\btskey-[a-z]+-[0-9A-Za-z]+-[0-9A-Za-z]{16,}`},
	"an Atlassian token": {"hints": ["atatt3"], "pattern": `\bATATT3[0-9A-Za-z_=-]{100,}`},
	"a Sentry token": {"hints": ["sntrys_"], "pattern": `\bsntrys_[0-9A-Za-z+/=_-]{40,}`},
	"a login to a registry": {"hints": [`auth\"`], "pattern": `\\?"auth\\?"\s*:\s*\\?"[0-9A-Za-z+/]{12,}={0,2}\\?"`},
}

# every_hint are the hints of all forms: one pass over a text tells whether it has any, where a look for each would take
# seventy. They are written out, since they would be gathered anew for each object.
every_hint := {
	"/api/webhooks/": "", ":aa": "", "accountkey=": "", "age-secret-key-": "", "aiza": "", "akia": "", "asia": "",
	"atatt3": "", "dapi": "", "dckr_": "", "doo_v1_": "", "dop_v1_": "", "dor_v1_": "", "eyj": "", "gho_": "",
	"ghp_": "", "ghr_": "", "ghs_": "", "ghu_": "", "github_pat_": "", "glagent-": "", "glc_": "", "glcbt-": "",
	"gldt-": "", "glft-": "", "gloas-": "", "glpat-": "", "glptt-": "", "glrt-": "", "glsa_": "", "glsoat-": "",
	"gocspx-": "", "gsk_": "", "hf_": "", "hooks.slack.com/": "", "hvb.": "", "hvr.": "", "hvs.": "",
	"lin_api_": "", "npm_": "", "nrak-": "", "pplx-": "", "private key": "", "pypi-": "", "r8_": "", "rk_live_": "",
	"rk_test_": "", "sg.": "", "shpat_": "", "shpca_": "", "shppa_": "", "shpss_": "", "sk-": "", "sk_live_": "",
	"sk_test_": "", "sntrys_": "", "tskey-": "", "webhook.office.com/": "", "whsec_": "", "xapp-": "", "xoxa": "",
	"xoxb": "", "xoxe": "", "xoxo": "", "xoxp": "", "xoxr": "", "xoxs": "", "ya29.": "", `auth\"`: "",
}

# hinted are the forms that this object may hold.
hinted := [] if strings.replace_n(every_hint, text) == text

hinted := [[what, form.pattern] | some what, form in token_forms; hints_at(form)] if strings.replace_n(every_hint, text) != text

hints_at(form) if {
	some hint in form.hints
	contains(text, hint)
}

# tokens are the kinds of tokens that stand in a text.
tokens(value) := {what |
	some [what, pattern] in hinted
	some found in regex.find_n(pattern, value, -1)
	not made_up(found)
}

# made_up are examples: they say so, or are one character over and over.
made_up(found) if contains(lower(found), "example")

made_up(found) if distinct(found) < 10

# distinct counts the different characters at the beginning of a text.
distinct(value) := count({c | some c in split(substring(value, 0, 256), "")})

# passwords_in_urls says whether a text holds the address of something with the password for it.
passwords_in_urls(value) := {"a password in a URL" |
	contains(value, "://")
	contains(value, "@")
	some [_, password] in regex.find_all_string_submatch_n(`[A-Za-z][0-9A-Za-z+.-]*://[^\s/?#:@"'<>]*:([^\s/?#@"'<>]+)@`, value, -1)
	not harmless(password)
}

# password_name ends the name of a password: whatever is its value is one.
password_name := `(?:(?i:password|passwd|passphrase)|(?:^|[^A-Za-z])(?i:pass|pwd)|[a-z0-9](?:Pass|Pwd))(?i:[_-]?(?:value|plain|base64|b64))?[0-9]*$`

# not_password are names that only end like one: the directory of a shell, and what checks a store of public certificates.
not_password := `^(?:OLD)?PWD$|(?i:trust[_-]?store[_-]?pass(?:word)?$)`

# key_name ends the name of what signs or encrypts: a value that somebody thought up is the key all the same.
key_name := `(?i)(?:(?:jwt|client|app|session|cookie|signing|hmac|webhook|encryption|oauth2?|consumer|nextauth|csrf)[_-]?secret|secret[_-]key(?:[_-]base)?|(?:encryption|signing|session|cookie|hmac)[_-]key)[0-9]*$`

# secret_name ends the name of a credential, or of the object that holds one: the value must look like chance.
secret_name := `(?i)(?:secret|token|api[_-]?key|(?:access|secret|private|auth|account|master|admin|service|license|signing|encryption|shared|storage|client|bot|webhook|deploy|subscription|ssh)[_-]?key|key[_-]?secret|credentials?|(?:^|[^a-z])auth|authorization|secret[_-]?key[_-]?base)(?:[_-]?(?:value|plain|base64|b64))?[0-9]*$`

# thought_up are values that no object is named by, and many a key is.
thought_up := {"change-me", "change-this", "change_me", "changeit", "changeme", "changethis", "letmein", "mysecret", "p@ssw0rd", "password123", "s3cr3t", "secret123", "super-secret", "supersecret"}

# secret_by_name says whether a value is a credential by its name. In text that programs read as their settings a key that
# somebody thought up counts; in a field of an object the same words may be the name of a Secret.
secret_by_name(context, name, value) := {"a credential" |
	is_string(name)
	regex.match(`(?i)pass|pwd|secret|token|key|cred|auth`, name)
	literal(value)
	not harmless(value)
	telling(context, name, value)
}

telling(_, name, _) if {
	regex.match(password_name, name)
	not regex.match(not_password, name)
}

telling("setting", name, value) if {
	regex.match(key_name, name)
	count(value) > 7
}

telling(_, name, value) if {
	regex.match(secret_name, name)
	random(value)
}

telling(_, name, value) if {
	regex.match(secret_name, name)
	lower(value) in thought_up
}

# literal is one word of a length that a credential has.
literal(value) if {
	count(value) > 2
	count(value) < 4097
	not regex.match(`\s`, value)
}

# harmless are values that hold nothing: references, paths, numbers, switches, and placeholders.
harmless(value) if regex.match(reference, value)

harmless(value) if regex.match(path_form, value)

harmless(value) if regex.match(`^[+-]?[0-9]+(?:[.,:][0-9]+)*(?:[A-Za-z]{1,2}|%)?$`, value)

harmless(value) if lower(value) in switches

harmless(value) if regex.match(placeholder, value)

# reference points to a value that is elsewhere.
reference := `\$\(|\$\{|\{\{|\}\}|%\(|#\{|^<.*>$|^<|^\$[A-Z_][0-9A-Z_]*$|^\$[0-9]$|^(?:vault:|ref\+|arn:|projects/[^/]+/secrets/|os\.environ|process\.env|env[:./]|op://|secret://|secretref:|awssm|awsps|gcp-?sm|azurekeyvault|keyring:|file:|alias/|ENC\[|@Microsoft\.KeyVault|ENV\[|!)|^https?://[^@]*$`

path_form := `^(?:~|\.{1,2})?/[0-9A-Za-z_.@-]+(?:/[0-9A-Za-z_.@-]+)*/?$|^[A-Za-z]:\\|\.(?:txt|pem|key|json|ya?ml|crt|env|conf|jks|p12)$`

switches := {"always", "basic", "bearer", "default", "disabled", "empty", "enabled", "false", "never", "nil", "no", "none", "null", "off", "on", "optional", "required", "true", "undefined", "unset", "yes"}

placeholder := `(?i)^[x*.#?_+=-]+$|^\[.*\]$|example|placeholder|redacted|xxxx|\.\.\.|^(?:your|insert|replace|enter|put|add)[-_. ]?|^(?:todo|tbd|fixme|removed|hidden|masked|dummy|fake|unused|n/?a)$|^(?:sk-)?(?:no|not)[-_](?:key|token|password|auth|needed|used|set|required|applicable)`

# random is what somebody drew, and did not think up: a part of it has no form that words, numbers and versions have.
random(value) if {
	count(value) > 11
	distinct(value) > 7
	some piece in regex.split(`[^0-9A-Za-z]+`, value)
	mixed(piece)
}

runs(pattern, piece) := count(regex.find_n(pattern, piece, -1))

# Letters and numbers take turns.
mixed(piece) if {
	count(piece) > 9
	runs(`[0-9]+`, piece) > 1
	runs(`[A-Za-z]+`, piece) > 1
}

# Capital and small letters take turns faster than words do.
mixed(piece) if {
	count(piece) > 15
	runs(`[a-z][A-Z]`, piece) * 5 >= count(piece) - 3
}

# One word without end.
mixed(piece) if {
	count(piece) > 23
	regex.match(`^(?:[a-z]+|[A-Z]+)[0-9]*$`, piece)
}

# in_text are the settings that a text makes: a name, a sign, a value. Lines that are comments are passed over.
in_text(value) := set() if not regex.match(`[ :=<]`, value)

in_text(value) := settings(value) | others(value) if regex.match(`[ :=<]`, value)

settings(value) := {what |
	regex.match(`(?i)pass|pwd|secret|token|key|cred|auth`, value)
	some [_, name, sign, quote, word] in regex.find_all_string_submatch_n(assignment, value, -1)
	not code(name, sign, quote, word)
	some what in secret_by_name("setting", name, word)
}

others(value) := {"a credential" |
	regex.match(`(?i)requirepass|masterauth|machine|bearer|basic|curl|</`, value)
	some found in regex.find_all_string_submatch_n(other_forms, value, -1)
	some word in array.slice(found, 1, count(found))
	literal(word)
	not harmless(word)
}

assignment := `(?im)^[ \t]*(?:#|//|;)[^\n]*|([0-9a-z_.-]*(?:password|passwd|passphrase|pass|pwd|secret|token|key|key[_-]base|credentials?|auth)[0-9]*)\\?["']?[ \t]*(:=|=>|[:=])[ \t]*\\?(["']?)([^\s"'\\\x60,;&}\])<]+)`

# other_forms are: the passwords of Redis, of .netrc and of XML, what curl sends, and what a header carries.
other_forms := `(?im)^[ \t]*(?:#|//|;)[^\n]*|^[ \t]*(?:requirepass|masterauth)[ \t]+["']?([^\s"']+)|machine[ \t]+\S+[ \t]+login[ \t]+\S+[ \t]+password[ \t]+(\S+)|<(?:[a-z0-9]*password|[a-z0-9]*secret)>([^<\s]+)</|curl [^\n|;]*(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"']+)|\b(?:bearer|basic)[ \t]+([0-9A-Za-z._~+/-]{16,}=*)`

# code are words of programs: another variable, a call, a field.
code(_, _, _, word) if regex.match(`[({\[|>]`, word)

code(_, _, "", word) if regex.match(`^[A-Za-z_][0-9A-Za-z_]*(?:\.[A-Za-z_][0-9A-Za-z_]*)+$`, word)

code(name, "=", "", word) if word == name

code(_, "=", "", word) if regex.match(`^[a-z_]*_?(?:password|passwd|pass|pwd|secret|token|key|credentials?)[a-z_]*$`, word)

code(_, _, "", word) if regex.match(`^\$[A-Za-z0-9_]+$`, word)

# leaks are the credentials in a value. The name of the setting counts, and a token of a known form is not counted twice.
leaks(_, _, value) := set() if not is_string(value)

leaks(context, name, value) := surest([(tokens(value) | passwords_in_urls(value)), secret_by_name(context, name, value), in_text(value)]) if is_string(value)

surest(sets) := {what | some i, found in sets; count([s | some s in array.slice(sets, 0, i); count(s) > 0]) == 0; some what in found}

# worded joins what was found.
worded(found) := concat(" and ", sort([what | some what in found]))
