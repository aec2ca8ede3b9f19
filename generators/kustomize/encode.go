// Package kustomize turns objects into Kustomize bases and overlays, and builds them back. The law that both obey is
// that building what was encoded gives the same objects.
package kustomize

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/wI2L/jsondiff"
	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kustomize/kyaml/resid"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
)

// Header is the first line of every generated YAML file.
const Header = "# Written by sutaz from environments/. Do not edit: change the CUE entry and run make render.\n"

// kustomization is the part of a kustomization.yaml that this program writes, in the order in which it is read.
type kustomization struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Resources  []string `yaml:"resources,omitempty"`
	Images     []image  `yaml:"images,omitempty"`
	Patches    []patch  `yaml:"patches,omitempty"`
}

// patch is a JSON patch (RFC 6902) on one object.
type patch struct {
	Target target `yaml:"target"`
	Patch  string `yaml:"patch"`
}

// target names one object. Kustomize takes each field as an anchored regular expression, and an empty one as any.
type target struct {
	Group     string `yaml:"group,omitempty"`
	Version   string `yaml:"version"`
	Kind      string `yaml:"kind"`
	Namespace string `yaml:"namespace,omitempty"`
	Name      string `yaml:"name"`
}

// targetOf names the object of key and no other of v. The plain words do for nearly all.
func targetOf(key object.Key, v variant) target {
	version := v.objects[key].Version()
	plain := target{Group: key.Group, Version: version, Kind: key.Kind, Namespace: key.Namespace, Name: key.Name}
	for other, o := range v.objects {
		if other != key && plain.matches(other, o.Version()) {
			return target{
				Group:     "^" + regexp.QuoteMeta(key.Group) + "$", // Says that a group is empty, too.
				Version:   version,
				Kind:      key.Kind,
				Namespace: effectiveNamespace(key, version),
				Name:      regexp.QuoteMeta(key.Name),
			}
		}
	}
	return plain
}

func (t target) matches(key object.Key, version string) bool {
	like := func(pattern, s string) bool {
		return pattern == "" || regexp.MustCompile("^(?:"+pattern+")$").MatchString(s)
	}
	return t.Kind == key.Kind && t.Version == version && like(t.Group, key.Group) && like(t.Name, key.Name) &&
		like(t.Namespace, effectiveNamespace(key, version))
}

// effectiveNamespace is the namespace by which kustomize knows an object: a word of its own for the kinds that it knows
// to be cluster-scoped, and "default" for others without one.
func effectiveNamespace(key object.Key, version string) string {
	return resid.NewResIdWithNamespace(resid.NewGvk(key.Group, version, key.Kind), key.Name, key.Namespace).EffectiveNamespace()
}

// BaseDir and OverlayDir are where a component lies in the rendered tree.
func BaseDir(component string) string { return path.Join("base", component) }

// OverlayDir is the directory of a component in one environment.
func OverlayDir(environment, component string) string {
	return path.Join("overlays", environment, component)
}

// variant is one component in one environment.
type variant struct {
	environment string
	objects     map[object.Key]object.Object
}

// place is where a component stands: the number of its environment, and its own.
type place struct{ environment, component int }

// Encode writes every component of all environments as a base and one overlay for each environment that has it. The
// base holds the objects that all those environments have, with the values of the first; environments stand in the
// order of preference. An overlay holds whole what only some have, and patches for the rest. It also says which objects
// each environment has. Objects are held for one component at a time and processor.
func Encode(environments []object.Environment) (tree.Files, []object.Inventory, error) {
	places := map[string][]place{}
	for i, environment := range environments {
		for j, component := range environment.Components {
			places[component.Name] = append(places[component.Name], place{i, j})
		}
	}
	type result struct {
		files tree.Files
		keys  [][]object.Key // In the order of places.
		err   error
	}
	names := slices.Sorted(maps.Keys(places))
	results := make([]result, len(names))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		group.Go(func() error {
			r := &results[i]
			var variants []variant
			if variants, r.err = take(environments, places[name]); r.err != nil {
				return nil // The first by name is wanted, not the first in time.
			}
			for _, v := range variants {
				r.keys = append(r.keys, slices.SortedFunc(maps.Keys(v.objects), object.Key.Compare))
			}
			r.files = tree.Files{}
			r.err = encodeComponent(r.files, name, variants)
			return nil
		})
	}
	_ = group.Wait()
	files := tree.Files{}
	inventories := make([]object.Inventory, len(environments))
	for i := range inventories {
		inventories[i] = object.Inventory{}
	}
	for i, name := range names {
		if err := results[i].err; err != nil {
			return nil, nil, fmt.Errorf("component %q: %w", name, err)
		}
		maps.Copy(files, results[i].files)
		for j, at := range places[name] {
			inventories[at.environment][name] = results[i].keys[j]
		}
	}
	return files, inventories, nil
}

// take makes the objects of one component wherever it stands.
func take(environments []object.Environment, places []place) ([]variant, error) {
	variants := make([]variant, len(places))
	for i, at := range places {
		environment := environments[at.environment]
		objects, err := environment.Components[at.component].Take()
		if err != nil {
			return nil, fmt.Errorf("environment %s: %w", environment.Name, err)
		}
		variants[i] = variant{environment.Name, objects}
	}
	return variants, nil
}

func encodeComponent(files tree.Files, name string, variants []variant) error {
	shared := map[object.Key]object.Object{}
	for key, o := range variants[0].objects {
		everywhere := true
		for _, other := range variants[1:] {
			if _, has := other.objects[key]; !has {
				everywhere = false
			}
		}
		if everywhere {
			shared[key] = o
		}
	}
	if len(shared) > 0 { // Kustomize takes a base without resources for a mistake.
		dir := BaseDir(name)
		resources, err := writeObjects(files, dir, shared)
		if err != nil {
			return err
		}
		if err := writeKustomization(files, dir, kustomization{Resources: resources}); err != nil {
			return err
		}
	}
	for _, v := range variants {
		err := v.check()
		if err == nil {
			err = encodeOverlay(files, name, v, shared)
		}
		if err != nil {
			return fmt.Errorf("environment %s: %w", v.environment, err)
		}
	}
	return nil
}

// check refuses what each object alone does not show: kustomize knows which kinds are cluster-scoped, and to it an
// object without a namespace is one in "default".
func (v variant) check() error {
	type identity struct {
		group, version, kind, namespace, name string
	}
	owner := map[identity]object.Key{}
	for _, key := range slices.SortedFunc(maps.Keys(v.objects), object.Key.Compare) {
		version := v.objects[key].Version()
		namespace := effectiveNamespace(key, version)
		if key.Namespace != "" && key.Namespace != namespace {
			return fmt.Errorf("%v: the kind is cluster-scoped; leave metadata.namespace out", key)
		}
		id := identity{key.Group, version, key.Kind, namespace, key.Name}
		if other, taken := owner[id]; taken {
			return fmt.Errorf("%v and %v are one object to kustomize; give both a namespace", other, key)
		}
		owner[id] = key
	}
	return nil
}

func encodeOverlay(files tree.Files, name string, v variant, shared map[object.Key]object.Object) error {
	dir := OverlayDir(v.environment, name)
	own := map[object.Key]object.Object{}
	k := kustomization{Images: imageChanges(v, shared)}
	if len(shared) > 0 {
		k.Resources = []string{"../../../" + BaseDir(name)}
	}
	for _, key := range slices.SortedFunc(maps.Keys(v.objects), object.Key.Compare) {
		o := v.objects[key]
		base, isShared := shared[key]
		if !isShared {
			own[key] = o
			continue
		}
		if o.Version() != base.Version() {
			return fmt.Errorf("%v has version %s here and %s elsewhere; one component has one version", key, o.Version(), base.Version())
		}
		text, err := patchText(retag(base, k.Images), o)
		if err != nil {
			return fmt.Errorf("%v: %w", key, err)
		}
		if text != "" {
			k.Patches = append(k.Patches, patch{Target: targetOf(key, v), Patch: text})
		}
	}
	resources, err := writeObjects(files, dir, own)
	if err != nil {
		return err
	}
	k.Resources = append(k.Resources, resources...)
	return writeKustomization(files, dir, k)
}

// patchText is the JSON patch that turns from into to, as YAML; "" where they are equal.
func patchText(from, to object.Object) (string, error) {
	if reflect.DeepEqual(from, to) {
		return "", nil
	}
	before, after := asNumbers(map[string]any(from)).(map[string]any), asNumbers(map[string]any(to)).(map[string]any)
	operations := replaceLong("", before, after)
	differ := (&jsondiff.Differ{}).WithOpts(jsondiff.LCS())
	differ.Compare(before, after)
	operations = append(operations, differ.Patch()...)
	nodes := make([]yaml.Node, len(operations))
	for i, operation := range operations {
		entry := []any{"op", operation.Type, "path", operation.Path}
		if operation.Type != jsondiff.OperationRemove {
			value, err := numbers(operation.Value)
			if err != nil {
				return "", err
			}
			entry = append(entry, "value", value)
		}
		nodes[i].Kind = yaml.MappingNode
		for _, value := range entry {
			node, err := toNode(value)
			if err != nil {
				return "", err
			}
			nodes[i].Content = append(nodes[i].Content, node)
		}
	}
	quoteEnd(&nodes[len(nodes)-1])
	text, err := marshal(nodes)
	return string(text), err
}

// longLists is the product of the lengths of two lists from which on they are not compared item by item: what that takes
// grows with the product, in time and in memory.
const longLists = 1 << 16

// replaceLong are the operations that replace long lists as a whole; it takes them out of both sides.
func replaceLong(at string, from, to map[string]any) (operations jsondiff.Patch) {
	for _, name := range slices.Sorted(maps.Keys(to)) {
		path := at + "/" + pointer.Replace(name)
		switch value := to[name].(type) {
		case map[string]any:
			if old, is := from[name].(map[string]any); is {
				operations = append(operations, replaceLong(path, old, value)...)
			}
		case []any:
			if old, is := from[name].([]any); is && len(old)*len(value) >= longLists && !reflect.DeepEqual(old, value) {
				operations = append(operations, jsondiff.Operation{Type: jsondiff.OperationReplace, Path: path, Value: value})
				delete(from, name)
				delete(to, name)
			}
		}
	}
	return operations
}

// pointer writes a name as a step of a JSON pointer (RFC 6901).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// toNode does what the method Encode of a node does, with the indent of two with which alone the library can read what
// it wrote: with four, it loses its way in a list whose text begins with a space.
func toNode(value any) (*yaml.Node, error) {
	text, err := marshal(value)
	if err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	return document.Content[0], nil
}

// quoteEnd puts quotes around the last value if it ends in a space of any kind, such as the end of a line: kustomize
// trims a patch, and would take that away.
func quoteEnd(node *yaml.Node) {
	for len(node.Content) > 0 {
		node = node.Content[len(node.Content)-1]
	}
	if strings.TrimSpace(node.Value) != node.Value {
		node.Style = yaml.DoubleQuotedStyle
	}
}

// asNumbers copies a value with its numbers as the differ knows them.
func asNumbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			out[name] = asNumbers(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = asNumbers(item)
		}
		return out
	case int64:
		return json.Number(strconv.FormatInt(v, 10))
	case float64:
		return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return value
}

// writeObjects writes one file for each object and returns their names, sorted.
func writeObjects(files tree.Files, dir string, objects map[object.Key]object.Object) ([]string, error) {
	names := make([]string, 0, len(objects))
	for _, key := range slices.SortedFunc(maps.Keys(objects), object.Key.Compare) {
		data, err := marshal(map[string]any(objects[key]))
		if err != nil {
			return nil, fmt.Errorf("%v: %w", key, err)
		}
		name := fileName(key, dir, files)
		files.Add(path.Join(dir, name), append([]byte(Header), data...))
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// maxStem keeps a file name, with what is added to it here and while it is written, within the 255 bytes that file
// systems allow.
const maxStem = 200

// fileName is kind-name.yaml; where that is taken, as it is for one name in two namespaces or two groups, the
// namespace and the group are added, and a number where that is not enough.
func fileName(key object.Key, dir string, files tree.Files) string {
	stem := strings.ReplaceAll(strings.ToLower(key.Kind)+"-"+key.Name, ":", "-")
	free := func() bool {
		_, taken := files[path.Join(dir, stem+".yaml")]
		return !taken
	}
	for _, more := range []string{"", key.Namespace, key.Group} {
		if more != "" {
			stem += "." + more
		}
		stem = stem[:min(len(stem), maxStem)]
		if free() {
			return stem + ".yaml"
		}
	}
	short := stem
	for i := 2; !free(); i++ {
		stem = short + "." + strconv.Itoa(i)
	}
	return stem + ".yaml"
}

func writeKustomization(files tree.Files, dir string, k kustomization) error {
	k.APIVersion, k.Kind = "kustomize.config.k8s.io/v1beta1", "Kustomization"
	data, err := marshal(k)
	if err != nil {
		return err
	}
	files.Add(path.Join(dir, "kustomization.yaml"), append([]byte(Header), data...))
	return nil
}

// Marshal writes a value as YAML: two spaces, keys of maps sorted, with the header.
func Marshal(value any) ([]byte, error) {
	data, err := marshal(value)
	return append([]byte(Header), data...), err
}

// Clean is a value with JSON tags, such as a type of Argo CD, as an object that says only what is set: without nulls,
// and without the empty status and creation time that such types print.
func Clean(value any) (object.Object, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	o, err := decode(data)
	if err != nil {
		return nil, err
	}
	delete(o, "status")
	dropEmpty(o)
	return o, nil
}

// dropEmpty removes nulls and what is left empty around them.
func dropEmpty(m map[string]any) {
	for name, value := range m {
		switch v := value.(type) {
		case nil:
			delete(m, name)
		case map[string]any:
			had := len(v)
			dropEmpty(v)
			if had > 0 && len(v) == 0 {
				delete(m, name)
			}
		case []any:
			for _, item := range v {
				if inner, ok := item.(map[string]any); ok {
					dropEmpty(inner)
				}
			}
		}
	}
}

func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return b.Bytes(), encoder.Close()
}
