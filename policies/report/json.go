package report

import (
	"encoding/json"
	"io"

	"github.com/sutazai/sutaz/policies"
)

// version is that of the form below; it changes when a field changes its meaning or goes.
const version = 1

// document is a report as programs read it. What is not known is null, and what there is none of is empty.
type document struct {
	Version  int                `json:"version"`
	Summary  summary            `json:"summary"`
	Findings []finding          `json:"findings"`
	Skipped  []policies.Skipped `json:"skipped"`
	Notes    []string           `json:"notes"`
}

type summary struct {
	Objects    int                       `json:"objects"`
	Rules      int                       `json:"rules"`
	Findings   int                       `json:"findings"`
	Waived     int                       `json:"waived"`
	Skipped    int                       `json:"skipped"`
	BySeverity map[policies.Severity]int `json:"bySeverity"`
}

type finding struct {
	Rule        string             `json:"rule"`
	Severity    policies.Severity  `json:"severity"`
	Message     string             `json:"message"`
	Environment *string            `json:"environment"`
	Component   *string            `json:"component"`
	File        string             `json:"file"`
	Line        *int               `json:"line"`
	Path        string             `json:"path"`
	Object      policies.Ref       `json:"object"`
	Source      *policies.Position `json:"source"`
	Fix         string             `json:"fix"`
	Controls    []string           `json:"controls"`
	Waived      *policies.Waived   `json:"waived"`
	Fingerprint string             `json:"fingerprint"`
}

// JSON writes the report as one JSON document, whose findings count both those that count and those that are waived.
func JSON(w io.Writer, r policies.Report, _ Options) error {
	bySeverity, waived := counts(r)
	d := document{
		Version: version,
		Summary: summary{
			Objects: r.Objects, Rules: r.Rules, Findings: len(r.Findings) - waived, Waived: waived,
			Skipped: len(r.Skipped), BySeverity: bySeverity,
		},
		Findings: []finding{}, Skipped: append([]policies.Skipped{}, r.Skipped...), Notes: append([]string{}, r.Notes...),
	}
	for _, f := range r.Findings {
		d.Findings = append(d.Findings, finding{
			Rule: f.Rule.ID, Severity: f.Rule.Severity, Message: f.Message,
			Environment: known(f.Environment), Component: known(f.Component), File: f.File, Line: known(f.Line),
			Path: f.Path, Object: f.Object, Source: f.Source, Fix: f.Rule.Fix, Controls: append([]string{}, f.Rule.Controls...),
			Waived: f.Waived, Fingerprint: f.Fingerprint,
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(d)
}

// known is nil for the zero value, which stands for what is not known.
func known[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}
