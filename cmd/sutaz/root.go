package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/tree"
)

// app is what commands share: flags, streams, and the time that stages take.
type app struct {
	stdout, stderr io.Writer
	dir            string
	environments   []string
	verbose        bool
	noCache        bool
	started        time.Time
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "sutaz",
		Short: "Render and check the GitOps manifests of an AI-agent platform",
		Long: `sutaz turns the typed description under environments/ into rendered/: Kustomize bases and overlays, and the
Argo CD ApplicationSets that deliver them.

Exit codes: 0 clean; 1 drift or findings; 2 wrong arguments or an invalid description; 3 internal error.`,
		Example: `  sutaz render                       write rendered/ after a change
  sutaz render --check               show what render would change
  sutaz agent show crewai --env dev  where each value of an agent comes from
  sutaz capacity                     what fits on the nodes`,
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRun: func(*cobra.Command, []string) { a.started = time.Now() },
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.dir, "dir", "C", "", "root of the repository (default: nearest parent with environments/)")
	flags.StringSliceVar(&a.environments, "env", nil, "limit to this environment; repeatable")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "print how long each stage takes")
	flags.BoolVar(&a.noCache, "no-cache", false, "neither read nor write the cache")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newRender(a), newCheck(a), newApps(a), newAgent(a), newCapacity(a), newVersion(a))
	for _, command := range root.Commands() {
		wrapArgs(command)
	}
	_ = root.RegisterFlagCompletionFunc("env", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return platform.Order, cobra.ShellCompDirectiveNoFileComp
	})
	return root
}

// wrapArgs makes a wrong number of arguments a mistake of the caller.
func wrapArgs(command *cobra.Command) {
	check := command.Args
	if check == nil {
		check = cobra.NoArgs
	}
	if !command.HasSubCommands() {
		command.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
			}
			return nil
		}
	}
	for _, sub := range command.Commands() {
		wrapArgs(sub)
	}
}

// stage prints how long a stage took, when asked.
func (a *app) stage(name string) {
	if a.verbose {
		fmt.Fprintf(a.stderr, "%6d ms  %s\n", time.Since(a.started).Milliseconds(), name)
	}
}

// root is the directory of the description.
func (a *app) root() (string, error) {
	if a.dir != "" {
		info, err := os.Stat(a.dir)
		if err != nil || !info.IsDir() {
			return "", usageError{fmt.Errorf("--dir %s is no directory", a.dir)}
		}
		return filepath.Abs(a.dir)
	}
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, "environments")); err == nil && info.IsDir() {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", usageError{errors.New("no environments/ here or in a directory above; run this in the repository, or name it with --dir")}
		}
	}
}

// model is everything that a command may need of the description.
type model struct {
	root         string
	environments []*platform.Environment
	objects      []object.Environment
	files        tree.Files
}

// load reads the description.
func (a *app) load() (*model, error) {
	dir, err := a.root()
	if err != nil {
		return nil, err
	}
	// A root cannot be left: a link that leads outside is an error, not a way out.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	environments, err := platform.Load(root.FS())
	if err != nil {
		return nil, err
	}
	a.stage("description loaded")
	m := &model{root: dir, environments: environments}
	return m, a.known(m)
}

// known refuses an --env that is not described.
func (a *app) known(m *model) error {
	for _, name := range a.environments {
		if !slices.ContainsFunc(m.environments, func(e *platform.Environment) bool { return e.Environment.Name == name }) {
			return usageError{fmt.Errorf("no environment %q under environments/", name)}
		}
	}
	return nil
}

// wants says whether --env names the environment, or nothing is named.
func (a *app) wants(environment string) bool {
	return len(a.environments) == 0 || slices.Contains(a.environments, environment)
}

// render loads the description and renders it in memory.
func (a *app) render() (*model, error) {
	m, err := a.load()
	if err != nil {
		return nil, err
	}
	if m.objects, err = generators.Objects(m.environments); err != nil {
		return nil, err
	}
	a.stage("objects generated")
	m.files, err = generators.Tree(m.environments, m.objects)
	a.stage("tree encoded")
	return m, err
}

// openRendered opens rendered/, made when it is missing and make is set; nil when it is missing and make is not.
func openRendered(root string, make bool) (*os.Root, error) {
	dir := filepath.Join(root, "rendered")
	if make {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	opened, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) && !make {
		return nil, nil
	}
	return opened, err
}
