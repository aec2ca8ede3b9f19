package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// cache remembers, by the content of the description, the checksums of the tree that it renders to. It holds no
// manifest: what it says is believed only when every file of rendered/ has the checksum. The zero cache knows nothing.
type cache struct {
	root, file string
}

// environmentCount is one line of a report.
type environmentCount struct {
	Name  string
	Files int
}

// record is the content of a cache file.
type record struct {
	Files        map[string]string
	Environments []environmentCount
}

// openCache finds the record of the description as it is now. Any failure means no cache.
func (a *app) openCache(root string) cache {
	if a.noCache {
		return cache{}
	}
	dir, err := cacheDir()
	if err != nil {
		return cache{}
	}
	key, err := inputs(root)
	if err != nil {
		return cache{}
	}
	return cache{root: root, file: filepath.Join(dir, "tree-"+key+".json")}
}

// inputs is a checksum of everything that decides the output: this program and the CUE files.
func inputs(root string) (string, error) {
	hash := sha256.New()
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(program)
	if err != nil {
		return "", err
	}
	fmt.Fprintln(hash, program, info.Size(), info.ModTime().UnixNano())
	opened, err := os.OpenRoot(root)
	if err != nil {
		return "", err
	}
	defer opened.Close()
	for _, dir := range []string{"cue.mod", "environments"} {
		err := fs.WalkDir(opened.FS(), dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".cue" {
				return err
			}
			data, err := opened.ReadFile(name)
			fmt.Fprintln(hash, name, len(data))
			hash.Write(data)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// current says whether rendered/ is exactly what the description renders to, as an earlier run has recorded it.
func (c cache) current() ([]environmentCount, bool) {
	if c.file == "" {
		return nil, false
	}
	data, err := os.ReadFile(c.file)
	if err != nil {
		return nil, false
	}
	var r record
	if json.Unmarshal(data, &r) != nil || len(r.Files) == 0 {
		return nil, false // Damaged: it is written anew.
	}
	found, err := checksums(c.root)
	if err != nil || len(found) != len(r.Files) {
		return nil, false
	}
	for name, sum := range found {
		if r.Files[name] != sum {
			return nil, false
		}
	}
	return r.Environments, true
}

// checksums are those of every file in rendered/.
func checksums(root string) (map[string]string, error) {
	rendered, err := openRendered(root, false)
	if err != nil || rendered == nil {
		return nil, err
	}
	defer rendered.Close()
	sums := map[string]string{}
	err = fs.WalkDir(rendered.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if !entry.Type().IsRegular() {
			sums[name] = ""
			return nil
		}
		data, err := rendered.ReadFile(name)
		sums[name] = checksum(data)
		return err
	})
	return sums, err
}

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// save records the tree. A record that cannot be written is only a slower next run.
func (c cache) save(m *model) {
	if c.file == "" {
		return
	}
	r := record{Files: make(map[string]string, len(m.files))}
	count := map[string]int{}
	for name, data := range m.files {
		r.Files[name] = checksum(data)
		count[environmentOf(name)]++
	}
	r.Environments = append(r.Environments, environmentCount{"base", count[""]})
	for _, environment := range m.environments {
		name := environment.Environment.Name
		r.Environments = append(r.Environments, environmentCount{name, count[name]})
	}
	data, err := json.Marshal(r)
	if err != nil {
		return
	}
	// One description has one record; older ones would only fill the disk.
	if old, err := filepath.Glob(filepath.Join(filepath.Dir(c.file), "tree-*.json")); err == nil && len(old) > 20 {
		slices.Sort(old)
		for _, name := range old {
			_ = os.Remove(name)
		}
	}
	next := c.file + ".next"
	if os.WriteFile(next, data, 0o644) == nil {
		_ = os.Rename(next, c.file)
	}
}
