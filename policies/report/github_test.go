package report

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/policies"
)

// command is a workflow command as the runner of GitHub Actions understands it.
type command struct {
	name, data string
	properties map[string]string
}

// parseCommand does what the runner does with a line of a log: ::name key=value,key=value::data, and, where that is not
// found, ##[name]data anywhere in the line.
func parseCommand(line string) (c command, ok bool) {
	rest, found := strings.CutPrefix(strings.TrimLeft(line, " \t"), "::")
	info, data, closed := strings.Cut(rest, "::")
	if !found || !closed {
		_, old, found := strings.Cut(line, "##[")
		return command{name: "old " + old}, found
	}
	name, properties, _ := strings.Cut(info, " ")
	c = command{name: name, data: decoded(data, "%0D", "\r", "%0A", "\n"), properties: map[string]string{}}
	for _, pair := range strings.Split(properties, ",") {
		if key, value, found := strings.Cut(pair, "="); found {
			c.properties[key] = decoded(value, "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
		}
	}
	return c, true
}

// decoded replaces one after the other, and the percent sign last, as the runner does.
func decoded(text string, pairs ...string) string {
	for pair := range slices.Chunk(pairs, 2) {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return strings.ReplaceAll(text, "%25", "%")
}

// of counts those of a level.
func of(counted [][]policies.Finding, want string) int {
	n := 0
	for _, same := range counted {
		if level(same[0].Rule.Severity) == want {
			n++
		}
	}
	return n
}

func checkGitHub(data []byte, r policies.Report, _ Options) error {
	var shown []command
	lines, folds := 0, 0
	for line := range strings.Lines(string(data)) {
		c, ok := parseCommand(strings.TrimSuffix(line, "\n"))
		switch {
		case !ok:
			lines++
		case c.name == "group":
			folds++
		case c.name == "endgroup":
			folds--
		case c.name == "error" || c.name == "warning" || c.name == "notice":
			shown = append(shown, c)
		default:
			return fmt.Errorf("a command %q", c.name)
		}
	}
	if folds != 0 {
		return errors.New("a fold stays open")
	}
	if len(r.Findings) == 0 {
		if len(shown) > 0 {
			return errors.New("an annotation without a finding")
		}
		return nil
	}
	counted := merged(worstFirst(r.Counted()), target)
	want := map[string]int{
		"error": min(10, of(counted, "error")), "warning": min(10, of(counted, "warning")), "notice": 1 + min(9, of(counted, "note")),
	}
	got := map[string]int{}
	for _, c := range shown {
		got[c.name]++
	}
	for _, level := range []string{"error", "warning", "notice"} {
		if got[level] != want[level] {
			return fmt.Errorf("%d %s, want %d", got[level], level, want[level])
		}
	}
	if all := len(shown) - 1 + lines; all != len(merged(r.Findings, target))+len(condensed(r.Skipped))+len(r.Notes) {
		return fmt.Errorf("%d things are said", all)
	}
	for i, same := range counted[:want["error"]] {
		f := same[0]
		file, line := edited(f)
		c := shown[i]
		if file == "-" {
			file = ""
		}
		if c.properties["file"] != file || file != "" && line > 0 && c.properties["line"] != fmt.Sprint(line) {
			return fmt.Errorf("annotation %d is at %v, want %s:%d", i, c.properties, file, line)
		}
		if message, _, _ := strings.Cut(c.data, "\n"); message != clean(f.Message) {
			return fmt.Errorf("annotation %d says %q, want %q", i, message, clean(f.Message))
		}
	}
	return nil
}

// TestGitHubEscapes holds the parser, and with it the escapes, to what the runner documents.
func TestGitHubEscapes(t *testing.T) {
	t.Parallel()
	f := sample().Findings[1]
	f.Source = &policies.Position{File: "a,b:c%2C\n.cue", Line: 3, Column: 4}
	line := annotation("warning", []policies.Finding{f})
	if bytes.Count([]byte(line), []byte("\n")) != 1 {
		t.Errorf("not one line: %q", line)
	}
	want := "::warning file=a%2Cb%3Ac%252C%0A.cue,line=3,title=medium references/service-selector::a|b <script>&amp; `code` **bold** [x](http://y) 100%25, k: v ::error::no\\n##[error]no "
	if !strings.HasPrefix(line, want) {
		t.Errorf("got  %q\nwant %q", line, want)
	}
	c, ok := parseCommand(strings.TrimSuffix(line, "\n"))
	if !ok || c.properties["file"] != f.Source.File || !strings.HasPrefix(c.data, clean(odd)+"\n") {
		t.Errorf("read back as %+v", c)
	}
}
