// Package object holds Kubernetes objects as plain JSON values: the one form in which generators make them,
// kustomize encodes them and the law compares them.
package object

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

// Object is one Kubernetes object. Its values are map[string]any, []any, string, bool, int64 and float64; never nil.
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

// Check reports what kustomize or a cluster would not keep as it is: a null, a type that JSON does not have, an
// annotation that kustomize takes for its own, or a missing identity. A nil error means that o can be encoded.
func (o Object) Check() error {
	key := o.Key()
	if key.Kind == "" || key.Name == "" || o["apiVersion"] == "" {
		return fmt.Errorf("object without apiVersion, kind or name: %v", key)
	}
	if strings.HasSuffix(key.Kind, "List") {
		return fmt.Errorf("%v: a list is no object; kustomize would take it apart", key)
	}
	metadata, _ := o["metadata"].(map[string]any)
	for _, field := range []string{"annotations", "labels"} {
		values, ok := metadata[field].(map[string]any)
		if !ok && metadata[field] != nil {
			return fmt.Errorf("%v: metadata.%s is no map", key, field)
		}
		for name, value := range values {
			if _, ok := value.(string); !ok {
				return fmt.Errorf("%v: metadata.%s[%q] is no string", key, field, name)
			}
			if reserved(name) {
				return fmt.Errorf("%v: metadata.%s[%q] belongs to kustomize", key, field, name)
			}
		}
		if ok && len(values) == 0 {
			return fmt.Errorf("%v: metadata.%s is empty; leave it out", key, field)
		}
	}
	if err := check(map[string]any(o), 0); err != nil {
		return fmt.Errorf("%v: %w", key, err)
	}
	return nil
}

// reserved says whether kustomize uses, and removes, an annotation of this name.
func reserved(name string) bool {
	for _, prefix := range []string{"internal.config.kubernetes.io/", "config.kubernetes.io/", "config.k8s.io/", "kustomize.config.k8s.io/"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// maxDepth is deeper than any Kubernetes object and far from any stack limit.
const maxDepth = 100

func check(value any, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch v := value.(type) {
	case map[string]any:
		for name, item := range v {
			if err := check(item, depth+1); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	case []any:
		for i, item := range v {
			if err := check(item, depth+1); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
	case string, bool, int64, float64:
	case nil:
		return fmt.Errorf("null; leave the field out")
	default:
		return fmt.Errorf("%T is no JSON value", value)
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
