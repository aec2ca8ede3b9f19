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

// output is one --format: how a result is written, and where to; no file means stdout.
type output struct{ format, file string }

// outputs is the flag --format F[=FILE], which may be given several times.
type outputs []output

var formats = []string{"text", "json"}

// Set is called for each use of the flag.
func (o *outputs) Set(value string) error {
	format, file, _ := strings.Cut(value, "=")
	if !slices.Contains(formats, format) {
		return fmt.Errorf("want %s, or one of them with =FILE", strings.Join(formats, " or "))
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
	wanted := a.outputs
	if len(wanted) == 0 {
		wanted = outputs{{format: "text"}}
	}
	for _, out := range wanted {
		var b bytes.Buffer
		s := &stream{Writer: &b}
		if out.format == "json" {
			encoder := json.NewEncoder(s)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			if err := encoder.Encode(value); err != nil {
				return err
			}
		} else {
			text(s)
		}
		if out.file == "" {
			a.stdout.printf("%s", b.String())
		} else if err := os.WriteFile(out.file, b.Bytes(), 0o644); err != nil {
			return usageError{fmt.Errorf("--format %s=: %w", out.format, err)}
		}
	}
	return nil
}

// plural counts things: 1 file, 2 files.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
