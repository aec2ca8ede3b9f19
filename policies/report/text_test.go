package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/sutazai/sutaz/policies"
)

// checkText wants every counted finding said, and no line that a terminal would take for more than text.
func checkText(data []byte, r policies.Report, _ Options) error {
	text := string(data)
	for line := range strings.Lines(text) {
		line, ended := strings.CutSuffix(line, "\n")
		if !ended || line == "" || strings.TrimRight(line, " ") != line {
			return fmt.Errorf("line %q has no end, no text or space at its end", line)
		}
		if i := strings.IndexFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }); i >= 0 {
			return fmt.Errorf("line %q has what does not print", line)
		}
	}
	for _, f := range r.Findings {
		if want := f.Rule.ID + ": " + clean(f.Message); !strings.Contains(text, strings.TrimSpace(want)) {
			return fmt.Errorf("%q is not said", want)
		}
	}
	if !strings.HasSuffix(text, Summary(r)+"\n") {
		return fmt.Errorf("the last line is not the summary")
	}
	return nil
}

func TestTextQuiet(t *testing.T) {
	t.Parallel()
	quiet := Options{Quiet: true}
	golden(t, "sample.quiet", written(t, Formats[0], sample(), quiet))
	r := reports()
	for _, name := range []string{"empty", "waived"} {
		if got := written(t, Formats[0], r[name], quiet); len(got) != 0 {
			t.Errorf("%s: want nothing, got:\n%s", name, got)
		}
	}
}

// TestTextAcrossEnvironments wants what differs in nothing but its environment said once.
func TestTextAcrossEnvironments(t *testing.T) {
	t.Parallel()
	var r policies.Report
	for _, environment := range []string{"dev", "production", "staging"} {
		f := sample().Findings[0]
		f.Environment, f.Component, f.Message = environment, "sorter", "it is plain"
		r.Findings = append(r.Findings, f)
		if environment != "staging" {
			f.Message = "it is blue"
			r.Findings = append(r.Findings, f)
		}
	}
	r.Findings[4].Waived = &policies.Waived{Reason: "it is being painted"}
	text := string(written(t, Formats[0], r, Options{}))
	for part, want := range map[string]int{"dev, production sorter\n": 1, "staging sorter\n": 1, "it is plain\n": 2, "it is blue\n": 1, "5 findings": 0, "4 findings": 1} {
		if got := strings.Count(text, part); got != want {
			t.Errorf("%q occurs %d times, want %d, in:\n%s", part, got, want, text)
		}
	}
}

func TestTextColour(t *testing.T) {
	t.Parallel()
	coloured := written(t, Formats[0], sample(), Options{Colour: true})
	if !bytes.Contains(coloured, []byte("\x1b[91mcritical\x1b[")) {
		t.Error("critical is not red")
	}
	sequence := regexp.MustCompile("\x1b\\[[0-9;]*m")
	if got, want := sequence.ReplaceAll(coloured, nil), written(t, Formats[0], sample(), Options{}); !bytes.Equal(got, want) {
		t.Errorf("without its colours the text is:\n%s\nwant:\n%s", got, want)
	}
}
