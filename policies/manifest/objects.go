package manifest

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
)

// escapePointer is object.EscapePointer without work for names that need none.
func escapePointer(name string) string {
	if strings.ContainsAny(name, "~/") {
		return object.EscapePointer(name)
	}
	return name
}

func itemPointer(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// source is where a value was read, as far as its objects need to know.
type source struct {
	file  string
	index int
	from  origin
}

// objects finds the objects in the value of a document: one, those of a list, or none, which is noted.
func (s source) objects(value any, item string) (r result) {
	fields, ok := value.(map[string]any)
	switch {
	case value == nil && item == "":
		return result{} // Empty.
	case !ok:
		r.skip(s, item, "it is no Kubernetes object: it is no map")
		return r
	}
	if items, typed, ok := list(fields); ok {
		for i, value := range items {
			typed.apply(value)
			below := s.objects(value, itemPointer(item+"/items", i))
			r.documents = append(r.documents, below.documents...)
			r.skipped = append(r.skipped, below.skipped...)
			r.errs = append(r.errs, below.errs...)
		}
		return r
	}
	if reason := s.noObject(fields); reason != "" {
		r.skip(s, item, reason)
		return r
	}
	d := Document{File: s.file, Index: s.index, Item: item, Object: fields, from: s.from}
	r.errs = broken(&d)
	r.documents = []Document{d}
	return r
}

func (r *result) skip(s source, item, reason string) {
	if item != "" {
		reason = item + ": " + reason
	}
	r.skipped = append(r.skipped, Skipped{s.file, s.index, reason})
}

// itemType is what the items of a typed list, such as a PodList, leave out.
type itemType struct{ apiVersion, kind string }

// list gives the items of a list, which kubectl tells by its items as well.
func list(fields map[string]any) (items []any, typed itemType, ok bool) {
	kind, _ := fields["kind"].(string)
	items, ok = fields["items"].([]any)
	if !ok || !strings.HasSuffix(kind, "List") {
		return nil, itemType{}, false
	}
	if metadata, _ := fields["metadata"].(map[string]any); metadata["name"] != nil {
		return nil, itemType{}, false // A custom resource that is called so.
	}
	apiVersion, _ := fields["apiVersion"].(string)
	return items, itemType{apiVersion, strings.TrimSuffix(kind, "List")}, true
}

func (t itemType) apply(value any) {
	fields, ok := value.(map[string]any)
	if !ok || t.kind == "" || t.apiVersion == "" {
		return
	}
	_, hasKind := fields["kind"]
	_, hasVersion := fields["apiVersion"]
	if !hasKind && !hasVersion {
		fields["kind"], fields["apiVersion"] = t.kind, t.apiVersion
	}
}

// noObject says why a map is no Kubernetes object, or "".
func (s source) noObject(fields map[string]any) string {
	apiVersion, _ := fields["apiVersion"].(string)
	if isKustomization(path.Base(s.file)) && !isBuild(s.from) || strings.HasPrefix(apiVersion, "kustomize.config.k8s.io/") {
		return "it is a kustomization, which is no Kubernetes object: give its directory to have it built"
	}
	var missing []string
	for _, field := range []string{"apiVersion", "kind"} {
		if fields[field] == nil {
			missing = append(missing, field)
		}
	}
	if len(missing) == 0 && !named(fields) {
		missing = []string{"metadata.name"}
	}
	if missing == nil {
		return ""
	}
	return "it is no Kubernetes object: it has no " + strings.Join(missing, " and no ")
}

// named says whether metadata has a name or the beginning of one. What is of the wrong type is broken, not absent.
func named(fields map[string]any) bool {
	metadata, ok := fields["metadata"].(map[string]any)
	if !ok {
		return fields["metadata"] != nil
	}
	return present(metadata["name"]) || present(metadata["generateName"])
}

func present(value any) bool { return value != nil && value != "" }

// broken are the mistakes in the identity of an object, without which no rule can name it.
func broken(d *Document) (errs []error) {
	check := func(fields map[string]any, pointer string) {
		name := pointer[strings.LastIndexByte(pointer, '/')+1:]
		value, set := fields[name]
		if _, ok := value.(string); ok || !set || value == nil {
			return
		}
		errs = append(errs, errorAt(d.Position(pointer), "%s must be text, and is %s; put it in quotes if it is meant", dotted(pointer), describe(value)))
	}
	check(d.Object, "/apiVersion")
	check(d.Object, "/kind")
	metadata, ok := d.Object["metadata"].(map[string]any)
	if !ok {
		return append(errs, errorAt(d.Position("/metadata"), "metadata must be a map, and is %s", describe(d.Object["metadata"])))
	}
	check(metadata, "/metadata/name")
	check(metadata, "/metadata/generateName")
	check(metadata, "/metadata/namespace")
	return errs
}

func dotted(pointer string) string { return strings.ReplaceAll(pointer[1:], "/", ".") }

// describe names a value in a few words.
func describe(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	case bool:
		return fmt.Sprintf("the truth value %v", v)
	case nil:
		return "nothing"
	}
	return fmt.Sprintf("the number %v", value)
}
