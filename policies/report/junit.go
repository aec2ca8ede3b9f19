package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/sutazai/sutaz/policies"
)

// The types below are the form of JUnit that Jenkins, GitLab and Azure read.
type (
	junitReport struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitCounts
		Suites []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Cases []junitCase `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	junitCase struct {
		Name      string       `xml:"name,attr"`
		Class     string       `xml:"classname,attr"`
		File      string       `xml:"file,attr,omitempty"`
		Line      int          `xml:"line,attr,omitempty"`
		Failure   *junitResult `xml:"failure"`
		Skipped   *junitResult `xml:"skipped"`
		SystemOut string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Message string            `xml:"message,attr"`
		Type    policies.Severity `xml:"type,attr,omitempty"`
		Text    string            `xml:",chardata"`
	}
)

// JUnit writes the report as JUnit XML: a suite for each component, in it a case for each finding, since viewers list
// failed cases by name and follow them from run to run. Waived findings are skipped, and those that do not fail the run
// pass with their text as output. A case that always passes says what was judged: viewers take no case for a mistake.
func JUnit(w io.Writer, r policies.Report, o Options) error {
	doc := &junitReport{Name: "sutaz policy check"}
	doc.add("policy").add(junitCase{Name: "judged", SystemOut: Summary(r)})
	for _, group := range byArea(r.Findings) {
		suite := doc.add(cmp.Or(area(group[0]), "elsewhere"))
		times := map[string]int{}
		for _, f := range worstFirst(group) {
			c := junitCaseOf(f, o)
			if times[c.Name]++; times[c.Name] > 1 {
				c.Name += fmt.Sprintf(" (%d)", times[c.Name])
			}
			suite.add(c)
		}
	}
	if len(r.Skipped) > 0 {
		suite := doc.add("skipped")
		for _, s := range r.Skipped {
			suite.add(junitCase{Name: unjudged(s), Skipped: &junitResult{Message: clean(s.Reason)}})
		}
	}
	if len(r.Notes) > 0 {
		suite := doc.add("notes")
		for _, note := range r.Notes {
			suite.add(junitCase{Name: clean(note)})
		}
	}
	doc.count()
	data, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

func (d *junitReport) add(suite string) *junitSuite {
	s := &junitSuite{Name: suite}
	d.Suites = append(d.Suites, s)
	return s
}

func (s *junitSuite) add(c junitCase) {
	c.Class = s.Name
	s.Cases = append(s.Cases, c)
}

func (d *junitReport) count() {
	for _, suite := range d.Suites {
		for _, c := range suite.Cases {
			suite.Tests++
			if c.Failure != nil {
				suite.Failures++
			}
			if c.Skipped != nil {
				suite.Skipped++
			}
		}
		d.Tests += suite.Tests
		d.Failures += suite.Failures
		d.Skipped += suite.Skipped
	}
}

func junitCaseOf(f policies.Finding, o Options) junitCase {
	file, line := edited(f)
	c := junitCase{Name: joined(f.Rule.ID, named(f)), File: clean(file), Line: line}
	switch {
	case f.Waived != nil:
		c.Skipped = &junitResult{Message: let(*f.Waived), Text: junitText(f)}
	case f.Rule.Severity.AtLeast(o.FailOn):
		c.Failure = &junitResult{Message: clean(f.Message), Type: f.Rule.Severity, Text: junitText(f)}
	default:
		c.SystemOut = junitText(f)
	}
	return c
}

// junitText is what a viewer shows of a case: all that the text for people says.
func junitText(f policies.Finding) string {
	lines := []string{string(f.Rule.Severity) + " " + f.Rule.ID + ": " + clean(f.Message)}
	if f.Source != nil {
		lines = append(lines, "edit "+clean(f.Source.String()))
	}
	if in := joined(clean(place(f.File, f.Line)), named(f)); in != "" {
		lines = append(lines, "in   "+in)
	}
	return strings.Join(append(lines, "why  "+clean(f.Rule.Description), "fix  "+clean(f.Rule.Fix)), "\n")
}
