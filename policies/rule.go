// Package policies judges Kubernetes objects by rules in Rego. It knows no format of output and no kind of component:
// objects come in, findings go out.
package policies

// Scope is what a rule sees.
type Scope string

// The scopes of rules.
const (
	// ScopeObject sees one object.
	ScopeObject Scope = "object"
	// ScopeObjects sees all objects of an environment.
	ScopeObjects Scope = "objects"
	// ScopeModel sees them and the description that they come from.
	ScopeModel Scope = "model"
)

// Rule is what a rule says of itself, in its METADATA.
type Rule struct {
	// ID is group/words-with-dashes. It never changes its meaning.
	ID string `json:"id"`
	// Group is the first part of the ID.
	Group string `json:"group"`
	// Title says in one line what holds where the rule is kept.
	Title string `json:"title"`
	// Description says why it matters: what happens where it is broken.
	Description string `json:"description"`
	// Severity follows the consequence.
	Severity Severity `json:"severity"`
	// Kinds are those that the rule looks at, as Kind.group; Kind alone is of the core group.
	Kinds []string `json:"kinds"`
	// Scope is what the rule sees.
	Scope Scope `json:"scope"`
	// Controls are what it helps to satisfy, such as PSS/baseline, CIS/5.2.2, NSA/…, SOC2/CC6.1, GDPR/32.
	Controls []string `json:"controls"`
	// Fix is what a person does about a finding.
	Fix string `json:"fix"`
	// Resources are addresses to read on.
	Resources []string `json:"resources"`
	// Complete marks a rule that judges what is missing, and so needs to see everything that belongs together.
	Complete bool `json:"complete"`
}
