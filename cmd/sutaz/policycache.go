package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/policies"
)

// record remembers what a run found in a repository, by everything that decides it: this program, the description, the
// rules, the day, and what the run was limited to. It is believed only while rendered/ is what the description says.
// The zero record remembers nothing.
type record struct {
	cache cache
	file  string
}

func (a *app) openRecord(root string, f *ruleFlags, target *cluster) (record, error) {
	c := a.openCache(root)
	if c.file == "" {
		return record{}, nil
	}
	sources, err := f.sources()
	if err != nil {
		return record{}, err
	}
	sum, err := policies.Sum(sources...)
	if err != nil {
		return record{}, usageError{fmt.Errorf("--policies: %w", err)}
	}
	// The release of each environment is in the description, and so in the cache.
	accepted, err := target.schemas(newestRelease())
	if err != nil {
		return record{}, err
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%q", []any{c.file, sum, accepted.Sum(), f.version, a.today(), a.environments, a.components, f.rules, f.groups}))
	return record{cache: c, file: filepath.Join(cacheDir(), "report-"+hex.EncodeToString(key[:16])+".json")}, nil
}

// report is what an earlier run found.
func (r record) report() (report policies.Report, known bool) {
	if r.file == "" {
		return report, false
	}
	data, err := os.ReadFile(r.file)
	if err != nil || json.Unmarshal(data, &report) != nil || report.Rules == 0 {
		return policies.Report{}, false // Damaged: it is written anew.
	}
	_, current := r.cache.current()
	return report, current
}

// save remembers what was found. A record that cannot be written is only a slower next run.
func (r record) save(files tree.Files, report policies.Report) {
	if r.file == "" {
		return
	}
	r.cache.save(files)
	if data, err := json.Marshal(report); err == nil {
		remember(r.file, data, "report-*.json")
	}
}

// remember writes a file of the cache; those of the pattern go when they have become many.
func remember(file string, data []byte, pattern string) {
	if old, err := filepath.Glob(filepath.Join(filepath.Dir(file), pattern)); err == nil && len(old) >= maxRecords {
		for _, name := range old {
			_ = os.Remove(name)
		}
	}
	if os.MkdirAll(filepath.Dir(file), 0o755) == nil {
		_ = writeFile(file, data)
	}
}

// openMemory reads what the rules said in earlier runs, and gives the function that writes it. It fails silently: the
// next run is only slower.
func (a *app) openMemory(engine *policies.Engine) (memory *policies.Memory, save func()) {
	if a.noCache { // What several environments share is judged once all the same.
		return policies.NewMemory(nil), func() {}
	}
	file := filepath.Join(cacheDir(), "policy-"+engine.Sum()[:16]+".json")
	data, err := os.ReadFile(file)
	if err != nil {
		data = nil
	}
	memory = policies.NewMemory(data)
	return memory, func() {
		data, changed, err := memory.Save()
		if err != nil || !changed {
			return
		}
		remember(file, data, "policy-*.json")
	}
}
