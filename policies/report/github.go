package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/sutazai/sutaz/policies"
)

// annotations is how many of each level GitHub keeps of one step; the summary takes one notice of its own.
const annotations = 10

// GitHub writes the report as commands of GitHub Actions, which show findings at the line to edit: the worst first, as
// many as GitHub keeps, then a summary. All others, and what is waived, are in the log, folded.
func GitHub(w io.Writer, r policies.Report, _ Options) error {
	var b bytes.Buffer
	used := map[string]int{"notice": 1} // The summary.
	var rest, waived []string
	for _, same := range merged(worstFirst(r.Findings), target) {
		command := strings.Replace(level(same[0].Rule.Severity), "note", "notice", 1)
		switch {
		case same[0].Waived != nil:
			waived = append(waived, logged(same)+": "+let(*same[0].Waived))
		case used[command] == annotations:
			rest = append(rest, logged(same))
		default:
			used[command]++
			b.WriteString(annotation(command, same))
		}
	}
	fold(&b, "more findings", rest)
	fold(&b, "waived", waived)
	var skipped []string
	for _, s := range condensed(r.Skipped) {
		skipped = append(skipped, unjudged(s))
	}
	fold(&b, "skipped", skipped)
	fold(&b, "notes", r.Notes)
	summary := Summary(r)
	if len(rest) > 0 {
		summary += "; " + plural(len(rest), "line") + " of the log of this step have more"
	}
	if len(r.Findings) > 0 {
		summary = "::notice title=sutaz policy check::" + data.Replace(summary)
	}
	b.WriteString(summary + "\n")
	_, err := w.Write(b.Bytes())
	return err
}

// What the runner decodes in the text of a command, and in a property of it.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotation is one command for findings that say the same of the same line, with its line end.
func annotation(command string, same []policies.Finding) string {
	var properties []string
	f := same[0]
	if file, line := edited(f); file != "" && file != "-" {
		properties = append(properties, "file="+property.Replace(file))
		if line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", line))
		}
	}
	properties = append(properties, "title="+property.Replace(string(f.Rule.Severity)+" "+f.Rule.ID))
	text := []string{clean(f.Message)}
	if in := several(same); in != "" {
		text = append(text, in)
	}
	text = append(text, "Fix: "+clean(f.Rule.Fix))
	return fmt.Sprintf("::%s %s::%s\n", command, strings.Join(properties, ","), data.Replace(strings.Join(text, "\n")))
}

// logged is the same in a line of the log.
func logged(same []policies.Finding) string {
	f := same[0]
	return joined(clean(target(f)), string(f.Rule.Severity), f.Rule.ID+":", clean(f.Message), several(same))
}

// fold writes lines that a reader of the log may open.
func fold(b *bytes.Buffer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "::group::%s (%d)\n", title, len(lines))
	for _, line := range lines {
		// The runner takes ## and a bracket for a command of the old form wherever it stands.
		fmt.Fprintf(b, "- %s\n", strings.ReplaceAll(clean(line), "##[", "## ["))
	}
	b.WriteString("::endgroup::\n")
}
