package kustomize_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	stock "sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
)

// The short names keep the tables below readable.
type (
	m = map[string]any
	l = []any
)

// environments are one component, "app", in one environment for each list of objects: first, second, third. A nil
// list is an environment without it.
func environments(variants ...[]object.Object) []object.Environment {
	names := []string{"first", "second", "third"}
	out := make([]object.Environment, len(variants))
	for i, objects := range variants {
		out[i].Name = names[i]
		if objects != nil {
			out[i].Components = []object.Component{{Name: "app", Kind: "test", Objects: object.Fixed(objects...)}}
		}
	}
	return out
}

func objects(list ...object.Object) []object.Object { return list }

// newObject returns an object; place is "name" or "namespace/name".
func newObject(apiVersion, kind, place string, fields m) object.Object {
	metadata := m{"name": place}
	if namespace, name, found := strings.Cut(place, "/"); found {
		metadata = m{"name": name, "namespace": namespace}
	}
	o := object.Object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata}
	maps.Copy(o, fields)
	return o
}

func configMap(place string, data m) object.Object {
	return newObject("v1", "ConfigMap", place, m{"data": data})
}

// widget is a custom resource, of which kustomize knows nothing.
func widget(place string, spec any) object.Object {
	return newObject("example.com/v1", "Widget", place, m{"spec": spec})
}

// deployment has a container for each image.
func deployment(place string, images ...string) object.Object {
	return newObject("apps/v1", "Deployment", place, m{"spec": m{
		"replicas": int64(1),
		"template": m{"spec": m{"containers": containers(images...)}},
	}})
}

func containers(images ...string) l {
	list := l{}
	for i, image := range images {
		list = append(list, m{"name": string(rune('a' + i)), "image": image})
	}
	return list
}

// finish is what every caller of Encode does first.
func finish(t testing.TB, all []object.Environment) {
	t.Helper()
	for i := range all {
		if err := all[i].Finish(); err != nil {
			t.Fatalf("Finish: %v", err)
		}
	}
}

// encode returns the files of environments, of which the law and what every reader relies on have been checked.
func encode(t testing.TB, all []object.Environment) tree.Files {
	t.Helper()
	finish(t, all)
	files, _, err := kustomize.Encode(all)
	if err != nil {
		t.Fatalf("Encode: %v", err)
	}
	checkLaw(t, all, files)
	checkFiles(t, all, files)
	return files
}

func checkLaw(t testing.TB, all []object.Environment, files tree.Files) {
	t.Helper()
	builder := kustomize.NewBuilder(files)
	for _, environment := range all {
		for _, component := range environment.Components {
			dir := kustomize.OverlayDir(environment.Name, component.Name)
			err := builder.Law(environment.Name, component)
			if err == nil {
				err = printed(files, dir, component)
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", dir, err, files[path.Join(dir, "kustomization.yaml")])
			}
		}
	}
}

// printed is the law of what the kustomize command prints, as kubectl and Argo CD read it.
func printed(files tree.Files, dir string, component object.Component) error {
	fsys := filesys.MakeFsInMemory()
	for name, data := range files {
		if err := fsys.WriteFile("/"+name, data); err != nil {
			return err
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fsys, "/"+dir)
	if err != nil {
		return err
	}
	if built.Size() != len(component.Objects()) {
		return fmt.Errorf("prints %d objects, not %d", built.Size(), len(component.Objects()))
	}
	byKey := map[object.Key]object.Object{}
	for _, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return err
		}
		o, err := readStock(text)
		if err != nil {
			return err
		}
		byKey[o.Key()] = o
	}
	for _, want := range component.Objects() {
		if d := object.Diff(want, byKey[want.Key()]); d != "" {
			return fmt.Errorf("prints %v: %s", want.Key(), d)
		}
	}
	return nil
}

// checkFiles checks that each file is one object, which readers of YAML 1.1 and 1.2 take for the generated one: that of
// the environment for an overlay, and of the first environment that has the component for a base.
func checkFiles(t testing.TB, all []object.Environment, files tree.Files) {
	t.Helper()
	want := map[string]map[object.Key]object.Object{}
	for _, environment := range all {
		for _, component := range environment.Components {
			byKey := map[object.Key]object.Object{}
			for _, o := range component.Objects() {
				byKey[o.Key()] = o
			}
			want[kustomize.OverlayDir(environment.Name, component.Name)] = byKey
			if base := kustomize.BaseDir(component.Name); want[base] == nil {
				want[base] = byKey
			}
		}
	}
	for name, data := range files {
		if !bytes.HasPrefix(data, []byte(kustomize.Header)) {
			t.Errorf("%s: no header", name)
		}
		if path.Base(name) == "kustomization.yaml" {
			continue
		}
		for version, read := range map[string]func([]byte) (object.Object, error){"1.1": readStock, "1.2": readYAML} {
			o, err := read(data)
			if err != nil {
				t.Errorf("%s as YAML %s: %v\n%s", name, version, err, data)
			} else if d := object.Diff(want[path.Dir(name)][o.Key()], o); d != "" {
				t.Errorf("%s as YAML %s: %s\n%s", name, version, d, data)
			}
		}
	}
}

// readStock reads a file as kubectl and Argo CD do.
func readStock(data []byte) (object.Object, error) {
	text, err := stock.YAMLToJSONStrict(data)
	if err != nil {
		return nil, err
	}
	return readJSON(text)
}

func readYAML(data []byte) (object.Object, error) {
	var value m
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if err := decoder.Decode(&m{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return readJSON(text)
}

// readJSON reads numbers as objects hold them.
func readJSON(text []byte) (object.Object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value m
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return exact(value).(m), nil
}

func exact(value any) any {
	switch v := value.(type) {
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return whole
		}
		f, _ := v.Float64()
		return f
	case m:
		for name, item := range v {
			v[name] = exact(item)
		}
	case l:
		for i, item := range v {
			v[i] = exact(item)
		}
	}
	return value
}

// kustomization reads the kustomization.yaml of a directory, without what all of them say; nil where there is none.
func kustomization(t testing.TB, files tree.Files, dir string) m {
	t.Helper()
	data, ok := files[path.Join(dir, "kustomization.yaml")]
	if !ok {
		return nil
	}
	k, err := readStock(data)
	if err != nil {
		t.Fatal(err)
	}
	delete(k, "apiVersion")
	delete(k, "kind")
	return m(k)
}

func wantEqual(t testing.TB, what string, want, got any) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Errorf("%s:\nwant %#v\ngot  %#v", what, want, got)
	}
}

// clone copies an object in depth.
func clone(o object.Object) object.Object {
	return cloneValue(m(o)).(m)
}

func cloneValue(value any) any {
	switch v := value.(type) {
	case m:
		out := make(m, len(v))
		for name, item := range v {
			out[name] = cloneValue(item)
		}
		return out
	case l:
		out := make(l, len(v))
		for i, item := range v {
			out[i] = cloneValue(item)
		}
		return out
	}
	return value
}
