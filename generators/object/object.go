// Package object holds Kubernetes objects as plain JSON values: the one form in which generators make them,
// kustomize encodes them and the law compares them.
package object

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/runtime"
)

// Object is one Kubernetes object. Its values are map[string]any, []any, string, bool, int64 and, for a number that is
// not whole, float64; never nil.
type Object map[string]any

// Key is the identity of an object in a cluster. The version is no part of it: two versions are one object.
type Key struct {
	Group, Kind, Namespace, Name string
}

// String is "Kind.group namespace/name", for messages.
func (k Key) String() string {
	s := k.Kind
	if k.Group != "" {
		s += "." + k.Group
	}
	s += " "
	if k.Namespace != "" {
		s += k.Namespace + "/"
	}
	return s + k.Name
}

// Compare orders keys by namespace, kind, group and name; a Namespace and what is cluster-scoped come first.
func (k Key) Compare(other Key) int {
	return cmp.Or(
		cmp.Compare(k.Namespace, other.Namespace),
		cmp.Compare(k.Kind, other.Kind),
		cmp.Compare(k.Group, other.Group),
		cmp.Compare(k.Name, other.Name),
	)
}

// From turns an apply configuration of client-go, which prints only what was set, into an Object.
// A value that JSON cannot hold is a mistake in the generator, so it panics.
func From(applyConfiguration any) Object {
	o, err := runtime.DefaultUnstructuredConverter.ToUnstructured(applyConfiguration)
	if err != nil {
		panic(fmt.Sprintf("object: %T does not convert: %v", applyConfiguration, err))
	}
	return o
}

// Key reads the identity of o; what is absent is empty.
func (o Object) Key() Key {
	apiVersion, _ := o["apiVersion"].(string)
	group, _, found := strings.Cut(apiVersion, "/")
	if !found {
		group = "" // The core group has a version alone.
	}
	kind, _ := o["kind"].(string)
	metadata, _ := o["metadata"].(map[string]any)
	namespace, _ := metadata["namespace"].(string)
	name, _ := metadata["name"].(string)
	return Key{Group: group, Kind: kind, Namespace: namespace, Name: name}
}

// Version is the API version without the group.
func (o Object) Version() string {
	apiVersion, _ := o["apiVersion"].(string)
	if _, version, found := strings.Cut(apiVersion, "/"); found {
		return version
	}
	return apiVersion
}

// Sort orders objects by key, in place.
func Sort(objects []Object) {
	slices.SortFunc(objects, func(a, b Object) int { return a.Key().Compare(b.Key()) })
}

// What Kubernetes takes as parts of an identity. A name has no sign that means something in a path, and but for the dot
// none that means something in a regular expression, which is how kustomize reads the names of patch targets.
var (
	apiVersions = regexp.MustCompile(`^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	kinds       = regexp.MustCompile(`^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$`)
	namespaces  = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	names       = regexp.MustCompile(`^[A-Za-z0-9][-A-Za-z0-9._:@]{0,252}$`)
	labels      = regexp.MustCompile(`^([A-Za-z0-9]([-A-Za-z0-9.]{0,251}[A-Za-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`)
)

// Check reports what kustomize or a cluster would not keep as it is: a null, a type that JSON does not have, an
// annotation that kustomize takes for its own, or a missing identity. A nil error means that o can be encoded.
func (o Object) Check() error {
	key := o.Key()
	if err := o.checkIdentity(key); err != nil {
		return err
	}
	metadata, _ := o["metadata"].(map[string]any)
	for _, field := range []string{"annotations", "labels"} {
		if err := checkStrings(metadata[field]); err != nil {
			return fmt.Errorf("%v: metadata.%s%w", key, field, err)
		}
	}
	if err := check(map[string]any(o), 0); err != nil {
		return fmt.Errorf("%v: %w", key, err)
	}
	return nil
}

func (o Object) checkIdentity(key Key) error {
	apiVersion, _ := o["apiVersion"].(string)
	if key.Kind == "" || key.Name == "" || apiVersion == "" {
		return fmt.Errorf("object without apiVersion, kind or name: %v", key)
	}
	if strings.HasSuffix(key.Kind, "List") {
		return fmt.Errorf("%v: a list is no object; kustomize would take it apart", key)
	}
	metadata, _ := o["metadata"].(map[string]any)
	namespace, hasNamespace := metadata["namespace"]
	switch {
	case !apiVersions.MatchString(apiVersion):
		return fmt.Errorf("%v: apiVersion %q is neither version nor group/version", key, apiVersion)
	case !kinds.MatchString(key.Kind):
		return fmt.Errorf("%v: %q is no kind: letters, digits and hyphens", key, key.Kind)
	case !names.MatchString(key.Name):
		return fmt.Errorf("%v: %q is no name: letters, digits and -._:@, at most 253", key, key.Name)
	case hasNamespace && !namespaces.MatchString(key.Namespace):
		return fmt.Errorf("%v: metadata.namespace is no DNS label: %#v", key, namespace)
	}
	return nil
}

// checkStrings checks annotations or labels; the error continues the name of the field.
func checkStrings(field any) error {
	if field == nil {
		return nil // Absent; a null is found with all others.
	}
	values, ok := field.(map[string]any)
	if !ok {
		return errors.New(" is no map")
	}
	if len(values) == 0 {
		return errors.New(" is empty; leave it out")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, ok := values[name].(string); !ok {
			return fmt.Errorf("[%q] is no string", name)
		}
		if !labels.MatchString(name) {
			return fmt.Errorf("[%q] is no name: letters, digits and -_., at most 63, after an optional domain and slash", name)
		}
		if !isYAMLString(name) {
			return fmt.Errorf("[%q] is no string to YAML, and kustomize writes it without quotes", name)
		}
		if reserved(name) {
			return fmt.Errorf("[%q] belongs to kustomize", name)
		}
	}
	return nil
}

// isYAMLString says whether a word without quotes is a string to readers of YAML 1.1 and 1.2 alike.
func isYAMLString(word string) bool {
	old := []string{"y", "n", "yes", "no", "on", "off"}
	node := yaml.Node{Kind: yaml.ScalarNode, Value: word}
	return node.ShortTag() == "!!str" && !slices.Contains(old, strings.ToLower(word))
}

// reserved says whether kustomize uses, and removes, an annotation of this name.
func reserved(name string) bool {
	domain, _, _ := strings.Cut(name, "/")
	return slices.Contains([]string{
		"config.kubernetes.io", "internal.config.kubernetes.io", "alpha.config.kubernetes.io",
		"config.k8s.io", "kustomize.config.k8s.io",
	}, domain)
}

// maxDepth is deeper than any Kubernetes object and far from any stack limit.
const maxDepth = 100

// maxWhole is the largest whole number that a reader of JSON keeps; kustomize reads numbers as float64 when it patches.
const maxWhole = 1 << 53

func check(value any, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch v := value.(type) {
	case map[string]any:
		if v == nil {
			return errNull
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := checkName(name); err != nil {
				return fmt.Errorf("the name %.40q %w", name, err)
			}
			if err := check(v[name], depth+1); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	case []any:
		if v == nil {
			return errNull
		}
		for i, item := range v {
			if err := check(item, depth+1); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
	case string:
		if err := checkText(v); err != nil {
			return fmt.Errorf("%.40q %w", v, err)
		}
	case int64:
		if v > maxWhole || v < -maxWhole {
			return fmt.Errorf("%d is beyond ±2^53, where JSON is not exact; write it as a string", v)
		}
	case float64:
		return checkFloat(v)
	case bool:
	case nil:
		return errNull
	default:
		return fmt.Errorf("%T is no JSON value", value)
	}
	return nil
}

// maxName is the longest name of a field or key that Kubernetes has. YAML reads no name beyond 1024 signs everywhere.
const maxName = 253

func checkName(name string) error {
	switch {
	case name == "<<":
		return errors.New("merges maps in YAML")
	case len(name) > maxName:
		return fmt.Errorf("is longer than %d bytes", maxName)
	}
	return checkText(name)
}

var errNull = errors.New("null; leave the field out")

func checkFloat(v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("%v is no JSON value", v)
	case v == math.Trunc(v) && math.Abs(v) < 1<<63:
		return fmt.Errorf("%v is a whole number; make it an int64", v) // It would be read back as one.
	}
	return nil
}

// checkText refuses what YAML cannot hold, or what its readers and writers take for an end of line or drop.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("is no UTF-8; encode it, as in binaryData")
	}
	if strings.HasPrefix(s, "\t") && strings.Contains(s, "\n") {
		return errors.New("begins with a tab and has several lines, which the YAML of kustomize cannot hold")
	}
	for _, r := range s {
		if r != '\t' && r != '\n' && r != '\r' && (unicode.IsControl(r) || strings.ContainsRune("\u2028\u2029\ufeff\ufffe\uffff", r)) {
			return fmt.Errorf("holds %U, which YAML does not keep", r)
		}
	}
	return nil
}

// Diff is the first difference between two objects as an RFC 6901 pointer with both values, or "" when they are equal.
func Diff(want, got Object) string {
	return diff("", map[string]any(want), map[string]any(got))
}

func diff(path string, want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	if w, ok := want.(map[string]any); ok {
		if g, ok := got.(map[string]any); ok {
			return diffMaps(path, w, g)
		}
	}
	if w, ok := want.([]any); ok {
		if g, ok := got.([]any); ok && len(w) == len(g) {
			for i := range w {
				if d := diff(path+"/"+strconv.Itoa(i), w[i], g[i]); d != "" {
					return d
				}
			}
		}
	}
	return fmt.Sprintf("%s: want %#v, got %#v", path, want, got)
}

func diffMaps(path string, want, got map[string]any) string {
	names := make([]string, 0, len(want)+len(got))
	for name := range want {
		names = append(names, name)
	}
	for name := range got {
		if _, both := want[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		w, inWant := want[name]
		g, inGot := got[name]
		at := path + "/" + EscapePointer(name)
		switch {
		case !inWant:
			return fmt.Sprintf("%s: want nothing, got %#v", at, g)
		case !inGot:
			return fmt.Sprintf("%s: want %#v, got nothing", at, w)
		}
		if d := diff(at, w, g); d != "" {
			return d
		}
	}
	return ""
}

// EscapePointer escapes one reference token of a JSON pointer, as RFC 6901 says.
func EscapePointer(token string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// SplitPointer are the steps of a JSON pointer, unescaped; none for the whole.
func SplitPointer(pointer string) []string {
	if pointer == "" {
		return nil
	}
	steps := strings.Split(pointer[1:], "/")
	for i := range steps {
		steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(steps[i])
	}
	return steps
}
