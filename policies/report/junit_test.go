package report

import (
	"encoding/xml"
	"fmt"

	"github.com/joshdk/go-junit"

	"github.com/sutazai/sutaz/policies"
)

func checkJUnit(data []byte, r policies.Report, o Options) error {
	suites, err := junit.Ingest(data)
	if err != nil {
		return err
	}
	if err := checkTotals(data); err != nil {
		return err
	}
	want := map[junit.Status]int{junit.StatusPassed: 1 + len(r.Notes), junit.StatusSkipped: len(r.Skipped)}
	messages := map[string]int{}
	for _, f := range r.Findings {
		switch {
		case f.Waived != nil:
			want[junit.StatusSkipped]++
		case f.Rule.Severity.AtLeast(o.FailOn):
			want[junit.StatusFailed]++
			messages[clean(f.Message)]++
		default:
			want[junit.StatusPassed]++
		}
	}
	got := map[junit.Status]int{}
	for _, suite := range suites {
		names := map[string]bool{}
		for _, test := range suite.Tests {
			got[test.Status]++
			if names[test.Name] {
				return fmt.Errorf("%s has two cases %s", suite.Name, test.Name)
			}
			names[test.Name] = true
			if test.Status == junit.StatusFailed {
				messages[test.Message]--
			}
		}
		if n := suite.Totals; n.Tests != len(suite.Tests) || n.Tests == 0 {
			return fmt.Errorf("%s counts %d tests of %d", suite.Name, n.Tests, len(suite.Tests))
		}
	}
	for _, status := range []junit.Status{junit.StatusPassed, junit.StatusSkipped, junit.StatusFailed, junit.StatusError} {
		if got[status] != want[status] {
			return fmt.Errorf("%d %s, want %d", got[status], status, want[status])
		}
	}
	for message, n := range messages {
		if n != 0 {
			return fmt.Errorf("%q is said %d times too few", message, n)
		}
	}
	return nil
}

// checkTotals adds up what suites say of themselves, for viewers that do not count.
func checkTotals(data []byte) error {
	var report junitReport
	if err := xml.Unmarshal(data, &report); err != nil {
		return err
	}
	var all junitCounts
	for _, suite := range report.Suites {
		var n junitCounts
		for _, c := range suite.Cases {
			n.Tests++
			if c.Failure != nil {
				n.Failures++
			}
			if c.Skipped != nil {
				n.Skipped++
			}
		}
		if n != suite.junitCounts {
			return fmt.Errorf("%s says %+v, and holds %+v", suite.Name, suite.junitCounts, n)
		}
		all.Tests, all.Failures, all.Skipped = all.Tests+n.Tests, all.Failures+n.Failures, all.Skipped+n.Skipped
	}
	if all != report.junitCounts {
		return fmt.Errorf("all say %+v, and hold %+v", report.junitCounts, all)
	}
	return nil
}
