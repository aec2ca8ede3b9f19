// Package builds checks that programs which know nothing of this repository read rendered/ as it is meant.
package builds

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/ci/internal/checkout"
	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
)

// TestKustomize builds all of rendered/ with the pinned kustomize, as Argo CD does: one process for each directory.
func TestKustomize(t *testing.T) {
	root := root(t)
	program, err := checkout.Tool(root, "kustomize")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, root, program, "build")
}

// TestKubectl builds all of rendered/ with the kustomize that is a part of kubectl.
func TestKubectl(t *testing.T) {
	root := root(t)
	program, err := exec.LookPath(filepath.Join(root, "bin", "kubectl")) // The pinned one, if it has been built.
	if err != nil {
		program, err = exec.LookPath("kubectl")
	}
	if err != nil {
		t.Skip("no kubectl in bin/ or on the PATH; make tools builds bin/kubectl")
	}
	t.Log(program)
	compare(t, root, program, "kustomize")
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// compare runs program in every directory that Argo CD builds and wants the objects that our own builder gives.
func compare(t *testing.T, root, program string, args ...string) {
	t.Helper()
	files, err := read(filepath.Join(root, "rendered"))
	if err != nil {
		t.Fatal(err)
	}
	dirs := directories(files)
	if len(dirs) == 0 {
		t.Fatal("rendered/ has nothing to build")
	}
	builder := kustomize.NewBuilder(files)
	differences := make([]error, len(dirs))
	_ = generators.Parallel(len(dirs), func(i int) error {
		out, err := checkout.Run(filepath.Join(root, "rendered"), nil, program, append(slices.Clone(args), dirs[i])...)
		if err == nil {
			err = differs(builder, dirs[i], out)
		}
		differences[i] = err
		return nil // All differences are wanted, not the first.
	})
	for i, err := range differences {
		if err != nil {
			t.Errorf("rendered/%s: %v", dirs[i], err)
		}
	}
	t.Logf("%d directories", len(dirs))
}

// read reads every file below dir.
func read(dir string) (tree.Files, error) {
	files := tree.Files{}
	fsys := os.DirFS(dir)
	return files, fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(fsys, name)
		return err
	})
}

// directories are those with a kustomization that stands for itself: a base is built as a part of its overlays.
func directories(files tree.Files) (dirs []string) {
	for name := range files {
		if path.Base(name) == "kustomization.yaml" && !strings.HasPrefix(name, "base/") {
			dirs = append(dirs, path.Dir(name))
		}
	}
	slices.Sort(dirs)
	return dirs
}

// differs says how what a program printed differs from what our builder makes of the same directory.
func differs(builder *kustomize.Builder, dir, printed string) error {
	want, err := builder.Build(dir)
	if err != nil {
		return err
	}
	got, err := decode(printed)
	if err != nil {
		return err
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d objects, want %d", len(got), len(want))
	}
	for i := range want {
		w, err := plain(want[i])
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(w, got[i]) {
			return fmt.Errorf("%v: %s", want[i].Key(), object.Diff(w, got[i]))
		}
	}
	return nil
}

// decode reads a stream of YAML as a cluster does, sorted by key.
func decode(printed string) (objects []object.Object, err error) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(printed)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			object.Sort(objects)
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		var o object.Object
		if err := yaml.Unmarshal(document, &o); err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(document)) > 0 {
			objects = append(objects, o)
		}
	}
}

// plain gives an object the types that a decoder of JSON chooses.
func plain(o object.Object) (out object.Object, err error) {
	data, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(data, &out)
}

func TestDiffers(t *testing.T) {
	const printed = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {port: "80"}
---
apiVersion: v1
kind: Secret
metadata: {name: a}
`
	builder := kustomize.NewBuilder(tree.Files{
		"overlays/dev/a/kustomization.yaml": []byte("resources: [a.yaml, b.yaml]\n"),
		"overlays/dev/a/a.yaml":             []byte("{apiVersion: v1, kind: Secret, metadata: {name: a}}\n"),
		"overlays/dev/a/b.yaml":             []byte("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {port: '80'}}\n"),
	})
	for _, test := range []struct {
		old, next string
		wants     bool
	}{
		{"", "", false},
		{`"80"`, "80", true},
		{"kind: Secret", "kind: Service", true},
		{"---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n", "", true},
		{"data:", "stuff:", true},
	} {
		changed := strings.Replace(printed, test.old, test.next, 1)
		if err := differs(builder, "overlays/dev/a", changed); (err != nil) != test.wants {
			t.Errorf("%q instead of %q: %v", test.next, test.old, err)
		}
	}
}
