package policies_test

import (
	"regexp"
	"testing"

	"github.com/sutazai/sutaz/policies"
)

// families are the catalogues of controls that rules speak of, and how each writes a control.
var families = regexp.MustCompile(`^(PSS/(baseline|restricted)|CIS/5\.[1-7]\.[0-9]{1,2}|NSA/[a-z]+(-[a-z]+)*|SOC2/(CC[1-9]|A1|C1|P[1-8]|PI1)\.[0-9]{1,2}|GDPR/Art\.[1-9][0-9]?)$`)

// An auditor finds a rule by its control: one that is misspelt is found by nobody.
func TestControlsAreKnown(t *testing.T) {
	t.Parallel()
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, rule := range engine.Rules() {
		for _, control := range rule.Controls {
			seen++
			if !families.MatchString(control) {
				t.Errorf("%s: the control %q is of no catalogue", rule.ID, control)
			}
		}
	}
	if seen == 0 {
		t.Error("no rule names a control")
	}
}
