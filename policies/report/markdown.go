package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/sutazai/sutaz/policies"
)

// most is how many characters a comment on GitHub has at most. Bytes are counted, which are never fewer.
const most = 65536

// widest is how many bytes of a text one cell of a table shows.
const widest = 400

// Markdown writes the report for a comment on a pull request, within the length of one: the worst findings first, as
// many as fit, then how often each rule is broken, why that matters and how to mend it, what is waived, and what was
// skipped.
func Markdown(w io.Writer, r policies.Report, o Options) error {
	verdict := "passed"
	if r.Fails(o.FailOn) {
		verdict = "failed"
	}
	head := fmt.Sprintf("# Policy check %s\n\n%s.\n", verdict, Summary(r))
	broken := tallies(r.Findings)
	tail := section("\n## By rule\n\n| severity | rule | findings | waived |\n|---|---|---:|---:|\n", countRows(broken), 10_000) +
		section("\n## Why, and how to mend it\n\n", helpRows(broken), 14_000) +
		section("\n## Waived\n\n| rule | object | waived |\n|---|---|---|\n", waivedRows(r.Findings), 8000) +
		section("\n## Skipped\n\n| what | why |\n|---|---|\n", skippedRows(condensed(r.Skipped)), 4000) +
		section("\n## Notes\n\n| note |\n|---|\n", noteRows(r.Notes), 4000)
	findings := section("\n## Findings\n\n| severity | rule | where | what is wrong | edit |\n|---|---|---|---|---|\n",
		findingRows(r.Counted()), most-len(head)-len(tail))
	_, err := io.WriteString(w, head+findings+tail)
	return err
}

// section is a heading with as many rows as fit in so many bytes, and how many do not; without rows, nothing.
func section(head string, rows []string, budget int) string {
	if len(rows) == 0 {
		return ""
	}
	const room = 80 // For the line on what is left.
	var b strings.Builder
	b.WriteString(head)
	for i, row := range rows {
		left := budget - b.Len() - len(row)
		if left < 0 || left < room && i < len(rows)-1 {
			fmt.Fprintf(&b, "\nand %d more, which do not fit here\n", len(rows)-i)
			break
		}
		b.WriteString(row)
	}
	return b.String()
}

// findingRows are the findings, in one row those that say the same and are mended at the same line.
func findingRows(findings []policies.Finding) []string {
	var rows []string
	for _, same := range merged(worstFirst(findings), target) {
		f := same[0]
		rows = append(rows, row(string(f.Rule.Severity), f.Rule.ID, several(same), f.Message, target(f)))
	}
	return rows
}

// several is the first of objects of which the same is said, and how many others there are.
func several(same []policies.Finding) string {
	text := whereabouts(same[0])
	if more := len(same) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func countRows(broken []*tally) []string {
	var rows []string
	for _, t := range broken {
		rows = append(rows, row(string(t.rule.Severity), t.rule.ID, fmt.Sprint(t.counted), fmt.Sprint(t.waived)))
	}
	return rows
}

// helpRows are folded: one reader knows the rule, the next does not. The empty lines are where HTML ends and Markdown
// begins.
func helpRows(broken []*tally) []string {
	var rows []string
	for _, t := range broken {
		r := t.rule
		rows = append(rows, fmt.Sprintf("<details><summary>%s: %s</summary>\n\n**Why** %s\n\n**Fix** %s\n\n</details>\n\n",
			escape(r.ID), cell(r.Title), cell(r.Description), cell(r.Fix)))
	}
	return rows
}

func waivedRows(findings []policies.Finding) []string {
	var rows []string
	for _, f := range findings {
		if f.Waived != nil {
			rows = append(rows, row(f.Rule.ID, whereabouts(f), let(*f.Waived)))
		}
	}
	return rows
}

func skippedRows(skipped []policies.Skipped) []string {
	var rows []string
	for _, s := range skipped {
		rows = append(rows, row(subject(s), s.Reason))
	}
	return rows
}

func noteRows(notes []string) []string {
	var rows []string
	for _, note := range notes {
		rows = append(rows, row(note))
	}
	return rows
}

// row is a line of a table.
func row(cells ...string) string {
	for i, text := range cells {
		cells[i] = cell(text)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// cell is a text that fits in a table.
func cell(text string) string {
	text = clean(text)
	if len(text) > widest {
		text = strings.ToValidUTF8(text[:widest], "") + "…"
	}
	return escape(text)
}

// escape makes text of what means something in Markdown, HTML or mathematics. A comment after a character keeps GitHub
// from taking what follows for the name of a person, who would get a message, or the number of an issue.
func escape(text string) string { return marks.Replace(clean(text)) }

var marks = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;",
	"|", "&#124;", "~", "&#126;", "$", "&#36;", "@", "@<!-- -->", "#", "#<!-- -->",
)
