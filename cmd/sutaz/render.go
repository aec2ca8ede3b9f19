package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	if counts, current := store.current(); current {
		a.stage("cache says that nothing changed")
		for _, line := range counts {
			if a.wants(line.Name) {
				fmt.Fprintf(a.stdout, "%-12s 0 added, 0 changed, 0 removed, %d unchanged (%s)\n", line.Name+":", line.Files, a.took())
			}
		}
		return nil
	}
	m, err := a.render()
	if err != nil {
		return err
	}
	rendered, err := openRendered(m.root, true)
	if err != nil {
		return err
	}
	defer rendered.Close()
	all, err := tree.Compare(rendered, m.files)
	if err != nil {
		return err
	}
	a.stage("rendered/ compared")
	if err := guardRemovals(rendered, m, all); err != nil && !allowRemovals {
		return err
	}
	changes := a.limit(m, all)
	if err := tree.Apply(rendered, changes); err != nil {
		return fmt.Errorf("rendered/%w; what was written before is whole, and the next run repairs the rest", err)
	}
	a.stage("rendered/ written")
	a.report(m, changes)
	if len(changes) == len(all) {
		store.save(m)
	}
	return nil
}

// limit keeps the changes of the environments that --env names. When a base changes, what other environments add to
// it must change with it, or their overlays would build to something else: then all is written, and said.
func (a *app) limit(m *model, all []tree.Change) []tree.Change {
	if len(a.environments) == 0 {
		return all
	}
	var kept []tree.Change
	for _, change := range all {
		owner := environmentOf(change.Path)
		if owner == "" {
			fmt.Fprintf(a.stderr, "rendered/%s changes for every environment, so all are written\n", change.Path)
			a.environments = nil
			return all
		}
		if slices.Contains(a.environments, owner) {
			kept = append(kept, change)
		}
	}
	return kept
}

// environmentOf is the environment of a file in rendered/, or "" for a base or what belongs to nobody.
func environmentOf(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) > 2 && (parts[0] == "overlays" || parts[0] == "argocd") {
		return parts[1]
	}
	return ""
}

func (a *app) took() time.Duration { return time.Since(a.started).Round(time.Millisecond) }

// report prints one line for each environment, and one for the bases.
func (a *app) report(m *model, changes []tree.Change) {
	count := map[string]map[tree.Kind]int{}
	total := map[string]int{}
	for name := range m.files {
		total[environmentOf(name)]++
	}
	for _, change := range changes {
		owner := environmentOf(change.Path)
		if count[owner] == nil {
			count[owner] = map[tree.Kind]int{}
		}
		count[owner][change.Kind]++
	}
	line := func(title, owner string) {
		c := count[owner]
		fmt.Fprintf(a.stdout, "%-12s %d added, %d changed, %d removed, %d unchanged (%s)\n", title+":",
			c[tree.Added], c[tree.Changed], c[tree.Removed], total[owner]-c[tree.Added]-c[tree.Changed], a.took())
	}
	if len(a.environments) == 0 {
		line("base", "")
	}
	for _, environment := range m.environments {
		if name := environment.Environment.Name; a.wants(name) {
			line(name, name)
		}
	}
}

// removalShare is the part of an environment's components that a run may remove unasked.
const removalShare = 5

// guardRemovals refuses to remove more than a fifth of the components that an environment has on disk.
func guardRemovals(rendered *os.Root, m *model, changes []tree.Change) error {
	removed, present := map[string]int{}, map[string]int{}
	for _, change := range changes {
		parts := strings.Split(change.Path, "/")
		if len(parts) == 4 && parts[0] == "overlays" && parts[3] == "kustomization.yaml" && change.Kind == tree.Removed {
			removed[parts[1]]++
			present[parts[1]]++
		}
	}
	added := map[string]bool{}
	for _, change := range changes {
		added[change.Path] = change.Kind == tree.Added
	}
	for name := range m.files {
		parts := strings.Split(name, "/")
		if len(parts) == 4 && parts[0] == "overlays" && parts[3] == "kustomization.yaml" && !added[name] {
			present[parts[1]]++
		}
	}
	for _, environment := range slices.Sorted(mapKeys(removed)) {
		if removed[environment]*removalShare > present[environment] {
			return usageError{fmt.Errorf("this would remove %d of the %d components of %s, more than a fifth; look at the change, and if it is meant, run it with --allow-removals; nothing was written",
				removed[environment], present[environment], environment)}
		}
	}
	return nil
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// diffLines is how much of a difference is shown for one file.
const diffLines = 12

// runDrift shows what rendering would change.
func (a *app) runDrift() error {
	m, err := a.render()
	if err != nil {
		return err
	}
	drift, err := a.drift(m)
	if err != nil {
		return err
	}
	if drift {
		return errFindings
	}
	fmt.Fprintln(a.stdout, "rendered/ is current")
	return nil
}

// drift compares rendered/ with what the description says, and prints what differs.
func (a *app) drift(m *model) (bool, error) {
	var changes []tree.Change
	rendered, err := openRendered(m.root, false)
	if err != nil {
		return false, err
	}
	if rendered == nil {
		fmt.Fprintln(a.stdout, "rendered/ is missing")
		fmt.Fprintln(a.stdout, "run: make render")
		return true, nil
	}
	defer rendered.Close()
	if changes, err = tree.Compare(rendered, m.files); err != nil {
		return false, err
	}
	a.stage("rendered/ compared")
	if len(a.environments) > 0 {
		changes = slices.DeleteFunc(changes, func(c tree.Change) bool {
			owner := environmentOf(c.Path)
			return owner != "" && !a.wants(owner)
		})
	}
	words := map[tree.Kind]string{tree.Added: "missing", tree.Changed: "changed", tree.Removed: "orphaned"}
	for _, change := range changes {
		fmt.Fprintf(a.stdout, "%s: rendered/%s\n", words[change.Kind], change.Path)
		if change.Kind == tree.Changed {
			fmt.Fprint(a.stdout, change.Diff(diffLines))
		}
	}
	if len(changes) > 0 {
		fmt.Fprintf(a.stdout, "%d file%s of rendered/ %s not what environments/ says; run: make render\n", len(changes), plural(len(changes)), map[bool]string{true: "is", false: "are"}[len(changes) == 1])
	}
	return len(changes) > 0, nil
}

// lock lets one render at a time write to a repository. It lies outside rendered/ and ends with the process.
func lock(root string) (func(), error) {
	dir, err := cacheDir()
	if err != nil {
		return nil, err
	}
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
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		// A container without a home still renders.
		dir = os.TempDir()
	}
	return filepath.Join(dir, "sutaz"), nil
}
