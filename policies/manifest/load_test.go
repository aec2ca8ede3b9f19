package manifest_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/sutazai/sutaz/policies/manifest"
)

// TestLoad reads each archive of testdata/load. Its comment says what is given, and its file "want" what is read: a line
// for each object with the place of its name, for each thing that is skipped, and for each error. UPDATE=1 writes it.
func TestLoad(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/load/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no archives", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := archive.Files[len(archive.Files)-1]
			if want.Name != "want" {
				t.Fatal("the last file must be want")
			}
			got := scenario(t, archive)
			if string(want.Data) == got {
				return
			}
			if os.Getenv("UPDATE") == "" {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
				return
			}
			archive.Files[len(archive.Files)-1].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Error(err)
			}
		})
	}
}

// scenario loads what the comment of an archive says: "path ARG…", "link NAME TARGET", "limits JSON"; the file "-" is
// standard input. Beside the root lies a directory "outside", with one object.
func scenario(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "root")
	input := manifest.Input{}
	write(t, filepath.Join(top, "outside", "secret.yaml"), configMap("outside"))
	for _, f := range archive.Files {
		switch f.Name {
		case "want":
		case "-":
			input.Stdin = strings.NewReader(string(f.Data))
		default:
			write(t, filepath.Join(dir, f.Name), string(f.Data))
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	for line := range strings.Lines(string(archive.Comment)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "path":
			for _, arg := range words[1:] {
				input.Paths = append(input.Paths, manifest.Path{Arg: arg, Root: root.FS(), Name: filepath.Clean(arg)})
			}
		case words[0] == "link" && len(words) == 3:
			if err := os.Symlink(words[2], filepath.Join(dir, words[1])); err != nil {
				t.Fatal(err)
			}
		case words[0] == "limits":
			if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "limits ")), &input.Limits); err != nil {
				t.Fatal(err)
			}
		default:
			t.Fatalf("no such line: %s", line)
		}
	}
	if input.Paths == nil {
		input.Paths = []manifest.Path{{Arg: ".", Root: root.FS(), Name: "."}}
	}
	return describe(manifest.Load(t.Context(), input))
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func configMap(name string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n"
}

// describe writes down what was read.
func describe(documents []manifest.Document, skipped []manifest.Skipped, err error) string {
	var b strings.Builder
	for i := range documents {
		d := &documents[i]
		at := d.Position("/metadata/name")
		fmt.Fprintf(&b, "%s #%d%s: %s at %s:%d:%d\n", d.File, d.Index, d.Item, d.Key(), at.File, at.Line, at.Column)
		if data := d.Object["data"]; data != nil {
			text, _ := json.Marshal(data)
			fmt.Fprintf(&b, "\t%s\n", text)
		}
	}
	for _, s := range skipped {
		fmt.Fprintf(&b, "skipped %s #%d: %s\n", s.File, s.Document, s.Reason)
	}
	if err != nil {
		fmt.Fprintf(&b, "%v\n", err)
	}
	return b.String()
}

// disk gives the file system of a directory, which cannot be left.
func disk(t testing.TB, dir string) fs.FS {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root.FS()
}
