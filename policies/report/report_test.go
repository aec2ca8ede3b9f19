package report

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/policies"
)

var options = Options{FailOn: policies.Medium, Version: "v1.2.3"}

// checks hold an output against its schema, or read it as its consumer does.
var checks = map[string]func([]byte, policies.Report, Options) error{
	"text": checkText, "json": checkJSON, "sarif": checkSARIF, "junit": checkJUnit, "github": checkGitHub, "markdown": checkMarkdown,
}

func reports() map[string]policies.Report {
	everything := sample()
	everything.Findings = slices.DeleteFunc(everything.Findings, func(f policies.Finding) bool { return f.Waived == nil })
	return map[string]policies.Report{"sample": sample(), "empty": {Objects: 3, Rules: 2}, "waived": everything}
}

// TestGolden holds the output of every format against testdata/<report>.<format>; write them anew with UPDATE=1.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, r := range reports() {
		for _, format := range Formats {
			t.Run(name+"/"+format.Name, func(t *testing.T) {
				t.Parallel()
				got := written(t, format, r, options)
				if err := checks[format.Name](got, r, options); err != nil {
					t.Errorf("%v in:\n%s", err, got)
				}
				golden(t, name+"."+format.Name, got)
			})
		}
	}
}

// TestMany holds every format to what it promises of a report that is far too long for some.
func TestMany(t *testing.T) {
	t.Parallel()
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			t.Parallel()
			r := many(1000)
			if err := checks[format.Name](written(t, format, r, options), r, options); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, format := range Formats {
		names = append(names, format.Name)
	}
	if want := []string{"text", "json", "sarif", "junit", "github", "markdown"}; !slices.Equal(names, want) {
		t.Errorf("formats are %q, want %q", names, want)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" plain ü 🚀 ", "plain ü 🚀"},
		{"a\nb\r\tc", `a\nb\r\tc`},
		{"\x1b[31m", `\x1b[31m`},
		{"\xff", "\ufffd"},
		{"a\u202eb\u200b", `a\u202eb\u200b`},
		{`\n "quoted"`, `\n "quoted"`},
		{strings.Repeat("x", longest+5), strings.Repeat("x", longest) + "…"},
		{strings.Repeat("ü", longest), strings.Repeat("ü", longest/2) + "…"},
	} {
		if got := clean(c.text); got != c.want {
			t.Errorf("clean(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWorstFirst(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range worstFirst(sample().Findings)[:4] {
		got = append(got, string(f.Rule.Severity)+" "+f.Object.Name)
	}
	if want := []string{"critical crewai", "high ", "high crewai", "medium front|end"}; !slices.Equal(got, want) {
		t.Errorf("worst are %q, want %q", got, want)
	}
	all := worstFirst(sample().Findings)
	if all[len(all)-1].Waived == nil || all[len(all)-2].Waived == nil || all[len(all)-3].Waived != nil {
		t.Error("those that are waived are not last")
	}
}

func written(t *testing.T, format Format, r policies.Report, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := format.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as before; run with UPDATE=1 and read the difference. Got:\n%s", file, got)
	}
}

// Objects without a schema are one line, in the place of the first, whatever else was skipped.
func TestCondensed(t *testing.T) {
	t.Parallel()
	unknown := func(kind string) policies.Skipped {
		return policies.Skipped{Unknown: kind, Reason: "there is no schema of " + kind}
	}
	other := policies.Skipped{File: "a.yaml", Reason: "no manifest"}
	tests := map[string]struct {
		skipped []policies.Skipped
		want    []string
	}{
		"nothing": {nil, nil},
		"others":  {[]policies.Skipped{other}, []string{"a.yaml: no manifest"}},
		"one": {[]policies.Skipped{unknown("v1 A")}, []string{
			"1 object of 1 kind without a schema (v1 A); make crds fetches those of our operators, others are given by --schemas"}},
		"many": {[]policies.Skipped{unknown("v1 B"), other, unknown("v1 A"), unknown("v1 B")}, []string{
			"3 objects of 2 kinds without a schema (v1 A, v1 B); make crds fetches those of our operators, others are given by --schemas",
			"a.yaml: no manifest"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range condensed(test.skipped) {
				got = append(got, unjudged(s))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
