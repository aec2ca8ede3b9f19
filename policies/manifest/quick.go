package manifest

import (
	"strconv"
	"strings"
	"unicode/utf8"

	yaml2 "go.yaml.in/yaml/v2"
)

// quick reads a document in the YAML that programs and most people write: maps and lists in block style, scalars on one
// line, literal blocks, short lists and empty maps in brackets. Texts are slices of s. It declines everything else, and
// all that is wrong: aliases, tags, keys that are no plain words, keys that stand twice, tabs, text that folds.
// What it does read, it reads as careful does.
func quick(s string, depth int) (value any, ok bool) {
	if !plainText(s) {
		return nil, false
	}
	q := &quickReader{s: s, depth: depth}
	if !q.begin() {
		return nil, false
	}
	value, ok = q.node(0, 1)
	return value, ok && q.done
}

// plainText says whether s holds nothing but signs that mean the same everywhere and line feeds.
func plainText(s string) bool {
	ascii := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			ascii = false
		case c < ' ' && c != '\n' || c == 0x7f:
			return false
		}
	}
	return ascii || plainRunes(s)
}

func plainRunes(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			return false
		}
	}
	return true
}

// quickReader stands at a line that is not blank, or at the end.
type quickReader struct {
	s     string
	depth int
	// at is where the next line begins.
	at int
	// indent is the column of what is to be read, from 0, start its offset, and end the offset of the end of the line,
	// without spaces at the end.
	indent, start, end int
	// done says that there are no more lines.
	done bool
}

// begin goes to the first line, after a marker.
func (q *quickReader) begin() bool {
	q.next()
	if !q.done && q.indent == 0 && separates(q.s[q.start:]) {
		if line := q.s[q.start:q.end]; line != "---" {
			return false
		}
		q.next()
	}
	return !q.done && q.indent == 0
}

// next goes to the next line that is neither blank nor a comment.
func (q *quickReader) next() {
	for q.at < len(q.s) {
		begin := q.at
		end := strings.IndexByte(q.s[begin:], '\n')
		if end < 0 {
			end = len(q.s)
			q.at = end
		} else {
			end += begin
			q.at = end + 1
		}
		start := begin
		for start < end && q.s[start] == ' ' {
			start++
		}
		if start == end || q.s[start] == '#' {
			continue
		}
		for q.s[end-1] == ' ' {
			end--
		}
		q.indent, q.start, q.end = start-begin, start, end
		return
	}
	q.done, q.indent = true, -1
}

// node reads what begins here: a list or a map.
func (q *quickReader) node(indent, depth int) (any, bool) {
	if depth > q.depth {
		return nil, false
	}
	if q.dash() {
		return q.list(indent, depth)
	}
	return q.object(indent, depth)
}

// dash says whether an item of a list begins here.
func (q *quickReader) dash() bool {
	return q.s[q.start] == '-' && (q.start+1 == q.end || q.s[q.start+1] == ' ')
}

func (q *quickReader) list(indent, depth int) (any, bool) {
	items := make([]any, 0, 4)
	for q.indent == indent && q.dash() {
		item, ok := q.item(indent, depth)
		if !ok {
			return nil, false
		}
		items = append(items, item)
	}
	return items, q.indent <= indent
}

func (q *quickReader) item(indent, depth int) (any, bool) {
	q.start++
	for q.start < q.end && q.s[q.start] == ' ' {
		q.start++
		q.indent++
	}
	q.indent++
	if q.start == q.end || q.s[q.start] == '#' {
		return q.below(indent, depth, false)
	}
	if q.dash() {
		return q.node(q.indent, depth+1)
	}
	if _, _, isKey := q.key(); isKey {
		return q.node(q.indent, depth+1)
	}
	return q.rest(indent, depth)
}

// below reads the value that stands on the lines below its key or dash, or nothing.
func (q *quickReader) below(indent, depth int, ofKey bool) (any, bool) {
	q.next()
	switch {
	case q.indent > indent:
		return q.node(q.indent, depth+1)
	case ofKey && q.indent == indent && q.dash():
		return q.node(indent, depth+1)
	}
	return nil, true
}

// object reads a map.
func (q *quickReader) object(indent, depth int) (any, bool) {
	fields := make(map[string]any, 4)
	for q.indent == indent && !q.dash() {
		name, after, ok := q.key()
		if !ok {
			return nil, false
		}
		if _, twice := fields[name]; twice {
			return nil, false
		}
		q.start = after
		if fields[name], ok = q.field(indent, depth); !ok {
			return nil, false
		}
	}
	return fields, q.indent < indent
}

// field reads what follows the colon of a key.
func (q *quickReader) field(indent, depth int) (any, bool) {
	for q.start < q.end && q.s[q.start] == ' ' {
		q.start++
	}
	if q.start == q.end || q.s[q.start] == '#' {
		return q.below(indent, depth, true)
	}
	if q.dash() {
		return nil, false
	}
	return q.rest(indent, depth)
}

// rest reads the value that begins on this line and goes to its end, or a literal block. No line that is further in may
// follow, for it would go on with the value.
func (q *quickReader) rest(indent, depth int) (value any, ok bool) {
	switch q.s[q.start] {
	case '|':
		return q.literal(indent)
	case '"', '\'':
		value, ok = q.wholeQuoted()
	case '[', '{':
		value, ok = q.brackets(depth)
	default:
		value, ok = q.plain()
	}
	if !ok {
		return nil, false
	}
	q.next()
	return value, q.indent <= indent
}

// key reads a key with its colon, and gives the offset after it.
func (q *quickReader) key() (name string, after int, ok bool) {
	at := q.start
	if c := q.s[at]; c == '"' || c == '\'' {
		name, at, ok = q.quoted(at)
		if !ok || len(name) > maxQuickKey {
			return "", 0, false
		}
	} else {
		for at < q.end && keySign[q.s[at]] {
			at++
		}
		name = q.s[q.start:at]
		if !plainKey(name) {
			return "", 0, false
		}
	}
	if at >= q.end || q.s[at] != ':' || at+1 < q.end && q.s[at+1] != ' ' {
		return "", 0, false
	}
	return name, at + 1, true
}

// maxQuickKey is far below the length at which readers of YAML give up.
const maxQuickKey = 256

// keySign are the signs of plain keys.
var keySign = func() (signs [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./" {
		signs[c] = true
	}
	return signs
}()

// plainKey says whether a word is a string as a key: one that begins with a letter and is no word for true, false or null.
func plainKey(word string) bool {
	if word == "" || len(word) > maxQuickKey || !letter(word[0]) {
		return false
	}
	return len(word) > 5 || !keyword(word)
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// keyword says whether a short word may mean true, false or null.
func keyword(word string) bool {
	switch strings.ToLower(word) {
	case "y", "yes", "true", "on", "n", "no", "false", "off", "null":
		return true
	}
	return false
}

// wholeQuoted reads a text in quotes that nothing but a comment follows.
func (q *quickReader) wholeQuoted() (any, bool) {
	text, after, ok := q.quoted(q.start)
	return text, ok && q.nothing(after)
}

// nothing says whether the line ends here, but for a comment.
func (q *quickReader) nothing(at int) bool {
	rest := q.s[at:q.end]
	trimmed := strings.TrimLeft(rest, " ")
	return trimmed == "" || trimmed[0] == '#' && len(trimmed) < len(rest)
}

// quoted reads a text in quotes on this line. In double quotes it knows the escapes that are those of JSON, too.
func (q *quickReader) quoted(at int) (text string, after int, ok bool) {
	quote := q.s[at]
	rest := q.s[at+1 : q.end]
	end := strings.IndexByte(rest, quote)
	if end < 0 {
		return "", 0, false
	}
	text, after = rest[:end], at+1+end+1
	if quote == '\'' {
		return text, after, after == q.end || q.s[after] != '\'' // Two of them are one within.
	}
	if strings.IndexByte(text, '\\') < 0 {
		return text, after, true
	}
	return escaped(rest, at+1)
}

// escaped reads a text with escapes up to its double quote.
func escaped(rest string, at int) (text string, after int, ok bool) {
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '"':
			return b.String(), at + i + 1, true
		case '\\':
			i++
			if i == len(rest) {
				return "", 0, false
			}
			sign := strings.IndexByte(`nt"\/`, rest[i])
			if sign < 0 {
				return "", 0, false
			}
			b.WriteByte("\n\t\"\\/"[sign])
		default:
			b.WriteByte(rest[i])
		}
	}
	return "", 0, false
}

// plain reads a word or more without quotes.
func (q *quickReader) plain() (any, bool) {
	text := q.s[q.start:q.end]
	if comment := strings.Index(text, " #"); comment >= 0 {
		text = strings.TrimRight(text[:comment], " ")
	}
	if strings.Contains(text, ": ") || text[len(text)-1] == ':' {
		return nil, false
	}
	switch c := text[0]; c {
	case '-':
		if len(text) == 1 || text[1] == ' ' {
			return nil, false
		}
	case '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`':
		return nil, false
	}
	return resolve(text)
}

// resolve gives a plain scalar its type.
func resolve(text string) (any, bool) {
	c := text[0]
	switch {
	case letter(c) || c == '~':
		return resolveWord(text)
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		return resolveNumber(text)
	}
	return text, true
}

func resolveWord(text string) (any, bool) {
	switch {
	case len(text) > 5:
		return text, true
	case text == "true":
		return true, true
	case text == "false":
		return false, true
	case text == "null" || text == "~":
		return nil, true
	case text[0] != '~' && !keyword(text):
		return text, true
	}
	return oracle(text)
}

// resolveNumber knows whole numbers, and words that hold a sign which no number has; for the rest it asks.
func resolveNumber(text string) (any, bool) {
	digits := true
	for i := range len(text) {
		c := text[i]
		if !numberSign[c] {
			return text, true
		}
		digits = digits && c >= '0' && c <= '9'
	}
	if digits && len(text) <= 18 && (text[0] != '0' || len(text) == 1) {
		whole, err := strconv.ParseInt(text, 10, 64)
		return whole, err == nil
	}
	return oracle(text)
}

// numberSign are the signs that numbers can have, also infinite ones and those of other bases.
var numberSign = func() (signs [256]bool) {
	for _, c := range "0123456789+-._xXoObBaAcCdDeEfFnNiI" {
		signs[c] = true
	}
	return signs
}()

// oracle asks the library that careful asks.
func oracle(text string) (any, bool) {
	var v any
	if err := yaml2.Unmarshal([]byte(text), &v); err != nil {
		return nil, false
	}
	switch v.(type) {
	case map[any]any, []any:
		return nil, false
	}
	v, err := scalar(v)
	return v, err == nil
}

// brackets reads a list of scalars in brackets on this line, or an empty map.
func (q *quickReader) brackets(depth int) (any, bool) {
	if depth >= q.depth {
		return nil, false
	}
	at := q.start + 1
	if q.s[q.start] == '{' {
		at = q.spaces(at)
		return map[string]any{}, at < q.end && q.s[at] == '}' && q.nothing(at+1)
	}
	items := []any{}
	for at = q.spaces(at); at < q.end && q.s[at] != ']'; {
		item, after, ok := q.flowScalar(at)
		if !ok {
			return nil, false
		}
		items = append(items, item)
		at = q.spaces(after)
		if at < q.end && q.s[at] == ',' {
			at = q.spaces(at + 1)
			if at < q.end && q.s[at] == ']' {
				return nil, false
			}
			continue
		}
		if at < q.end && q.s[at] != ']' {
			return nil, false
		}
	}
	return items, at < q.end && q.nothing(at+1)
}

func (q *quickReader) spaces(at int) int {
	for at < q.end && q.s[at] == ' ' {
		at++
	}
	return at
}

// flowScalar reads a text in quotes or a word of the simplest signs.
func (q *quickReader) flowScalar(at int) (value any, after int, ok bool) {
	if c := q.s[at]; c == '"' || c == '\'' {
		return q.quoted(at)
	}
	after = at
	for after < q.end && keySign[q.s[after]] {
		after++
	}
	if after == at || q.s[at] == '-' {
		return nil, 0, false
	}
	value, ok = resolve(q.s[at:after])
	return value, after, ok
}

// literal reads a block that begins with |, and goes on to the line after it.
func (q *quickReader) literal(indent int) (any, bool) {
	var keep, strip bool
	switch q.s[q.start:q.end] {
	case "|":
	case "|-":
		strip = true
	case "|+":
		keep = true
	default:
		return nil, false
	}
	lines, ok := q.block(indent)
	if !ok {
		return nil, false
	}
	body := strings.TrimRight(lines, "\n")
	switch {
	case keep:
		body = lines
	case !strip && body != "":
		body += "\n"
	}
	q.next()
	return body, true
}

// block reads the lines of a literal block without their indentation, each with its line feed.
func (q *quickReader) block(indent int) (string, bool) {
	var b strings.Builder
	inner := -1
	for q.at < len(q.s) {
		end := strings.IndexByte(q.s[q.at:], '\n')
		if end < 0 {
			return "", false // The last line has no end, which readers treat in ways of their own.
		}
		line := q.s[q.at : q.at+end]
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case spaces == len(line):
			if inner < 0 && spaces > 0 {
				return "", false
			}
			line = line[min(len(line), max(inner, 0)):]
		case inner < 0 && spaces <= indent, inner >= 0 && spaces < inner:
			return b.String(), spaces <= indent
		case inner < 0:
			inner = spaces
			fallthrough
		default:
			line = line[inner:]
		}
		b.WriteString(line)
		b.WriteByte('\n')
		q.at += end + 1
	}
	return b.String(), true
}
