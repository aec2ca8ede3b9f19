package policies.gitops.missing_key_test

import data.policies.gitops.missing_key
import data.policies.lib.testing

set_of(value) := testing.set("ApplicationSet.argoproj.io", ["spec", "goTemplateOptions"], value)

silent := {{"path": ["spec", "goTemplateOptions"], "message": "a value that is missing is no error (missingkey=error)"}}

plain := {{"path": ["spec", "goTemplate"], "message": "placeholders without a value stay as they are"}}

cases["an error"] := {"input": testing.fixture("ApplicationSet.argoproj.io"), "want": set()}

cases["among other options"] := {"input": set_of(["missingkey=default", "missingkey=error"]), "want": set()}

cases["another option"] := {"input": set_of(["missingkey=zero"]), "want": silent}

cases["no options"] := {"input": testing.drop("ApplicationSet.argoproj.io", ["spec", "goTemplateOptions"]), "want": silent}

cases["no Go template"] := {"input": testing.drop("ApplicationSet.argoproj.io", ["spec", "goTemplate"]), "want": plain}

cases["nothing at all"] := {
	"input": testing.edit(testing.drop("ApplicationSet.argoproj.io", ["spec", "goTemplate"]), [{"op": "remove", "path": ["spec", "goTemplateOptions"]}]),
	"want": plain,
}

cases["a Go template refused"] := {"input": testing.set("ApplicationSet.argoproj.io", ["spec", "goTemplate"], false), "want": plain}

test_cases[note] if {
	some note, case in cases
	missing_key.deny == case.want with input as case.input
}
