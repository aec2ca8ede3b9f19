package report

import (
	"testing"

	"github.com/sutazai/sutaz/policies"
)

// FuzzFormats holds every format to what it promises, whatever a manifest says.
func FuzzFormats(f *testing.F) {
	f.Add("message", "name", "deploy/a.yaml", "reason", 3, byte(0))
	f.Add(odd, odd, odd, odd, 0, byte(3))
	f.Add("", "", "", "", 1, byte(7))
	f.Add("\x00\x01]]>", "- 1. | --- |", "::error::", "<!--", -1, byte(9))
	f.Add("</td></table>", "<details>", "C:\\a\\b", "\u2028\u202e", 1<<30, byte(31))
	rules := []*policies.Rule{labels, selector, wildcards, privileged}
	f.Fuzz(func(t *testing.T, message, name, file, reason string, line int, shape byte) {
		finding := policies.Finding{
			Rule: rules[shape%4], Message: message, File: file, Line: max(line, 0), Path: "/metadata",
			Object: policies.Ref{Kind: "ConfigMap", Namespace: name, Name: name}, Fingerprint: "f",
		}
		if shape&4 != 0 && file != "" {
			finding.Source = &policies.Position{File: file, Line: max(line, 1), Column: 1}
		}
		if shape&8 != 0 {
			finding.Waived = &policies.Waived{Reason: reason, Owner: name, Ticket: message}
		}
		if shape&16 != 0 {
			finding.Environment, finding.Component = name, reason
		}
		r := policies.Report{
			Objects: 1, Rules: 1, Findings: []policies.Finding{finding, finding}, Notes: []string{message},
			Skipped: []policies.Skipped{{Rule: name, File: file, Reason: reason}},
		}
		for _, format := range Formats {
			got := written(t, format, r, options)
			if err := checks[format.Name](got, r, options); err != nil {
				t.Errorf("%s: %v in:\n%q", format.Name, err, got)
			}
		}
	})
}
