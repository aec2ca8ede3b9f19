package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sutazai/sutaz/ci/e2e/report"
)

// sample has each outcome, two suites, and text that XML must escape.
func sample() *report.Report {
	return &report.Report{Facts: map[string]string{"seconds": "7"}, Checks: []report.Check{
		{Environment: "dev", Suite: "valid", Name: "accepted", Status: report.Passed, Took: 1500 * time.Millisecond, Figure: "2 objects", Details: []string{"hidden: it passed"}},
		{Environment: "dev", Suite: "valid", Name: "a < b & c", Status: report.Failed, Took: time.Second, Figure: "1 of 2", Details: []string{"one", "<two>"}},
		{Environment: "dev", Suite: "changed", Name: "stays", Status: report.NotProven, Figure: "nothing to show it with"},
	}}
}

func TestFailed(t *testing.T) {
	t.Parallel()
	r := sample()
	if !r.Failed() {
		t.Error("a failed check is not noticed")
	}
	r.Checks = append(r.Checks[:1], r.Checks[2])
	if r.Failed() {
		t.Error("what is not proven counts as failed")
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := sample().Table(&out); err != nil {
		t.Fatal(err)
	}
	want := `ENVIRONMENT  SUITE    CHECK      RESULT      FIGURE                   TIME
dev          valid    accepted   passed      2 objects                1.5 s
dev          valid    a < b & c  failed      1 of 2                   1.0 s
dev          changed  stays      not proven  nothing to show it with  0.0 s

dev, valid, a < b & c: failed
  one
  <two>
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// A long list is cut, and the report itself keeps all of it.
func TestTableCutsDetails(t *testing.T) {
	t.Parallel()
	r := sample()
	for i := range 40 {
		r.Checks[2].Details = append(r.Checks[2].Details, fmt.Sprintf("line %d.", i))
	}
	var out bytes.Buffer
	if err := r.Table(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "line 14.\n") || strings.Contains(text, "line 15.") || !strings.Contains(text, "… and 25 more") {
		t.Errorf("not cut after 15 lines:\n%s", text)
	}
	if len(r.Checks[2].Details) != 40 || r.Checks[2].Details[15] != "line 15." {
		t.Error("the details themselves were changed")
	}
}

func TestJSONIsReadBack(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := sample().JSON(&out); err != nil {
		t.Fatal(err)
	}
	var got report.Report
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&got, sample()) {
		t.Errorf("got %+v, want %+v", got, sample())
	}
}

// The report is read back with types of its own, as a CI system would.
func TestJUnitIsReadBack(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := sample().JUnit(&out); err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		Time    string   `xml:"time,attr"`
		Failure *outcome `xml:"failure"`
		Skipped *outcome `xml:"skipped"`
	}
	type testsuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	var got struct {
		Suites []testsuite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	want := []testsuite{
		{Name: "dev.valid", Tests: 2, Failures: 1, Cases: []testcase{
			{Class: "dev.valid", Name: "accepted", Time: "1.500"},
			{Class: "dev.valid", Name: "a < b & c", Time: "1.000", Failure: &outcome{"1 of 2", "one\n<two>"}},
		}},
		{Name: "dev.changed", Tests: 1, Skipped: 1, Cases: []testcase{
			{Class: "dev.changed", Name: "stays", Time: "0.000", Skipped: &outcome{"nothing to show it with", ""}},
		}},
	}
	if !reflect.DeepEqual(got.Suites, want) {
		t.Errorf("got\n%s\nwant %+v", out.String(), want)
	}
}

// full refuses everything, as a full disk does.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	r := sample()
	for name, err := range map[string]error{"table": r.Table(full{}), "JSON": r.JSON(full{}), "JUnit": r.JUnit(full{})} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
