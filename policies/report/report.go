// Package report writes what the policy gate found, for people and for programs.
package report

import (
	"fmt"
	"io"

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

// plural counts things: 1 rule, 2 rules.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// place is file:line, as editors open it; line 0 is unknown.
func place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}
