package manifest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	yaml2 "go.yaml.in/yaml/v2"
	yaml3 "go.yaml.in/yaml/v3"
)

// value reads a document: the nodes of yaml/v3, which know their places and resolve no alias, are held against the limits
// and made values.
func (l *loader) value(c chunk) (any, *Error) {
	root, err := c.nodes()
	if err != nil {
		return nil, err
	}
	if err := l.check(c, root); err != nil {
		return nil, err
	}
	if !bareTag(c.String()) {
		if v, ok := plainValue(root); ok {
			return v, nil
		}
	}
	return c.kubectlValue(root)
}

// kubectlValue reads with yaml/v2, which is what kubectl reads with.
func (c chunk) kubectlValue(root *yaml3.Node) (any, *Error) {
	var v any
	if err := decodeValue(c.String(), &v); err != nil {
		return nil, c.syntaxError(err)
	}
	converted, problem := convert(v)
	if problem != nil {
		return nil, errorAt(c.place(root), "%v", problem)
	}
	return converted, nil
}

// decodeValue is decodeNode for values.
func decodeValue(s string, v *any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser of YAML fails: %v", r)
		}
	}()
	return yaml2.Unmarshal([]byte(s), v)
}

// nodes parses a document, and refuses a second one.
func (c chunk) nodes() (*yaml3.Node, *Error) {
	decoder := yaml3.NewDecoder(strings.NewReader(c.String()))
	var root, second yaml3.Node
	if err := decodeNode(decoder, &root); err != nil && !errors.Is(err, io.EOF) {
		return nil, c.syntaxError(err)
	}
	if err := decodeNode(decoder, &second); err == nil {
		return nil, errorAt(c.place(&second), "a second document begins within a document, after a line break that kubectl does not see; end each line with a line feed")
	} else if !errors.Is(err, io.EOF) {
		return nil, c.syntaxError(err)
	}
	return &root, nil
}

// decodeNode turns what the parser cannot cope with into an error: its input is not trusted.
func decodeNode(decoder *yaml3.Decoder, node *yaml3.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser of YAML fails: %v", r)
		}
	}()
	return decoder.Decode(node)
}

// place is where a node begins.
func (c chunk) place(node *yaml3.Node) Position {
	if node.Kind == yaml3.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	return Position{c.file, c.line + max(node.Line, 1) - 1, max(node.Column, 1)}
}

// yamlErrors have the line at which the construct begins that is not ended, which people do not look for.
var yamlErrors = regexp.MustCompile(`^(yaml: )?(unmarshal errors:\s+)?(line \d+: )?`)

// syntaxError gives an error of the parser the place where it gave up.
func (c chunk) syntaxError(err error) *Error {
	message := yamlErrors.ReplaceAllString(err.Error(), "")
	return errorAt(c.gaveUp(), "this is no YAML: %s", message)
}

// gaveUp is the place up to which the parser reads before it fails. It is fed byte by byte, for its own error knows no
// column, and often a line far above.
func (c chunk) gaveUp() Position {
	reader := &counter{data: c.String()}
	decoder := yaml3.NewDecoder(reader)
	var node yaml3.Node
	for decodeNode(decoder, &node) == nil {
		node = yaml3.Node{}
	}
	// It looks ahead; what it did not like is not the white space after it.
	read := strings.TrimRight(reader.data[:reader.read], " \t\r\n")
	last := strings.LastIndexByte(read, '\n') + 1
	column := max(1, utf8.RuneCountInString(read[last:]))
	return Position{c.file, c.line + strings.Count(read, "\n"), column}
}

// counter gives one byte at a time and counts them.
type counter struct {
	data string
	read int
}

// Read is that of io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	if c.read == len(c.data) || len(p) == 0 {
		return 0, io.EOF
	}
	p[0] = c.data[c.read]
	c.read++
	return 1, nil
}

// check holds the nodes of a document against the limits, and refuses keys that stand twice.
func (l *loader) check(c chunk, root *yaml3.Node) *Error { return l.hold(c, root, true) }

// bounded holds the nodes of a document against the limits alone.
func (l *loader) bounded(c chunk, root *yaml3.Node) *Error { return l.hold(c, root, false) }

func (l *loader) hold(c chunk, root *yaml3.Node, unique bool) *Error {
	w := &walker{loader: l, chunk: c, unique: unique, sizes: map[*yaml3.Node]int{}, open: map[*yaml3.Node]bool{}}
	if _, err := w.visit(root, 0); err != nil {
		return err
	}
	return nil
}

// walker visits each node once, aliases by what they stand for.
type walker struct {
	loader *loader
	chunk  chunk
	// unique says that keys are looked at as well.
	unique bool
	// sizes are the numbers of values below anchors, with aliases resolved.
	sizes map[*yaml3.Node]int
	// open are the anchors that the walk is in.
	open map[*yaml3.Node]bool
	// added is what aliases add to the document.
	added int
}

// visit gives the number of values in a node, with aliases resolved. Numbers do not grow beyond the limit.
func (w *walker) visit(n *yaml3.Node, depth int) (int, *Error) {
	if depth > w.loader.limits.Depth+1 { // The document itself is a node.
		return 0, w.fail(n, "maps and lists are nested deeper than %d, which is the limit: no Kubernetes object is that deep", w.loader.limits.Depth)
	}
	if n.Kind == yaml3.AliasNode {
		return w.alias(n, depth)
	}
	if n.Anchor != "" {
		w.open[n] = true
	}
	size := 1
	if w.unique && n.Kind == yaml3.MappingNode {
		if err := w.keys(n); err != nil {
			return 0, err
		}
	}
	for _, child := range n.Content {
		below, err := w.visit(child, depth+1)
		if err != nil {
			return 0, err
		}
		size += below
	}
	if n.Anchor != "" {
		w.sizes[n] = size
		delete(w.open, n)
	}
	return size, nil
}

func (w *walker) alias(n *yaml3.Node, depth int) (int, *Error) {
	if w.open[n.Alias] {
		return 0, w.fail(n, "the alias *%s stands in what it refers to, which has no end; write the value out", n.Value)
	}
	size := w.sizes[n.Alias]
	w.added += size
	if w.added > w.loader.limits.Aliases {
		return 0, w.fail(n, "aliases add more than %d values to the document, which is the limit: write the values out", w.loader.limits.Aliases)
	}
	if height := height(n.Alias, w.loader.limits.Depth-depth+3); depth+height > w.loader.limits.Depth+2 {
		return 0, w.fail(n, "with the alias *%s maps and lists are nested deeper than %d, which is the limit", n.Value, w.loader.limits.Depth)
	}
	return size, nil
}

// height is the number of levels in a node, but at most enough.
func height(n *yaml3.Node, enough int) int {
	if enough <= 0 {
		return 0
	}
	if n.Kind == yaml3.AliasNode {
		return height(n.Alias, enough)
	}
	highest := 0
	for _, child := range n.Content {
		highest = max(highest, height(child, enough-1))
	}
	return highest + 1
}

// keys refuses keys that stand twice, and those that no JSON object can have.
func (w *walker) keys(n *yaml3.Node) *Error {
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := resolved(n.Content[i])
		if key.Kind != yaml3.ScalarNode {
			return w.fail(n.Content[i], "a key must be text, and this is a map or a list")
		}
		if first, twice := lines[key.Value]; twice {
			return w.fail(n.Content[i], "key %q is already set on line %d: the API server takes no key twice; remove one", key.Value, first)
		}
		lines[key.Value] = w.chunk.place(n.Content[i]).Line
	}
	return nil
}

// resolved is what an alias stands for, or the node.
func resolved(n *yaml3.Node) *yaml3.Node {
	if n.Kind == yaml3.AliasNode {
		return n.Alias
	}
	return n
}

func (w *walker) fail(n *yaml3.Node, format string, args ...any) *Error {
	return errorAt(w.chunk.place(n), format, args...)
}

// convert makes of what yaml/v2 reads the values of an object, as sigs.k8s.io/yaml does through JSON.
func convert(value any) (any, error) {
	switch v := value.(type) {
	case map[any]any:
		m := make(map[string]any, len(v))
		for key, item := range v {
			name, err := keyText(key)
			if err != nil {
				return nil, err
			}
			if _, twice := m[name]; twice {
				return nil, fmt.Errorf("the key %q is set twice, written in two ways; remove one", name)
			}
			if m[name], err = convert(item); err != nil {
				return nil, err
			}
		}
		return m, nil
	case []any:
		for i, item := range v {
			var err error
			if v[i], err = convert(item); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
	return scalar(value)
}

func scalar(value any) (any, error) {
	switch v := value.(type) {
	case int:
		return int64(v), nil
	case uint64:
		return float64(v), nil // Beyond int64.
	case float64:
		return number(v)
	case string:
		return validText(v), nil
	case nil, bool, int64:
		return v, nil
	}
	return nil, fmt.Errorf("a value of type %T is none of JSON", value)
}

// validText replaces bytes that are no UTF-8 one by one, as JSON does. Only !!binary brings them.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// number writes a float as JSON does and reads it again: what has no fraction then is an int64.
func number(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, fmt.Errorf("%v is no number that JSON has", f)
	}
	if f != math.Trunc(f) || math.Abs(f) >= 1e21 {
		return f, nil
	}
	if whole, err := strconv.ParseInt(strconv.FormatFloat(f, 'f', -1, 64), 10, 64); err == nil {
		return whole, nil
	}
	return f, nil
}

// keyText is how sigs.k8s.io/yaml names a key that is no string.
func keyText(key any) (string, error) {
	switch k := key.(type) {
	case string:
		return validText(k), nil
	case int:
		return strconv.Itoa(k), nil
	case int64:
		return strconv.FormatInt(k, 10), nil
	case bool:
		return strconv.FormatBool(k), nil
	case float64:
		return floatKey(k), nil
	}
	return "", fmt.Errorf("the key %v must be text: put it in quotes", key)
}

func floatKey(k float64) string {
	switch s := strconv.FormatFloat(k, 'g', -1, 32); s {
	case "+Inf":
		return ".inf"
	case "-Inf":
		return "-.inf"
	case "NaN":
		return ".nan"
	default:
		return s
	}
}
