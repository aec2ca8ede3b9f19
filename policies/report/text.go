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

// Text writes the report for a person: findings by component, the worst that is wrong with it first, each with the line
// to edit; why it matters and how to mend it once for each rule; then what was skipped, and a summary. When quiet, only
// findings that count, and nothing when there are none.
func Text(w io.Writer, r policies.Report, o Options) error {
	p := &page{colour: o.Colour}
	findings := r.Findings
	if o.Quiet {
		findings = r.Counted()
	}
	explained := map[string]bool{}
	for _, group := range byArea(across(findings)) {
		p.line("", p.paint(area(group[0]), color.Bold))
		for _, same := range merged(worstFirst(group), described) {
			p.entry(same)
			if f := same[0]; f.Waived == nil && !explained[f.Rule.ID] {
				explained[f.Rule.ID] = true
				p.line("    why  ", clean(f.Rule.Description))
				p.line("    fix  ", clean(f.Rule.Fix))
			}
		}
	}
	if !o.Quiet {
		p.skipped(condensed(r.Skipped))
		for _, note := range r.Notes {
			p.line("note: ", clean(note))
		}
	}
	if !o.Quiet || len(findings) > 0 {
		p.line("", Summary(r))
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

// across makes one finding, of all their environments, of those that differ in nothing else.
func across(findings []policies.Finding) []policies.Finding {
	type key struct {
		rule, message, component, object, path, place, source string
		waived                                                policies.Waived
		counts                                                bool
	}
	var all []policies.Finding
	for _, same := range grouped(findings, func(f policies.Finding) key {
		k := key{f.Rule.ID, f.Message, f.Component, f.Object.String(), f.Path, place(f.File, f.Line), described(f), policies.Waived{}, f.Waived == nil}
		if f.Waived != nil {
			k.waived = *f.Waived
		}
		return k
	}) {
		one, environments := same[0], []string{}
		for _, f := range same {
			if !slices.Contains(environments, f.Environment) {
				environments = append(environments, f.Environment)
			}
		}
		one.Environment = strings.Join(environments, ", ")
		all = append(all, one)
	}
	return all
}

// byArea groups findings by where their objects belong, in the order of the first of each.
func byArea(findings []policies.Finding) [][]policies.Finding { return grouped(findings, area) }

// merged puts findings together that say the same of several objects and are mended at the same line.
func merged(findings []policies.Finding, line func(policies.Finding) string) [][]policies.Finding {
	type key struct {
		rule, message, line string
		waived              policies.Waived
		counts              bool
	}
	return grouped(findings, func(f policies.Finding) key {
		k := key{rule: f.Rule.ID, message: f.Message, line: line(f), counts: f.Waived == nil}
		if f.Waived != nil {
			k.waived = *f.Waived
		}
		return k
	})
}

// described is the line of the description; empty where there is none, and then objects of one component are together.
func described(f policies.Finding) string {
	if f.Source == nil {
		return ""
	}
	return f.Source.String()
}

// grouped puts items of one key together; groups and items keep their order.
func grouped[T any, K comparable](items []T, keyOf func(T) K) [][]T {
	var groups [][]T
	number := map[K]int{}
	for _, item := range items {
		key := keyOf(item)
		n, found := number[key]
		if !found {
			n = len(groups)
			number[key] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], item)
	}
	return groups
}

// page gathers a text.
type page struct {
	bytes.Buffer
	colour bool
}

// line writes a label and what it is for; where that is empty, nothing.
func (p *page) line(label, text string) {
	if text != "" {
		p.WriteString(strings.TrimRight(label+text, " ") + "\n")
	}
}

// paint colours a text for a terminal.
func (p *page) paint(text string, attributes ...color.Attribute) string {
	if !p.colour || text == "" {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(text)
}

var shades = map[policies.Severity]color.Attribute{
	policies.Critical: color.FgHiRed, policies.High: color.FgRed, policies.Medium: color.FgYellow, policies.Low: color.FgCyan,
}

// shown is how many objects are listed for one thing that is said of many; --format json has all.
const shown = 5

// entry says what is wrong, which line to edit, and with which objects.
func (p *page) entry(same []policies.Finding) {
	f := same[0]
	severity := p.paint(string(f.Rule.Severity), shades[f.Rule.Severity])
	if f.Waived != nil {
		severity = p.paint("waived", color.Faint)
	}
	p.line("  ", severity+" "+f.Rule.ID+": "+clean(f.Message))
	if f.Source != nil {
		p.line("    edit ", p.paint(clean(f.Source.String()), color.Underline))
	}
	label := "    in   "
	for _, one := range same[:min(len(same), shown)] {
		p.line(label, joined(clean(place(one.File, one.Line)), named(one)))
		label = "         "
	}
	if more := len(same) - shown; more > 0 {
		p.line(label, fmt.Sprintf("and %d more like these", more))
	}
	if f.Waived != nil {
		p.line("    ", let(*f.Waived))
	}
}

// skipped says what was not judged, once for each reason, and names the first of what it holds for.
func (p *page) skipped(skipped []policies.Skipped) {
	for _, same := range grouped(skipped, func(s policies.Skipped) string { return s.Reason }) {
		text := unjudged(same[0])
		if more := len(same) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more)", more)
		}
		p.line(p.paint("skipped", color.Faint)+" ", text)
	}
}
