package report

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/sutazai/sutaz/policies"
)

// elements are those that a report is made of; any other has been written by a manifest.
var elements = map[string]bool{
	"html": true, "head": true, "body": true, "h1": true, "h2": true, "p": true, "strong": true, "details": true, "summary": true,
	"table": true, "thead": true, "tbody": true, "tr": true, "th": true, "td": true,
}

// tables reads Markdown as GitHub does, and returns the cells of the tables, by the heading above each.
func tables(data []byte) (map[string][][]string, error) {
	var b bytes.Buffer
	// Raw HTML is let through, so that what a manifest smuggles in is seen.
	reader := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	if err := reader.Convert(data, &b); err != nil {
		return nil, err
	}
	root, err := html.Parse(&b)
	if err != nil {
		return nil, err
	}
	found := map[string][][]string{}
	heading := ""
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		switch {
		case !elements[node.Data]:
			return nil, fmt.Errorf("an element <%s>", node.Data)
		case node.Data == "h2":
			heading = textOf(node)
		case node.Data == "tr":
			var cells []string
			for cell := range node.ChildNodes() {
				if cell.Type == html.ElementNode {
					cells = append(cells, textOf(cell))
				}
			}
			found[heading] = append(found[heading], cells)
		}
	}
	return found, nil
}

func textOf(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

func checkMarkdown(data []byte, r policies.Report, o Options) error {
	if n := utf8.RuneCount(data); n > 65536 {
		return fmt.Errorf("%d characters", n)
	}
	if got, want := bytes.HasPrefix(data, []byte("# Policy check failed\n")), r.Fails(o.FailOn); got != want {
		return fmt.Errorf("failed: %t, want %t", got, want)
	}
	found, err := tables(data)
	if err != nil {
		return err
	}
	findings := found["Findings"]
	counted := merged(worstFirst(r.Counted()), target)
	if len(counted) == 0 {
		if len(findings) > 0 {
			return errors.New("a table of no findings")
		}
		return nil
	}
	listed := len(findings) - 1
	if cut := bytes.Contains(data, []byte("which do not fit here")); !cut && listed != len(counted) || listed < min(20, len(counted)) {
		return fmt.Errorf("%d findings of %d", listed, len(counted))
	}
	for i, cells := range findings[1:] {
		f := counted[i][0]
		want := []string{string(f.Rule.Severity), f.Rule.ID, several(counted[i]), f.Message, target(f)}
		for i := range want {
			want[i] = plain(want[i])
		}
		if !slices.Equal(cells, want) {
			return fmt.Errorf("row %d is %q, want %q", i, cells, want)
		}
	}
	if n := len(found["By rule"]) - 1; n != len(tallies(r.Findings)) {
		return fmt.Errorf("%d rules are counted", n)
	}
	return nil
}

// plain is what a reader sees of a text in a cell.
func plain(text string) string {
	text = clean(text)
	if len(text) > widest {
		text = strings.ToValidUTF8(text[:widest], "") + "…"
	}
	return strings.TrimSpace(text)
}

// TestMarkdownMentions makes sure that nobody gets a message because of a manifest.
func TestMarkdownMentions(t *testing.T) {
	t.Parallel()
	got := string(written(t, Formats[5], sample(), options))
	if strings.Contains(got, "@team") || !strings.Contains(got, "@<!-- -->team") {
		t.Error("somebody is mentioned")
	}
}

// TestMarkdownText reads back texts that mean something in Markdown, HTML or a table.
func TestMarkdownText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a | b", `a \| b`, `\`, `\\`, "a\\", "`", "``a``", "`a|b`", "<!-- hidden @x", "<b>", "<b", "</td>", "&amp;", "&#124;", "*a*", "__a__", "~~a~~", "~a~",
		"[x](y)", "![x](y)", "[x]: y", "<http://a.b>", "http://a.b", "- a", "1. a", "# a", "> a", "|", "||", "---", "|---|", ":-:", "a @b #1", "$a$", "{0}", "ü🚀",
	} {
		r := policies.Report{Findings: []policies.Finding{{Rule: labels, Message: text, File: text, Object: policies.Ref{Kind: "Pod", Name: text}}}}
		if err := checkMarkdown(written(t, Formats[5], r, options), r, options); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestMarkdownLength fills a comment with texts whose characters are one byte each.
func TestMarkdownLength(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, 2, 3, 50, 51, 52, 53, 399} {
		r := policies.Report{}
		for i := range 1000 {
			message := fmt.Sprintf("%d %s", i, strings.Repeat("x", length))
			r.Findings = append(r.Findings, policies.Finding{Rule: labels, Message: message})
			r.Notes = append(r.Notes, message)
		}
		if n := len(written(t, Formats[5], r, options)); n > 65536 || n < 30000 {
			t.Errorf("%d characters", n)
		}
	}
}

func TestSection(t *testing.T) {
	t.Parallel()
	rows := []string{"- first\n", "- second\n", "- " + strings.Repeat("x", 100) + "\n", "- last\n"}
	for _, c := range []struct {
		budget int
		want   string
	}{
		{1000, "# h\n" + strings.Join(rows, "")},
		{4 + 8 + 9 + 79, "# h\n" + rows[0] + "\nand 3 more, which do not fit here\n"},
		{4 + 8 + 9 + 103 + 80, "# h\n" + strings.Join(rows, "")},
		{4 + 8 + 9 + 103 + 79, "# h\n" + rows[0] + rows[1] + "\nand 2 more, which do not fit here\n"},
		{4 + 80, "# h\n" + "\nand 4 more, which do not fit here\n"},
	} {
		got := section("# h\n", rows, c.budget)
		if got != c.want || len(got) > c.budget {
			t.Errorf("with %d bytes got %d:\n%s\nwant:\n%s", c.budget, len(got), got, c.want)
		}
	}
	if got := section("# h\n", nil, 1000); got != "" {
		t.Errorf("without rows: %q", got)
	}
}
