package kustomize_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/sutazai/sutaz/generators/object"
)

// FuzzLaw makes one to three environments out of bytes and checks that what is encoded builds to the same objects.
func FuzzLaw(f *testing.F) {
	for _, seed := range []string{"", "\x01\x02\x03", "\x02aAbBcCdDeEfFgGhHiIjJ", strings.Repeat("\x07\x00\x13\xff", 30), strings.Repeat("\x03\x05\x0b\x11\x1d", 40)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		encode(t, (&source{data}).environments())
	})
}

// The fuzzer prefers short inputs. These are long, and the same each time.
func TestLawOfMany(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{})
	for range 100 {
		data := make([]byte, 600)
		_, _ = random.Read(data)
		if encode(t, (&source{data}).environments()); t.Failed() {
			t.Fatalf("with %q", data)
		}
	}
}

// source turns bytes into choices. When there are no more bytes, each choice is the first.
type source struct{ data []byte }

func (s *source) next() byte {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return b
}

func (s *source) below(n int) int { return int(s.next()) % n }

func choose[T any](s *source, from []T) T { return from[s.below(len(from))] }

// chance is true once in n.
func (s *source) chance(n int) bool { return s.below(n) == n-1 }

// oddText are strings that some reader of YAML or JSON, or kustomize, once took for something else.
var oddText = []string{
	"a", "", " ", "yes", "on", "No", "y", "true", "null", "~", "0", "-0", "0777", "0o17", "0x1f", "0b1", "1_000", "1e3", ".5", "1:30", "190:20:30",
	"2020-01-01", "2020-01-01T00:00:00Z", ".inf", ".NaN", "=", "<<", "*a", "&a", "!a", "!!str", "%a", "@a", "`a", "- a", "-", "?", ": ", "a: b", "a #b",
	"#", "{", "}", "[a]", "'", "\"", "|", ">", "\n", "a\n", "a\n\n", "\na", " a\nb", "a \nb", "a\n---\nb", "---", "...", "\t", "a\tb", "\ta", "\n\ta\nb", "a\n\tb", "a ", "a\r\nb", "\r",
	"é", "\u00a0", "\u200b", "\u0301", "\ufffd", "\U0010ffff", "🙂", "a/b", "a~b", "~1", "a.b", "$(A)", "${A}", "{{ a }}", "imageTags:\n", "patches:", "apiVersion: v1",
	strings.Repeat("long ", 40), strings.Repeat("x", 200), strings.Repeat("y", 1100),
	"containers", "initContainers", "image", "spec", "template", "items", "metadata", "name", "namespace", "kind", "r.io/a:1", "r.io/a:2",
}

func (s *source) text() string {
	if s.chance(4) {
		raw := make([]byte, s.below(12))
		for i := range raw {
			raw[i] = s.next()
		}
		text := strings.Map(keepable, strings.ToValidUTF8(string(raw), "?"))
		if strings.Contains(text, "\n") {
			text = strings.TrimLeft(text, "\t")
		}
		return text
	}
	return choose(s, oddText)
}

// keepable replaces what the check refuses.
func keepable(r rune) rune {
	if strings.ContainsRune("\u2028\u2029\ufeff\ufffe\uffff", r) || unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) {
		return '_'
	}
	return r
}

var oddNumbers = []any{
	int64(0), int64(1), int64(-1), int64(1e6), int64(1 << 31), int64(1 << 53), int64(-1 << 53),
	0.5, -0.25, 1e-7, 1e21, -1e21, 1.7976931348623157e308, 5e-324, 0.1, 123456.789, float64(1 << 63), 1e20,
}

func (s *source) value(depth int) any {
	kind := s.below(6)
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0, 1:
		return s.text()
	case 2:
		return choose(s, oddNumbers)
	case 3:
		return s.chance(2)
	case 4:
		return s.list(depth)
	}
	return s.table(depth)
}

func (s *source) list(depth int) l {
	out := make(l, s.below(5))
	for i := range out {
		out[i] = s.value(depth - 1)
	}
	return out
}

func (s *source) table(depth int) m {
	out := m{}
	for range s.below(5) {
		name := s.fieldName()
		switch name {
		case "containers", "initContainers":
			out[name] = s.containers()
			if s.chance(4) {
				out[name] = s.value(2)
			}
		default:
			out[name] = s.value(depth - 1)
		}
	}
	return out
}

var oddImages = []string{
	"r.io/a:1", "r.io/a:2", "rxio/a:1", "r.io/a", "r.io:5000/a:1", "r.io:5000/a", "a", "a:1", "a:2", "b/a:2", "", "a:{x}", "a@sha256:00", "a:1@sha256:00",
	"a@sha256:01", "a:1@sha256:01", "a@sha512:00", "A+(:1", "a:1:2", "a/b:c/d",
}

func (s *source) containers() l {
	list := make(l, s.below(4))
	for i := range list {
		container := m{"name": choose(s, []string{"a", "b", "c"}), "image": choose(s, oddImages)}
		if s.chance(3) {
			container["args"] = l{s.text(), s.text()}
		}
		list[i] = container
	}
	return list
}

// pod is the spec of a pod template, of the form that kustomize insists on in a kind that it knows.
func (s *source) pod() m {
	return m{"containers": s.containers(), "initContainers": s.containers()}
}

// body is what an object of a kind has beside its identity.
func (s *source) body(kind string) m {
	switch kind {
	case "ConfigMap":
		data := m{}
		for range s.below(5) {
			data[s.fieldName()] = s.text()
		}
		return m{"data": data}
	case "Deployment":
		return m{"spec": m{"replicas": choose(s, []any{int64(1), int64(2), int64(2e6)}), "template": m{"spec": s.pod()}}}
	case "Service", "Namespace", "ClusterRole":
		return m{"note": s.value(2)}
	}
	return m{"spec": s.value(4), s.fieldName(): s.value(2)}
}

// fieldName is a name of a field that is no part of the identity, and that no check refuses.
func (s *source) fieldName() string {
	name := s.text()
	if slices.Contains([]string{"metadata", "kind", "apiVersion", "<<"}, name) || len(name) > 253 {
		return "status"
	}
	return name
}

func (s *source) annotations() m {
	out := m{"a": s.text()}
	for range s.below(3) {
		out[choose(s, []string{"example.com/a", "yes.no", "1a", "a.b", "0x", "1.2.3", "nulls", "A/B_c.d-e"})] = s.text()
	}
	return out
}

func (s *source) object() object.Object {
	type kind struct{ apiVersion, name string }
	k := choose(s, []kind{
		{"example.com/v1", "Widget"}, {"v1", "ConfigMap"}, {"apps/v1", "Deployment"}, {"v1", "Service"}, {"serving.example.com/v1", "Service"},
		{"v1", "Namespace"}, {"rbac.authorization.k8s.io/v1", "ClusterRole"}, {"apiextensions.k8s.io/v1", "CustomResourceDefinition"},
	})
	place := choose(s, []string{"a", "b", "a.b", "axb", "a:b", "a-b"})
	if namespace := choose(s, []string{"x", "", "default", "y"}); namespace != "" && !clusterScoped[k.name] {
		place = namespace + "/" + place
	}
	o := newObject(k.apiVersion, k.name, place, s.body(k.name))
	for _, field := range []string{"annotations", "labels"} {
		if s.chance(3) {
			o["metadata"].(m)[field] = s.annotations()
		}
	}
	return o
}

var clusterScoped = map[string]bool{"Namespace": true, "ClusterRole": true, "CustomResourceDefinition": true}

// environments are one to three, the later of which differ from the first.
func (s *source) environments() []object.Environment {
	variants := make([][]object.Object, 1+s.below(3))
	variants[0] = s.objects()
	for i := 1; i < len(variants); i++ {
		variants[i] = s.vary(variants[0])
	}
	return environments(variants...)
}

// objects are up to four that kustomize can tell apart.
func (s *source) objects() []object.Object {
	return s.add([]object.Object{s.object()}, s.below(4))
}

func (s *source) add(list []object.Object, n int) []object.Object {
	for range n {
		o := s.object()
		if !slices.ContainsFunc(list, func(other object.Object) bool { return identity(other) == identity(o) }) {
			list = append(list, o)
		}
	}
	return list
}

// identity takes a missing namespace for the default one, as kustomize does.
func identity(o object.Object) object.Key {
	key := o.Key()
	if key.Namespace == "default" {
		key.Namespace = ""
	}
	return key
}

// vary copies objects with changes: some go, some come, and most differ a little.
func (s *source) vary(base []object.Object) []object.Object {
	var out []object.Object
	for _, o := range base {
		if s.chance(8) {
			continue
		}
		o = clone(o)
		if s.chance(3) {
			maps.Copy(o, s.body(o.Key().Kind))
		} else {
			s.change(o)
		}
		if s.chance(5) {
			delete(o["metadata"].(m), "annotations")
		} else if s.chance(3) {
			o["metadata"].(m)["annotations"] = s.annotations()
		}
		out = append(out, o)
	}
	return s.add(out, max(s.below(3), 1-len(out)))
}

// change mends an object in one place or two.
func (s *source) change(o object.Object) {
	switch o.Key().Kind {
	case "ConfigMap":
		data := o["data"].(m)
		if len(data) > 0 && s.chance(2) {
			delete(data, slices.Sorted(maps.Keys(data))[0])
		}
		data[s.fieldName()] = s.text()
	case "Deployment":
		o["spec"].(m)["replicas"] = int64(3)
		pod := o["spec"].(m)["template"].(m)["spec"].(m)
		for _, name := range []string{"containers", "initContainers"} {
			for _, container := range pod[name].(l) {
				if s.chance(2) {
					container.(m)["image"] = choose(s, oddImages)
				}
			}
		}
	default:
		for _, name := range slices.Sorted(maps.Keys(o)) {
			if name != "metadata" && name != "kind" && name != "apiVersion" {
				o[name] = s.changeValue(o[name])
			}
		}
	}
}

func (s *source) changeValue(value any) any {
	switch v := value.(type) {
	case m:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			switch s.below(6) {
			case 0:
				delete(v, name)
			case 1, 2:
				v[name] = s.changeValue(v[name])
			}
		}
		if s.chance(3) {
			v[s.fieldName()] = s.value(2)
		}
		return v
	case l:
		out := l{}
		for _, item := range v {
			switch s.below(6) {
			case 0:
			case 1:
				out = append(out, s.value(2), item)
			case 2:
				out = append(out, s.changeValue(item))
			default:
				out = append(out, item)
			}
		}
		return out
	}
	return s.value(2)
}
