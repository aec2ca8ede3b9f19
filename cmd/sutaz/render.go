package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/tree"
)

func newRender(a *app) *cobra.Command {
	var check, allowRemovals bool
	command := &cobra.Command{
		Use:   "render",
		Short: "Write rendered/ from environments/",
		Long: `Write rendered/ from environments/. Only files that differ are written, each atomically; files that no generator
owns are removed. A run that would remove more than a fifth of the components of an environment stops, unless
--allow-removals is given.`,
		Example: `  sutaz render
  sutaz render --check        write nothing; exit 1 when rendered/ is not current
  sutaz render --env dev      write dev alone; a base that changes is written for all`,
		RunE: func(*cobra.Command, []string) error {
			if check {
				return a.runDrift()
			}
			return a.runRender(allowRemovals)
		},
	}
	command.Flags().BoolVar(&check, "check", false, "write nothing; list what differs and exit 1")
	command.Flags().BoolVar(&allowRemovals, "allow-removals", false, "remove more than a fifth of an environment's components")
	return command
}

// summary is one line of a report: an environment, or the bases.
type summary struct {
	Name         string `json:"name"`
	Added        int    `json:"added"`
	Changed      int    `json:"changed"`
	Removed      int    `json:"removed"`
	Unchanged    int    `json:"unchanged"`
	Milliseconds int64  `json:"milliseconds"`
}

func (a *app) runRender(allowRemovals bool) error {
	dir, err := a.root()
	if err != nil {
		return err
	}
	unlock, err := lock(dir)
	if err != nil {
		return err
	}
	defer unlock()
	store := a.openCache(dir)
	if files, current := store.current(); current {
		a.stage("cache says that nothing changed")
		return a.report(files, nil)
	}
	m, err := a.render()
	if err != nil {
		return err
	}
	rendered, err := makeRendered(m.root)
	if err != nil {
		return err
	}
	defer rendered.Close()
	all, err := tree.Compare(rendered, m.files)
	if err != nil {
		return err
	}
	a.stage("rendered/ compared")
	if !allowRemovals {
		if err := guardRemovals(m.files, all); err != nil {
			return err
		}
	}
	changes := a.limit(all)
	if err := tree.Apply(rendered, changes); err != nil {
		return fmt.Errorf("rendered/%w; what was written before is whole, and the next run repairs the rest", err)
	}
	a.stage("rendered/ written")
	if len(changes) == len(all) {
		store.save(m.files)
	}
	return a.report(slices.Collect(maps.Keys(m.files)), changes)
}

// limit keeps the changes that --env and --component name. When a base changes, what other environments add to it
// must change with it, or their overlays would build to something else: then it is written for all, and said.
func (a *app) limit(all []tree.Change) []tree.Change {
	shared := map[string]bool{}
	for _, change := range all {
		if p := placeOf(change.Path); p.environment == "" && a.wantsComponent(p.component) && len(a.environments) > 0 {
			if !shared[p.component] {
				a.stderr.printf("rendered/base/%s changes, so it is written for every environment\n", p.component)
			}
			shared[p.component] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(change tree.Change) bool {
		p := placeOf(change.Path)
		return !a.wantsComponent(p.component) || p.environment != "" && !a.wants(p.environment) && !shared[p.component]
	})
}

// place is what a file of rendered/ belongs to; the fields are "" where it belongs to all.
type place struct{ environment, component string }

func placeOf(name string) place {
	parts := strings.Split(name, "/")
	switch {
	case len(parts) > 2 && parts[0] == "base":
		return place{component: parts[1]}
	case len(parts) > 3 && parts[0] == "overlays":
		return place{parts[1], parts[2]}
	case len(parts) == 3 && parts[0] == "runbooks":
		return place{parts[1], strings.TrimSuffix(parts[2], ".md")}
	case len(parts) > 2 && (parts[0] == "argocd" || parts[0] == "overlays"):
		return place{environment: parts[1]}
	}
	return place{}
}

// bases is the name of what all environments share, in reports.
const bases = "base"

// report prints one line for each environment that is wanted, and one for the bases, given the names of all files.
func (a *app) report(files []string, changes []tree.Change) error {
	lines := map[string]*summary{}
	line := func(name string) *summary {
		owner := placeOf(name).environment
		if owner == "" {
			owner = bases
		}
		if lines[owner] == nil {
			lines[owner] = &summary{Name: owner, Milliseconds: time.Since(a.started).Milliseconds()}
		}
		return lines[owner]
	}
	for _, name := range files {
		line(name).Unchanged++
	}
	for _, change := range changes {
		switch l := line(change.Path); change.Kind {
		case tree.Added:
			l.Added++
			l.Unchanged--
		case tree.Changed:
			l.Changed++
			l.Unchanged--
		case tree.Removed:
			l.Removed++
		}
	}
	wanted := []summary{}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		if l := *lines[name]; a.wants(name) || l.Added+l.Changed+l.Removed > 0 {
			wanted = append(wanted, l)
		}
	}
	return a.emit(wanted, func(s *stream) {
		for _, l := range wanted {
			s.printf("%-12s %d added, %d changed, %d removed, %d unchanged (%d ms)\n", l.Name+":", l.Added, l.Changed, l.Removed, l.Unchanged, l.Milliseconds)
		}
	})
}

// removalShare is the part of an environment's components that a run may remove unasked: one in five.
const removalShare = 5

// guardRemovals refuses to remove more than a fifth of the components that an environment has on disk.
func guardRemovals(files tree.Files, changes []tree.Change) error {
	const marker = "kustomization.yaml"
	removed, present := map[string]int{}, map[string]int{}
	count := func(name string, into map[string]int, n int) {
		if p := placeOf(name); p.environment != "" && p.component != "" && filepath.Base(name) == marker {
			into[p.environment] += n
		}
	}
	for name := range files {
		count(name, present, 1)
	}
	for _, change := range changes {
		switch change.Kind {
		case tree.Added:
			count(change.Path, present, -1)
		case tree.Removed:
			count(change.Path, present, 1)
			count(change.Path, removed, 1)
		case tree.Changed:
		}
	}
	for _, environment := range slices.Sorted(maps.Keys(removed)) {
		if removed[environment]*removalShare > present[environment] {
			return usageError{fmt.Errorf("this would remove %d of the %d components of %s, more than a fifth; "+
				"look at the change, and if it is meant, add --allow-removals; nothing was written",
				removed[environment], present[environment], environment)}
		}
	}
	return nil
}

// lock lets one render at a time write to a repository. It lies outside rendered/ and ends with the process.
func lock(root string) (unlock func(), err error) {
	dir := cacheDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("the lock: %w", err)
	}
	sum := sha256.Sum256([]byte(root))
	l := flock.New(filepath.Join(dir, "render-"+hex.EncodeToString(sum[:8])+".lock"))
	if err := l.Lock(); err != nil {
		return nil, fmt.Errorf("the lock: %w", err)
	}
	return func() { _ = l.Unlock() }, nil
}

// cacheDir is where this program keeps what it can make again.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir() // A container without a home still renders.
	}
	return filepath.Join(dir, "sutaz")
}
