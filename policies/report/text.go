package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fatih/color"

	"github.com/sutazai/sutaz/policies"
)

// Text writes the report for a person: findings by component, the worst that is wrong with it said with why and how to
// mend it, then what was skipped, and a summary. When quiet, and all is well, nothing.
func Text(w io.Writer, r policies.Report, o Options) error {
	p := &page{colour: o.Colour}
	group := ""
	explained := map[string]bool{}
	for _, f := range r.Findings {
		if f.Waived != nil && o.Quiet {
			continue
		}
		if heading := strings.Join(slices.DeleteFunc([]string{f.Environment, f.Component}, empty), " "); heading != group {
			group = heading
			p.printf("%s\n", p.paint(heading, color.Bold))
		}
		p.finding(f, !explained[f.Rule.ID])
		explained[f.Rule.ID] = true
	}
	if !o.Quiet {
		p.skipped(r.Skipped)
	}
	for _, note := range r.Notes {
		p.printf("note: %s\n", note)
	}
	if !o.Quiet || p.Len() > 0 {
		p.printf("%s\n", Summary(r))
	}
	_, err := w.Write(p.Bytes())
	return err
}

// Summary is the report in a line.
func Summary(r policies.Report) string {
	bySeverity, waived := counts(r)
	var parts []string
	for _, severity := range slices.Backward(policies.Severities) {
		if n := bySeverity[severity]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	line := fmt.Sprintf("%s judged by %s: ", plural(r.Objects, "object"), plural(r.Rules, "rule"))
	if len(parts) == 0 {
		line += "no finding"
	} else {
		line += plural(len(r.Findings)-waived, "finding") + " (" + strings.Join(parts, ", ") + ")"
	}
	if waived > 0 {
		line += fmt.Sprintf(", %d waived", waived)
	}
	if n := len(r.Skipped); n > 0 {
		line += fmt.Sprintf(", %d skipped", n)
	}
	return line
}

// page gathers a text.
type page struct {
	bytes.Buffer
	colour bool
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// paint colours a text for a terminal.
func (p *page) paint(text string, attributes ...color.Attribute) string {
	if !p.colour {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(text)
}

var shades = map[policies.Severity]color.Attribute{
	policies.Critical: color.FgHiRed, policies.High: color.FgRed, policies.Medium: color.FgYellow, policies.Low: color.FgCyan,
}

// finding says what is wrong and where; why and how to mend it once for each rule, the first time.
func (p *page) finding(f policies.Finding, explain bool) {
	severity := p.paint(string(f.Rule.Severity), shades[f.Rule.Severity])
	if f.Waived != nil {
		severity = p.paint("waived", color.Faint)
	}
	p.printf("  %s %s: %s\n", severity, f.Rule.ID, f.Message)
	if f.Object != (policies.Ref{}) {
		p.printf("    %s %s\n", f.Object, f.Path)
	}
	if f.Source != nil {
		p.printf("    edit  %s\n", p.paint(f.Source.String(), color.Underline))
	}
	if f.File != "" {
		p.printf("    file  %s\n", place(f.File, f.Line))
	}
	if f.Waived != nil {
		p.printf("    until %s: %s\n", f.Waived.Expires, f.Waived.Reason)
		return
	}
	if explain {
		p.printf("    why   %s\n    fix   %s\n", f.Rule.Description, f.Rule.Fix)
	}
}

// skipped says what was not judged, by reason.
func (p *page) skipped(skipped []policies.Skipped) {
	for _, s := range skipped {
		what := slices.DeleteFunc([]string{s.Rule, s.File}, empty)
		if s.Object != nil {
			what = append(what, s.Object.String())
		}
		p.printf("%s %s: %s\n", p.paint("skipped", color.Faint), strings.Join(what, " "), s.Reason)
	}
}

func empty(s string) bool { return s == "" }
