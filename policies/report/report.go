// Package report writes what the policy gate found, for people and for programs.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sutazai/sutaz/policies"
)

// Options say how a report is written; each format takes what concerns it.
type Options struct {
	// Colour is for text on a terminal.
	Colour bool
	// Quiet leaves out of a text what is not a finding that counts.
	Quiet bool
	// FailOn is the mildest severity that fails the run.
	FailOn policies.Severity
	// Version is that of this program.
	Version string
}

// Format is one way to write a report.
type Format struct {
	// Name is the word for --format.
	Name string
	// Write writes the report; it fails only where writing does.
	Write func(io.Writer, policies.Report, Options) error
}

// Formats are all of them; the first is the default.
var Formats = []Format{
	{"text", Text},
	{"json", JSON},
	{"sarif", SARIF},
	{"junit", JUnit},
	{"github", GitHub},
	{"markdown", Markdown},
}

// counts counts findings that no waiver covers by severity, and those that one covers.
func counts(r policies.Report) (bySeverity map[policies.Severity]int, waived int) {
	bySeverity = map[policies.Severity]int{}
	for _, severity := range policies.Severities {
		bySeverity[severity] = 0
	}
	counted := r.Counted()
	for _, f := range counted {
		bySeverity[f.Rule.Severity]++
	}
	return bySeverity, len(r.Findings) - len(counted)
}

// worstFirst sorts findings from the worst to the mildest, those that are waived last, and else leaves their order.
func worstFirst(findings []policies.Finding) []policies.Finding {
	rank := func(f policies.Finding) int {
		if f.Waived != nil {
			return len(policies.Severities)
		}
		return -slices.Index(policies.Severities, f.Rule.Severity)
	}
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, func(a, b policies.Finding) int { return cmp.Compare(rank(a), rank(b)) })
	return sorted
}

// level is how bad a finding is for programs that know three levels.
func level(s policies.Severity) string {
	switch s {
	case policies.Critical, policies.High:
		return "error"
	case policies.Medium:
		return "warning"
	default:
		return "note"
	}
}

// tally is one broken rule, and how often.
type tally struct {
	rule            *policies.Rule
	counted, waived int
}

// tallies are the broken rules, the worst first, then by id.
func tallies(findings []policies.Finding) []*tally {
	byID := map[string]*tally{}
	var all []*tally
	for _, f := range findings {
		t := byID[f.Rule.ID]
		if t == nil {
			t = &tally{rule: f.Rule}
			byID[f.Rule.ID] = t
			all = append(all, t)
		}
		if f.Waived == nil {
			t.counted++
		} else {
			t.waived++
		}
	}
	slices.SortFunc(all, func(a, b *tally) int {
		return cmp.Or(
			cmp.Compare(slices.Index(policies.Severities, b.rule.Severity), slices.Index(policies.Severities, a.rule.Severity)),
			cmp.Compare(a.rule.ID, b.rule.ID))
	})
	return all
}

// longest is how many bytes of one text are shown; a manifest may hold a message of any length.
const longest = 2000

// clean makes one bounded line of what a manifest may have written: what does not print, such as a line end or the start
// of an escape sequence of terminals, is written as in Go.
func clean(text string) string {
	var b strings.Builder
	for _, r := range text {
		if b.Len() >= longest {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return strings.TrimSpace(b.String())
}

// joined puts a space between what is not empty.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// named is the object of a finding and the place in it; empty for what has no object.
func named(f policies.Finding) string {
	if f.Object == (policies.Ref{}) {
		return clean(f.Path)
	}
	return clean(joined(f.Object.String(), f.Path))
}

// area is where an object belongs: its environment and component, else its file.
func area(f policies.Finding) string {
	if f.Environment == "" && f.Component == "" {
		if f.File == "-" {
			return "standard input"
		}
		return clean(f.File)
	}
	return clean(joined(f.Environment, f.Component))
}

// whereabouts is where the object of a finding belongs, and its name, for where the file stands elsewhere.
func whereabouts(f policies.Finding) string {
	return joined(clean(joined(f.Environment, f.Component)), named(f))
}

// edited is what a person opens to mend a finding: the line of the description, else that of the manifest.
func edited(f policies.Finding) (file string, line int) {
	if f.Source != nil {
		return f.Source.File, f.Source.Line
	}
	return f.File, f.Line
}

// target is that place as editors open it.
func target(f policies.Finding) string { return place(edited(f)) }

// let says in a line who lets a finding pass, until when and why.
func let(w policies.Waived) string {
	text := "waived"
	if w.Expires != "" {
		text += " until " + w.Expires
	}
	if by := joined(w.Owner, w.Ticket); by != "" {
		text += " (" + by + ")"
	}
	return clean(text + ": " + w.Reason)
}

// unjudged says in a line what was skipped, and why.
func unjudged(s policies.Skipped) string {
	if what := subject(s); what != "" {
		return clean(what + ": " + s.Reason)
	}
	return clean(s.Reason)
}

// condensed puts all objects without a schema into one line, in the place of the first.
func condensed(skipped []policies.Skipped) []policies.Skipped {
	var out []policies.Skipped
	var kinds []string
	objects, at := 0, -1
	for _, s := range skipped {
		if s.Unknown == "" {
			out = append(out, s)
			continue
		}
		if at < 0 {
			at = len(out)
			out = append(out, policies.Skipped{})
		}
		objects++
		if !slices.Contains(kinds, s.Unknown) {
			kinds = append(kinds, s.Unknown)
		}
	}
	if at >= 0 {
		slices.Sort(kinds)
		out[at].Reason = fmt.Sprintf("%s of %s without a schema (%s); make crds fetches those of our operators, others are given by --schemas",
			plural(objects, "object"), plural(len(kinds), "kind"), strings.Join(kinds, ", "))
	}
	return out
}

// subject is what was skipped.
func subject(s policies.Skipped) string {
	object := ""
	if s.Object != nil {
		object = s.Object.String()
	}
	return joined(s.Rule, s.File, object)
}

// plural counts things: 1 rule, 2 rules.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// place is file:line, as editors open it; line 0 is unknown.
func place(file string, line int) string {
	if line == 0 || file == "" {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}
