package manifest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonReader reads JSON values one after the other, and knows where it is.
type jsonReader struct {
	text    *text
	decoder *json.Decoder
	depth   int
	// skipped is the number of bytes before the first value that is read.
	skipped int
	// seen is called with the pointer of each value before it is read, if it is not nil.
	seen func(pointer string, offset int)
}

// newJSONReader reads from an offset.
func newJSONReader(t *text, start, depth int) *jsonReader {
	data := strings.TrimPrefix(t.data[start:], "\ufeff")
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.UseNumber()
	return &jsonReader{text: t, decoder: decoder, depth: depth, skipped: len(t.data) - len(data)}
}

// next reads a value: the values of objects, or io.EOF.
func (r *jsonReader) next() (any, error) {
	r.tell("")
	token, err := r.decoder.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, r.syntaxError(err)
	}
	return r.value(token, "", 1)
}

// value reads what begins with a token.
func (r *jsonReader) value(token json.Token, pointer string, depth int) (any, error) {
	switch t := token.(type) {
	case json.Delim:
		if depth > r.depth {
			return nil, r.fail("maps and lists are nested deeper than %d, which is the limit: no Kubernetes object is that deep", r.depth)
		}
		if t == '{' {
			return r.object(pointer, depth)
		}
		return r.list(pointer, depth)
	case json.Number:
		return r.number(t)
	}
	return token, nil
}

func (r *jsonReader) number(n json.Number) (any, error) {
	if whole, err := n.Int64(); err == nil {
		return whole, nil
	}
	f, err := n.Float64()
	if err != nil {
		return nil, r.fail("the number %.40s is out of range", n)
	}
	return f, nil
}

func (r *jsonReader) object(pointer string, depth int) (any, error) {
	fields := map[string]any{}
	for r.decoder.More() {
		offset := r.offset()
		token, err := r.decoder.Token()
		if err != nil {
			return nil, r.syntaxError(err)
		}
		name, ok := token.(string)
		if !ok {
			return nil, r.fail("a key must be text")
		}
		if _, twice := fields[name]; twice {
			return nil, errorAt(r.text.place(offset), "key %q is already set: the API server takes no key twice; remove one", name)
		}
		below := r.below(pointer, name)
		r.tellAt(below, offset)
		if fields[name], err = r.nextBelow(below, depth); err != nil {
			return nil, err
		}
	}
	_, err := r.decoder.Token()
	return fields, r.syntaxError(err)
}

func (r *jsonReader) list(pointer string, depth int) (any, error) {
	items := []any{}
	for r.decoder.More() {
		below := r.belowItem(pointer, len(items))
		r.tell(below)
		item, err := r.nextBelow(below, depth)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := r.decoder.Token()
	return items, r.syntaxError(err)
}

func (r *jsonReader) nextBelow(pointer string, depth int) (any, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, r.syntaxError(err)
	}
	return r.value(token, pointer, depth+1)
}

// below is a pointer to a field; nobody needs it where nobody listens.
func (r *jsonReader) below(pointer, name string) string {
	if r.seen == nil {
		return ""
	}
	return pointer + "/" + escapePointer(name)
}

func (r *jsonReader) belowItem(pointer string, i int) string {
	if r.seen == nil {
		return ""
	}
	return itemPointer(pointer, i)
}

func (r *jsonReader) tell(pointer string) { r.tellAt(pointer, r.offset()) }

func (r *jsonReader) tellAt(pointer string, offset int) {
	if r.seen != nil {
		r.seen(pointer, offset)
	}
}

// offset is where the next token begins in the text.
func (r *jsonReader) offset() int {
	at := r.skipped + int(r.decoder.InputOffset())
	return len(r.text.data) - len(strings.TrimLeft(r.text.data[at:], " \t\r\n,:"))
}

func (r *jsonReader) fail(format string, args ...any) error {
	at := r.skipped + int(r.decoder.InputOffset())
	return errorAt(r.text.place(max(0, at-1)), format, args...)
}

// syntaxError gives an error of the decoder its place; nil stays nil.
func (r *jsonReader) syntaxError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return errorAt(r.text.place(max(0, r.skipped+int(syntax.Offset)-1)), "this is no JSON: %s", syntax)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errorAt(r.text.place(len(r.text.data)), "this is no JSON: it ends within a value")
	}
	return errorAt(r.text.place(r.offset()), "this is no JSON: %s", err)
}

// place is the line and column of an offset.
func (t *text) place(offset int) Position {
	before := t.data[:min(offset, len(t.data))]
	last := strings.LastIndexByte(before, '\n') + 1
	return Position{t.file, strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[last:]) + 1}
}
