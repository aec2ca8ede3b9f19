package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/sutazai/sutaz/generators/tree"
)

// cache remembers, by the content of the description, the checksums of the tree that it renders to. It holds no
// manifest: what it says is believed only when every file of rendered/ has the checksum. The zero cache knows nothing.
type cache struct {
	root, file string
}

// sums are checksums by the path of a file in rendered/.
type sums map[string]string

// openCache finds the record of the description as it is now. Any failure means no cache.
func (a *app) openCache(root string) cache {
	if a.noCache {
		return cache{}
	}
	key, err := inputs(root)
	if err != nil {
		return cache{}
	}
	return cache{root: root, file: filepath.Join(cacheDir(), "tree-"+key+".json")}
}

// inputs is a checksum of everything that decides the output: this program and the CUE files.
func inputs(root string) (string, error) {
	hash := sha256.New()
	note := func(values ...any) { hash.Write(fmt.Appendln(nil, values...)) }
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(program)
	if err != nil {
		return "", err
	}
	note(program, info.Size(), info.ModTime().UnixNano())
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
			note(name, len(data))
			hash.Write(data)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// current says whether rendered/ is exactly what the description renders to, as an earlier run has recorded it, and
// names its files.
func (c cache) current() ([]string, bool) {
	if c.file == "" {
		return nil, false
	}
	data, err := os.ReadFile(c.file)
	if err != nil {
		return nil, false
	}
	var recorded sums
	if json.Unmarshal(data, &recorded) != nil || len(recorded) == 0 {
		return nil, false // Damaged: it is written anew.
	}
	found, err := renderedSums(c.root)
	if err != nil || !maps.Equal(found, recorded) {
		return nil, false
	}
	return slices.Collect(maps.Keys(found)), true
}

// renderedSums are the checksums of every file in rendered/.
func renderedSums(root string) (sums, error) {
	rendered, err := openRendered(root)
	if err != nil || rendered == nil {
		return nil, err
	}
	defer rendered.Close()
	found := sums{}
	err = fs.WalkDir(rendered.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if !entry.Type().IsRegular() {
			found[name] = "" // A link or a device, which no record has.
			return nil
		}
		data, err := rendered.ReadFile(name)
		found[name] = checksum(data)
		return err
	})
	return found, err
}

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// maxRecords is how many descriptions are remembered: those of a few branches.
const maxRecords = 20

// save records the tree. A record that cannot be written is only a slower next run.
func (c cache) save(files tree.Files) {
	if c.file == "" {
		return
	}
	recorded := make(sums, len(files))
	for name, data := range files {
		recorded[name] = checksum(data)
	}
	data, err := json.Marshal(recorded)
	if err != nil {
		return
	}
	remember(c.file, data, "tree-*.json")
}
