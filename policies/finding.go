package policies

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
)

// Finding is one place where one object breaks one rule.
type Finding struct {
	// Rule is the rule that is broken.
	Rule *Rule
	// Message says what is wrong, in one sentence that names the place.
	Message string
	// Environment and Component say where the object belongs; both are empty for manifests that no model describes.
	Environment, Component string
	// File is the file that holds the value, relative to the root or as given, and Line its line; 0 is unknown.
	File string
	Line int
	// Path is an RFC 6901 pointer into the object.
	Path string
	// Object is the object that breaks the rule.
	Object Ref
	// Source is the line of the description that a person edits; nil where there is none.
	Source *Position
	// Waived is the exception that covers the finding; nil where it counts.
	Waived *Waived
	// Fingerprint stays the same while the rule, the object and the place do: see Fingerprint.
	Fingerprint string
	// Known is how a baseline tells it.
	Known Known
}

// Ref names an object as its manifest does.
type Ref struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// RefOf is the name of an object.
func RefOf(o object.Object) Ref {
	key := o.Key()
	version, _ := o["apiVersion"].(string)
	return Ref{APIVersion: version, Kind: key.Kind, Namespace: key.Namespace, Name: key.Name}
}

// String is how people are told of an object: kind, namespace/name.
func (r Ref) String() string {
	if r.Namespace == "" {
		return r.Kind + " " + r.Name
	}
	return r.Kind + " " + r.Namespace + "/" + r.Name
}

// Position is a place in a file of the description. Lines and columns count from 1.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// String is file:line:column, as editors open it.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Waived says who lets a finding pass, why, and until when.
type Waived struct {
	Reason string `json:"reason"`
	Owner  string `json:"owner"`
	Ticket string `json:"ticket"`
	// Expires is the last day, YYYY-MM-DD.
	Expires string `json:"expires"`
}

// Skipped is something that was not judged, and why.
type Skipped struct {
	// Rule is empty where no rule looked.
	Rule string `json:"rule"`
	// File is empty for objects of the model.
	File string `json:"file"`
	// Object is nil for a whole file or document.
	Object *Ref `json:"object"`
	// Reason is one sentence.
	Reason string `json:"reason"`
	// Unknown is the kind of an object that there is no schema of, as "example.com/v1 Thing"; empty for other reasons.
	Unknown string `json:"unknown,omitempty"`
}

// Report is what a run found.
type Report struct {
	// Objects and Rules are how many were judged, and by how many.
	Objects, Rules int
	// Findings are sorted: see Sort.
	Findings []Finding
	// Skipped are sorted by rule.
	Skipped []Skipped
	// Notes are what a person should know and is no fault yet.
	Notes []string
}

// Add adds what another run found; the rules are the same.
func (r *Report) Add(other Report) {
	r.Objects += other.Objects
	r.Findings = append(r.Findings, other.Findings...)
	Sort(r.Findings)
	for _, s := range other.Skipped {
		if !slices.Contains(r.Skipped, s) {
			r.Skipped = append(r.Skipped, s)
		}
	}
	r.Notes = append(r.Notes, other.Notes...)
}

// Fails says whether something counts that is as bad as least, or worse.
func (r Report) Fails(least Severity) bool {
	return slices.ContainsFunc(r.Counted(), func(f Finding) bool { return f.Rule.Severity.AtLeast(least) })
}

// Counted are the findings that no waiver covers.
func (r Report) Counted() []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.Waived != nil })
}

// Severity says how bad the consequence is.
type Severity string

// The severities, from the mildest.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Severities are all of them, from the mildest.
var Severities = []Severity{Low, Medium, High, Critical}

// AtLeast says whether s is as bad as other, or worse.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(Severities, s) >= slices.Index(Severities, other)
}

// Fingerprint hashes what identifies a finding: rule, environment, group, kind, namespace, name and path, where the index
// of a list becomes the name of its item when the item has one; never a line, so that it survives edits elsewhere.
func Fingerprint(f Finding, o object.Object) string {
	key := o.Key()
	parts := []string{f.Rule.ID, f.Environment, key.Group, key.Kind, key.Namespace, key.Name, namedPath(o, f.Path)}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// namedPath replaces indexes in a pointer by the names of the items.
func namedPath(o object.Object, pointer string) string {
	var value any = map[string]any(o)
	named := ""
	for _, token := range object.SplitPointer(pointer) {
		step := token
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			n, err := strconv.Atoi(token)
			if value = nil; err == nil && n >= 0 && n < len(v) {
				value = v[n]
			}
			if item, ok := value.(map[string]any); ok {
				if name, ok := item["name"].(string); ok {
					step = "[" + name + "]"
				}
			}
		default:
			value = nil
		}
		named += "/" + object.EscapePointer(step)
	}
	return named
}

// Sort orders findings by environment, component, object, rule and path: the same whatever order they were found in.
func Sort(findings []Finding) {
	slices.SortFunc(findings, func(a, b Finding) int {
		return slices.Compare(a.order(), b.order())
	})
}

func (f Finding) order() []string {
	return []string{f.Environment, f.Component, f.Object.Kind, f.Object.Namespace, f.Object.Name, f.Rule.ID, f.Path, f.Message, f.Object.APIVersion, f.File}
}
