package manifest

import (
	"regexp"
	"strings"
)

// text is a file that was read.
type text struct {
	file string
	data string
}

// chunk is one document of a text: a slice of it that begins at a line.
type chunk struct {
	*text
	// index is the number of the document, from 1.
	index int
	// start is where it begins in the text and line the number of that line, from 1.
	start, end, line int
}

func (c chunk) String() string { return c.data[c.start:c.end] }

// isJSON says whether the first sign is that of a JSON object or list, which is how kubectl tells.
func (t *text) isJSON() bool {
	rest := strings.TrimLeft(t.data, " \t\r\n\ufeff")
	return strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[")
}

// parts are the documents of YAML, or all of a text of JSON.
func (t *text) parts() []chunk {
	if t.isJSON() {
		return []chunk{t.whole()}
	}
	return t.split()
}

// whole is a text that is one document.
func (t *text) whole() chunk { return chunk{t, 1, 0, len(t.data), 1} }

// split cuts a text into documents where a line begins with --- or ..., as kubectl does for the former. So one that is
// broken does not hide the others, and all are read at once. No value of YAML can hold such a line.
func (t *text) split() []chunk {
	var chunks []chunk
	next := chunk{text: t, line: 1}
	line := 1
	for at := 0; at < len(t.data); line++ {
		width := strings.IndexByte(t.data[at:], '\n') + 1
		if width == 0 {
			width = len(t.data) - at
		}
		if separates(t.data[at:at+width]) && !directives(t.data[next.start:at]) {
			next.end = at
			chunks = next.appendTo(chunks)
			next.start, next.line = at, line
			if strings.HasPrefix(t.data[at:], "...") { // It ends a document, and begins none.
				next.start, next.line = at+width, line+1
			}
		}
		at += width
	}
	next.end = len(t.data)
	return next.appendTo(chunks)
}

// appendTo adds a chunk that holds more than spaces and markers, and gives it its number.
func (c chunk) appendTo(chunks []chunk) []chunk {
	switch strings.TrimSpace(c.String()) {
	case "", "---", "...", "\ufeff", "\ufeff---":
		return chunks
	}
	c.index = len(chunks) + 1
	return append(chunks, c)
}

// separates says whether a line ends one document and begins another.
func separates(line string) bool {
	if len(line) < 3 || line[:3] != "---" && line[:3] != "..." {
		return false
	}
	return len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0
}

// directives says whether a text is only what may stand before the --- of its own document, such as %YAML 1.1.
func directives(s string) bool {
	return strings.HasPrefix(s, "%") && !separatorLine.MatchString(s)
}

var separatorLine = regexp.MustCompile(`(?m)^---`)
