package manifest

import (
	"errors"
	"math"
	"strconv"
	"strings"

	yaml3 "go.yaml.in/yaml/v3"
)

// yamlOrigin is a document of YAML.
type yamlOrigin struct{ chunk }

func (o yamlOrigin) position(d *Document, pointer string) Position {
	root, err := o.nodes()
	if err != nil || len(root.Content) == 0 {
		return Position{o.file, o.line, 1}
	}
	at, node := root.Content[0], root.Content[0]
	for _, token := range tokens(d.Item + pointer) {
		key, value := child(node, token)
		if value == nil {
			break
		}
		at, node = key, value
	}
	return o.place(at)
}

// tokens are the parts of an RFC 6901 pointer.
func tokens(pointer string) []string {
	if !strings.HasPrefix(pointer, "/") {
		return nil
	}
	parts := strings.Split(pointer[1:], "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	return parts
}

// child is the value of a field or an item, and the node that people look for: of a field, its key.
func child(node *yaml3.Node, token string) (at, value *yaml3.Node) {
	node = resolved(node)
	switch node.Kind {
	case yaml3.SequenceNode:
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(node.Content) {
			return nil, nil
		}
		return node.Content[i], node.Content[i]
	case yaml3.MappingNode:
		return field(node, token)
	default:
		return nil, nil
	}
}

// field looks for a key, then in the maps that are merged.
func field(node *yaml3.Node, name string) (at, value *yaml3.Node) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if keyName(node.Content[i]) == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Tag != "!!merge" {
			continue
		}
		if at, value := merged(resolved(node.Content[i+1]), name); value != nil {
			return at, value
		}
	}
	return nil, nil
}

func merged(node *yaml3.Node, name string) (at, value *yaml3.Node) {
	switch node.Kind {
	case yaml3.MappingNode:
		return field(node, name)
	case yaml3.SequenceNode:
		for _, item := range node.Content {
			if at, value := merged(resolved(item), name); value != nil {
				return at, value
			}
		}
	default:
	}
	return nil, nil
}

// keyName is the name of a field as the object has it: a key may be a number or a truth value.
func keyName(key *yaml3.Node) string {
	key = resolved(key)
	if key.Style&(yaml3.DoubleQuotedStyle|yaml3.SingleQuotedStyle|yaml3.LiteralStyle|yaml3.FoldedStyle|yaml3.TaggedStyle) != 0 || plainKey(key.Value) {
		return key.Value
	}
	value, ok := oracle(key.Value)
	if !ok {
		return key.Value
	}
	switch v := value.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return floatKey(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return key.Value
}

// jsonOrigin is a value of JSON, by its number in the text.
type jsonOrigin struct {
	*text
	index int
}

func (o jsonOrigin) position(d *Document, pointer string) Position {
	reader := newJSONReader(o.text, math.MaxInt)
	best, offset, index := -1, 0, 0
	wanted := d.Item + pointer
	reader.seen = func(pointer string, at int) {
		if pointer == "" {
			index++
		}
		if index == o.index && len(pointer) > best && (wanted == pointer || strings.HasPrefix(wanted, pointer+"/")) {
			best, offset = len(pointer), at
		}
	}
	var err error
	for index < o.index && err == nil {
		_, err = reader.next()
	}
	if err != nil && best < 0 {
		var e *Error
		if errors.As(err, &e) {
			return e.Position
		}
	}
	return o.place(offset)
}
