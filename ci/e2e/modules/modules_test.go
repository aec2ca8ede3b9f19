package modules_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sutazai/sutaz/ci/e2e/modules"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	objects, err := modules.Decode([]byte("# a comment alone\n---\nkind: A\napiVersion: v1\nmetadata: {name: one}\nspec: {count: 3, text: \"a---b\"}\n---\n---\nkind: B\napiVersion: v1\nmetadata: {name: two}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, object := range objects {
		names = append(names, object.GetName())
	}
	if want := []string{"one", "two"}; !slices.Equal(names, want) {
		t.Fatalf("got %v, want %v", names, want)
	}
	if n := objects[0].Object["spec"].(map[string]any)["count"]; n != int64(3) {
		t.Errorf("a whole number is a %T", n)
	}
	if _, err := modules.Decode([]byte("kind: [")); err == nil {
		t.Error("text that is no YAML: no error")
	}
}

func TestObjectsReadsADirectoryByName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b.yaml": "kind: B\napiVersion: v1\nmetadata: {name: second}\n", "a.yaml": "kind: A\napiVersion: v1\nmetadata: {name: first}\n",
		"kustomization.yaml": "kind: Kustomization\n", "notes.txt": "kind: none\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	objects, err := modules.Objects(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) != 2 || objects[0].GetName() != "first" || objects[1].GetName() != "second" {
		t.Errorf("got %v", objects)
	}
	if _, err := modules.Objects(filepath.Join(dir, "absent")); err == nil {
		t.Error("a directory that is not there: no error")
	}
}
