// Package report holds what was proven, and prints it as a table, as JSON and as JUnit XML.
package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Status is the outcome of a check.
type Status string

// The outcomes. What is not proven is neither good nor bad, and is counted apart.
const (
	Passed    Status = "passed"
	Failed    Status = "failed"
	NotProven Status = "not proven"
)

// Check is one statement about one environment, and whether it holds.
type Check struct {
	Environment string        `json:"environment"`
	Suite       string        `json:"suite"`
	Name        string        `json:"name"`
	Status      Status        `json:"status"`
	Took        time.Duration `json:"tookNanoseconds"`
	// Figure is what was counted or measured, for the table.
	Figure string `json:"figure"`
	// Details are what went wrong, or what a reader should know, one line each.
	Details []string `json:"details,omitempty"`
}

// Report are all checks of a run.
type Report struct {
	Checks []Check `json:"checks"`
	// Facts describe the run: versions, memory, times.
	Facts map[string]string `json:"facts"`
}

// Failed says whether any check failed.
func (r *Report) Failed() bool {
	for _, check := range r.Checks {
		if check.Status == Failed {
			return true
		}
	}
	return false
}

// details is how many lines of a check are shown in the table.
const details = 15

// Table prints a line for each check, with the details of those that did not pass.
func (r *Report) Table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ENVIRONMENT\tSUITE\tCHECK\tRESULT\tFIGURE\tTIME")
	for _, c := range r.Checks {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%.1f s\n", c.Environment, c.Suite, c.Name, c.Status, c.Figure, c.Took.Seconds())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, c := range r.Checks {
		if c.Status == Passed || len(c.Details) == 0 {
			continue
		}
		lines := c.Details
		if len(lines) > details {
			lines = append(lines[:details:details], fmt.Sprintf("… and %d more", len(c.Details)-details))
		}
		if _, err := fmt.Fprintf(out, "\n%s, %s, %s: %s\n  %s\n", c.Environment, c.Suite, c.Name, c.Status, strings.Join(lines, "\n  ")); err != nil {
			return err
		}
	}
	return nil
}

// JSON writes the whole report.
func (r *Report) JSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []*suite `xml:"testsuite"`
}

type suite struct {
	Name     string  `xml:"name,attr"`
	Tests    int     `xml:"tests,attr"`
	Failures int     `xml:"failures,attr"`
	Skipped  int     `xml:"skipped,attr"`
	Cases    []*item `xml:"testcase"`
}

type item struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Time    string   `xml:"time,attr"`
	Failure *message `xml:"failure"`
	Skipped *message `xml:"skipped"`
}

type message struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the report as CI systems read it: one suite for each environment and suite. What is not proven is
// skipped there.
func (r *Report) JUnit(out io.Writer) error {
	var all suites
	byName := map[string]*suite{}
	for _, c := range r.Checks {
		name := c.Environment + "." + c.Suite
		s := byName[name]
		if s == nil {
			s = &suite{Name: name}
			byName[name] = s
			all.Suites = append(all.Suites, s)
		}
		i := &item{Class: name, Name: c.Name, Time: fmt.Sprintf("%.3f", c.Took.Seconds())}
		said := &message{Message: c.Figure, Text: strings.Join(c.Details, "\n")}
		s.Tests++
		switch c.Status {
		case Failed:
			s.Failures++
			i.Failure = said
		case NotProven:
			s.Skipped++
			i.Skipped = said
		case Passed:
		}
		s.Cases = append(s.Cases, i)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	return encoder.Close()
}
