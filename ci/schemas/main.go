// Command schemas writes policies/schemas/data: what Kubernetes and the operators of the platform accept, taken from
// pinned Go modules, without prose. It runs in its own directory. Only the Go proxy, or a filled module cache, is needed.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

func main() {
	files, err := generate()
	if err == nil {
		err = write("../../policies/schemas/data", files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

// generate makes every file of the data, by name.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, r := range releases {
		entries, err := native(r)
		if err != nil {
			return nil, fmt.Errorf("kubernetes %s: %w", r.name, err)
		}
		if files["kubernetes-"+r.name+".gz"], err = pack(entries); err != nil {
			return nil, err
		}
	}
	groups, sources, err := custom()
	if err != nil {
		return nil, err
	}
	if files["sources.json"], err = json.MarshalIndent(sources, "", "\t"); err != nil {
		return nil, err
	}
	files["sources.json"] = append(files["sources.json"], '\n')
	for group, entries := range groups {
		if files["custom-"+group+".gz"], err = pack(entries); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// pack writes one line for each entry, its name, a tabulator and JSON, and compresses them. The same entries always give
// the same bytes: names are sorted, as JSON sorts keys, and the header of gzip holds no time.
func pack(entries map[string]any) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		data, err := json.Marshal(entries[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, err := fmt.Fprintf(zip, "%s\t%s\n", name, data); err != nil {
			return nil, err
		}
	}
	err = zip.Close() // It writes what is left.
	return out.Bytes(), err
}

// write replaces what is in the directory; sources.json keeps its name and is written over.
func write(dir string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(dir, "*.gz"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil { //nolint:gosec // Everybody may read what is committed.
			return err
		}
	}
	return nil
}

// fetch brings a module and returns its directory.
func fetch(m module) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", m.version) //nolint:gosec // The versions are those of sources.go.
	cmd.Dir = os.TempDir()                                           // Outside of a module, so that no go.sum is written.
	out, err := cmd.Output()
	var got struct{ Dir, Sum, Error string }
	if bad := json.Unmarshal(out, &got); bad != nil {
		return "", fmt.Errorf("%s: %w", m.version, err)
	}
	switch {
	case got.Error != "":
		return "", fmt.Errorf("%s: %s", m.version, got.Error)
	case got.Sum != m.sum:
		return "", fmt.Errorf("%s has checksum %s, want %s", m.version, got.Sum, m.sum)
	}
	return got.Dir, nil
}
