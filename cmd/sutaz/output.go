package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fatih/color"

	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/report"
)

// stream is an output that remembers its first failure, so that a full disk behind it does not end as a success.
type stream struct {
	io.Writer
	err error
}

func (s *stream) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.Writer, format, args...)
	}
}

// table prints rows in columns; the first row is the heading.
func (s *stream) table(rows [][]string) {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		_, _ = w.Write([]byte(strings.Join(row, "\t") + "\n"))
	}
	_ = w.Flush() // Into memory, which does not fail.
	for line := range strings.Lines(b.String()) {
		s.printf("%s\n", strings.TrimRight(line, " \n"))
	}
}

// markdown prints rows as a table of Markdown; the first row is the heading.
func (s *stream) markdown(rows [][]string) {
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, text := range row {
			cells[j] = strings.ReplaceAll(text, "|", `\|`)
		}
		s.printf("| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			s.printf("|%s\n", strings.Repeat("---|", len(row)))
		}
	}
}

// output is one --format: how a result is written, and where to; no file means stdout.
type output struct{ format, file string }

// outputs is the flag --format F[=FILE], which may be given several times.
type outputs []output

// formats are those that every command writes.
var formats = []string{"text", "json"}

// formatNames are those that some command writes.
func formatNames() []string {
	names := make([]string, len(report.Formats))
	for i, f := range report.Formats {
		names[i] = f.Name
	}
	return names
}

// Set is called for each use of the flag.
func (o *outputs) Set(value string) error {
	format, file, _ := strings.Cut(value, "=")
	if !slices.Contains(formatNames(), format) {
		return fmt.Errorf("want %s, or one of them with =FILE", strings.Join(formatNames(), ", "))
	}
	*o = append(*o, output{format, file})
	return nil
}

// String is the value of the flag.
func (o *outputs) String() string {
	var values []string
	for _, out := range *o {
		value := out.format
		if out.file != "" {
			value += "=" + out.file
		}
		values = append(values, value)
	}
	return strings.Join(values, ",")
}

// Type is the word for the value in --help.
func (o *outputs) Type() string { return "F[=FILE]" }

// emit writes a result in every format that was asked for: value as JSON, or what text prints.
func (a *app) emit(value any, text func(*stream)) error {
	return a.write(func(s *stream, out output) error {
		switch out.format {
		case "text":
			text(s)
			return nil
		case "json":
			return writeJSON(s, value)
		}
		return unwritten(out.format, formats)
	})
}

// emitTable writes a result whose text is a table: value as JSON, or the table for people or as Markdown.
func (a *app) emitTable(value any, table [][]string) error {
	return a.write(func(s *stream, out output) error {
		switch out.format {
		case "text":
			s.table(table)
			return nil
		case "json":
			return writeJSON(s, value)
		case "markdown":
			s.markdown(table)
			return nil
		}
		return unwritten(out.format, append(slices.Clone(formats), "markdown"))
	})
}

// unwritten refuses a format that a command does not write.
func unwritten(format string, wanted []string) error {
	last := len(wanted) - 1
	return usageError{fmt.Errorf("--format %s: this command does not write it; want %s or %s", format, strings.Join(wanted[:last], ", "), wanted[last])}
}

// emitReport writes what the policy gate found.
func (a *app) emitReport(r policies.Report, f *checkFlags) error {
	return a.write(func(s *stream, out output) error {
		i := slices.IndexFunc(report.Formats, func(format report.Format) bool { return format.Name == out.format })
		return report.Formats[i].Write(s, r, report.Options{
			Colour: out.file == "" && !color.NoColor, Quiet: f.quiet, FailOn: policies.Severity(f.failOn), Version: programVersion(),
		})
	})
}

// write gives every output its bytes, at once and as a whole.
func (a *app) write(to func(*stream, output) error) error {
	wanted := a.outputs
	if len(wanted) == 0 {
		wanted = outputs{{format: "text"}}
	}
	for _, out := range wanted {
		var b bytes.Buffer
		if err := to(&stream{Writer: &b}, out); err != nil {
			return err
		}
		if out.file == "" {
			a.stdout.printf("%s", b.String())
		} else if err := os.WriteFile(out.file, b.Bytes(), 0o644); err != nil {
			return usageError{fmt.Errorf("--format %s=: %w", out.format, err)}
		}
	}
	return nil
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// plural counts things: 1 file, 2 files.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
