package manifest

import (
	"strconv"
	"strings"
	"unicode/utf8"

	yaml3 "go.yaml.in/yaml/v3"
)

// bareTag says whether a document may hold the tag "!", which makes a text of what follows and which no node shows.
func bareTag(s string) bool {
	for {
		_, after, found := strings.Cut(s, "!")
		if !found {
			return false
		}
		if after == "" || strings.IndexByte(" \t\r\n\"'[]{},|>&*", after[0]) >= 0 || after[0] >= utf8.RuneSelf {
			return true
		}
		s = after
	}
}

// plainValue makes the values of a document that has neither aliases, nor tags, nor merged maps. There yaml/v2 and yaml/v3
// differ in scalars without quotes alone: yes is a truth value to the former, and 010 is 8. Not ok is any other document.
func plainValue(n *yaml3.Node) (value any, ok bool) {
	if n.Style&yaml3.TaggedStyle != 0 {
		return nil, false
	}
	switch n.Kind {
	case yaml3.DocumentNode:
		return plainValue(n.Content[0])
	case yaml3.MappingNode:
		return plainMap(n)
	case yaml3.SequenceNode:
		items := make([]any, len(n.Content))
		for i, item := range n.Content {
			if items[i], ok = plainValue(item); !ok {
				return nil, false
			}
		}
		return items, true
	case yaml3.ScalarNode:
		if n.Style&unlikePlain != 0 {
			return n.Value, true
		}
		return plainScalar(n.Value)
	case 0: // Nothing but comments.
		return nil, true
	default:
		return nil, false
	}
}

func plainMap(n *yaml3.Node) (value any, ok bool) {
	fields := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			return nil, false
		}
		name, ok := plainKey(n.Content[i])
		if !ok {
			return nil, false
		}
		if _, twice := fields[name]; twice {
			return nil, false // Written in two ways.
		}
		if fields[name], ok = plainValue(n.Content[i+1]); !ok {
			return nil, false
		}
	}
	return fields, true
}

// plainKey is the name of a field; not ok is one that needs a closer look, or that no field can have.
func plainKey(n *yaml3.Node) (name string, ok bool) {
	switch {
	case n.Kind != yaml3.ScalarNode || n.Style&yaml3.TaggedStyle != 0:
		return "", false
	case n.Style&unlikePlain != 0 || isText(n.Value):
		return n.Value, true
	}
	value, ok := asked(n.Value)
	if !ok {
		return "", false
	}
	name, err := keyText(value)
	return name, err == nil
}

// plainScalar is the value of a scalar without quotes. What is plainly a text or a decimal number is told here.
func plainScalar(text string) (value any, ok bool) {
	if isText(text) {
		return text, true
	}
	if isDecimal(text) {
		whole, err := strconv.ParseInt(text, 10, 64)
		return whole, err == nil
	}
	if value, ok = asked(text); !ok {
		return nil, false
	}
	value, err := scalar(value)
	return value, err == nil
}

// asked is what yaml/v2 reads in a scalar without quotes.
func asked(text string) (value any, ok bool) {
	var v any
	if err := decodeValue("- "+text, &v); err != nil {
		return nil, false
	}
	list, _ := v.([]any)
	if len(list) != 1 {
		return nil, false
	}
	switch list[0].(type) {
	case map[any]any, []any:
		return nil, false
	}
	return list[0], true
}

// isText says whether a scalar is surely a text: by its first sign it is no number, and it is no word for a truth value
// or for nothing.
func isText(text string) bool {
	if text == "" || strings.IndexByte("+-.0123456789~<=", text[0]) >= 0 {
		return false
	}
	if len(text) > len("false") {
		return true
	}
	switch strings.ToLower(text) {
	case "y", "yes", "true", "on", "n", "no", "false", "off", "null":
		return false
	}
	return true
}

// isDecimal says whether a scalar is a whole number that fits, without a zero in front, which means octal.
func isDecimal(text string) bool {
	if text == "" || len(text) > 18 || text[0] == '0' && text != "0" {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
