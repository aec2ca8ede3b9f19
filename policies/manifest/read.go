package manifest

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// readFile reads a file within its limit, as text.
func (l *loader) readFile(f file) (r result) {
	limit := l.limits.FileBytes
	if f.stdin {
		limit = l.limits.StdinBytes
	}
	data, err := readAll(func() (io.ReadCloser, error) { return l.open(f) }, limit)
	switch {
	case errors.Is(err, errTooLong):
		r.fail(errorAt(Position{File: f.shown}, "it is longer than %d bytes, which is the limit: split it", limit))
	case err != nil:
		r.fail(unreadable(f.shown, err))
	}
	r.text = &text{f.shown, data}
	return r
}

func (l *loader) open(f file) (io.ReadCloser, error) {
	switch {
	case !f.stdin:
		return f.root.Open(f.name)
	case l.stdin == nil:
		return nil, errors.New("there is no standard input")
	}
	return io.NopCloser(l.stdin), nil
}

func unreadable(shown string, err error) *Error {
	return errorAt(Position{File: shown}, "it cannot be read: %s", explain(err))
}

var errTooLong = errors.New("too long")

// readAll reads at most limit bytes.
func readAll(open func() (io.ReadCloser, error), limit int64) (data string, err error) {
	reader, err := open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	var b strings.Builder
	if n, err := io.Copy(&b, io.LimitReader(reader, limit+1)); err != nil {
		return "", err
	} else if n > limit {
		return "", errTooLong
	}
	return b.String(), nil
}

// explain says what an error of a file system means here.
func explain(err error) string {
	if errors.Is(err, errOutside) || strings.Contains(err.Error(), "escapes") { // os.Root has no error value for it.
		return "a link leads out of the root, which is refused: give the file that it leads to as a path"
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

// chunks splits all texts. A text of JSON stays whole.
func (l *loader) chunks(results []result) (chunks []chunk, collected []result) {
	var total int64
	for _, r := range results {
		collected = append(collected, result{errs: r.errs})
		if r.text == nil || len(r.errs) > 0 {
			continue
		}
		if total += int64(len(r.text.data)); total > l.limits.TotalBytes {
			return nil, append(collected, result{errs: []error{tooMuch(l.limits)}})
		}
		split := r.text.parts()
		if len(split) > l.limits.Documents {
			collected[len(collected)-1].fail(l.tooMany(r.text))
			continue
		}
		chunks = append(chunks, split...)
	}
	return chunks, collected
}

func (l *loader) tooMany(t *text) error {
	return errorAt(Position{File: t.file}, "it has more than %d documents, which is the limit: split it", l.limits.Documents)
}

// decode finds the objects in a document, or in a whole text of JSON.
func (l *loader) decode(c chunk) result {
	if c.isJSON() {
		if r, ok := l.decodeJSON(c); ok {
			return r
		}
	}
	value, err := l.value(c)
	if err != nil {
		return result{errs: []error{err}}
	}
	return source{c.file, c.index, yamlOrigin{c, &l.recent}}.objects(value, "")
}

// decodeJSON is not ok where the text is no JSON and may yet be YAML, which has maps in braces, too.
func (l *loader) decodeJSON(c chunk) (all result, ok bool) {
	reader := newJSONReader(c.text, c.start, l.limits.Depth)
	for index := 1; ; index++ {
		at := chunk{c.text, index, reader.offset(), len(c.data), 1}
		value, err := reader.next()
		if errors.Is(err, io.EOF) {
			return all, true
		}
		if index > l.limits.Documents {
			err = l.tooMany(c.text)
		}
		if err != nil {
			all = result{errs: []error{err}}
			return all, path.Ext(c.file) == ".json" || !strings.Contains(err.Error(), "this is no JSON")
		}
		r := source{c.file, index, jsonOrigin{at, &l.recent}}.objects(value, "")
		all.documents = append(all.documents, r.documents...)
		all.skipped = append(all.skipped, r.skipped...)
		all.errs = append(all.errs, r.errs...)
	}
}

// perFile puts the results of the documents of a file together. A file that does not parse and is a template of Helm is
// skipped as a whole.
func (l *loader) perFile(chunks []chunk, decoded []result) (collected []result) {
	for begin := 0; begin < len(chunks); {
		end := begin + 1
		for end < len(chunks) && chunks[end].text == chunks[begin].text {
			end++
		}
		if slot := template(chunks[begin:end], decoded[begin:end]); slot != nil {
			collected = append(collected, *slot)
		} else {
			collected = append(collected, decoded[begin:end]...)
		}
		begin = end
	}
	return collected
}

// actions are those of a template that stand where a value, an item or a line would begin, which is no YAML.
var actions = regexp.MustCompile(`(?m)^[ \t]*(- +)*([^\s"'#{]+: +)?\{\{`)

func template(chunks []chunk, decoded []result) *result {
	for i, r := range decoded {
		if len(r.errs) > 0 && actions.MatchString(chunks[i].String()) {
			return &result{skipped: []Skipped{{
				File:   chunks[i].file,
				Reason: "it is a template of Helm: check what helm template makes of it",
			}}}
		}
	}
	return nil
}
