package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/schema"
)

// app is what commands share: flags, streams, and the time that stages take.
type app struct {
	stdout, stderr *stream
	dir            string
	environments   []string
	components     []string
	outputs        outputs
	verbose        bool
	noCache        bool
	// date is the day that rules go by, YYYY-MM-DD; empty is today.
	date    string
	started time.Time
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
  sutaz policy check                 judge what is rendered by the rules
  sutaz capacity                     what fits on the nodes`,
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			a.started = time.Now()
			if _, err := time.Parse(time.DateOnly, a.date); a.date != "" && err != nil {
				return usageError{fmt.Errorf("--date %s: want a day as YYYY-MM-DD", a.date)}
			}
			return nil
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.dir, "dir", "C", "", "root of the repository (default: nearest parent with environments/)")
	flags.StringSliceVar(&a.environments, "env", nil, "limit to this environment; repeatable")
	flags.StringSliceVar(&a.components, "component", nil, "limit to this component; repeatable")
	flags.Var(&a.outputs, "format", "text or json, on stdout or to a file; repeatable (default text); policy check knows more")
	flags.StringVar(&a.date, "date", "", "judge as on this day, YYYY-MM-DD (default: today, UTC)")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "print how long each stage takes")
	flags.BoolVar(&a.noCache, "no-cache", false, "neither read nor write the cache")
	root.SetFlagErrorFunc(func(command *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w (see %s --help)", err, command.CommandPath())}
	})
	root.AddCommand(newRender(a), newCheck(a), newApps(a), newAgent(a), newEndpoint(a), newEnvironment(a), newCapacity(a), newRecovery(a), newRequirements(a), newKinds(a), newPolicy(a), newVersion(a))
	wrapArgs(root)
	for name, complete := range map[string]cobra.CompletionFunc{
		"env": a.completeEnvironments, "component": a.completeAgents,
		"format": cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp),
	} {
		if err := root.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err) // The flag is not there: a mistake above.
		}
	}
	return root
}

// wrapArgs makes a wrong number of arguments, and a command that is none, a mistake of the caller.
func wrapArgs(command *cobra.Command) {
	check := command.Args
	if check == nil {
		check = cobra.NoArgs
	}
	if command.HasSubCommands() {
		command.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		check = noCommand
	}
	command.Args = func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{fmt.Errorf("%w (see %s --help)", err, c.CommandPath())}
		}
		return nil
	}
	for _, sub := range command.Commands() {
		wrapArgs(sub)
	}
}

// noCommand refuses a word that is no command, and suggests the one that is near.
func noCommand(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := map[string]bool{}
	for _, sub := range command.Commands() {
		names[sub.Name()] = true
	}
	return fmt.Errorf("no command %q%s", args[0], schema.Suggest(args[0], names))
}

// completeEnvironments and completeAgents read names of files alone: a completion must be quick, and works while the
// description is broken.
func (a *app) completeEnvironments(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.complete("environments", func(entry fs.DirEntry) (string, bool) {
		return entry.Name(), entry.IsDir() && entry.Name() != "agents"
	})
}

func (a *app) completeAgents(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.complete("environments/agents", func(entry fs.DirEntry) (string, bool) {
		return strings.CutSuffix(entry.Name(), ".cue")
	})
}

func (a *app) complete(dir string, choose func(fs.DirEntry) (string, bool)) ([]string, cobra.ShellCompDirective) {
	root, err := a.root()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	entries, err := os.ReadDir(filepath.Join(root, dir))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, entry := range entries {
		if name, ok := choose(entry); ok {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// stage prints how long a stage took, when asked.
func (a *app) stage(name string) {
	if a.verbose {
		a.stderr.printf("%6d ms  %s\n", time.Since(a.started).Milliseconds(), name)
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
	components   []object.Environment
	files        tree.Files
	// inventories say which objects each environment has, in the order of environments.
	inventories []object.Inventory
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
	described := map[string]bool{}
	for _, environment := range m.environments {
		described[environment.Environment.Name] = true
	}
	for _, name := range a.environments {
		if !described[name] {
			return usageError{fmt.Errorf("no environment %q%s", name, schema.Suggest(name, described))}
		}
	}
	return nil
}

// wants says whether --env names the environment, or nothing is named.
func (a *app) wants(environment string) bool {
	return len(a.environments) == 0 || slices.Contains(a.environments, environment)
}

// wantsComponent says whether --component names the component, or nothing is named.
func (a *app) wantsComponent(component string) bool {
	return len(a.components) == 0 || slices.Contains(a.components, component)
}

// render loads the description and renders it in memory.
func (a *app) render() (*model, error) {
	m, err := a.load()
	if err != nil {
		return nil, err
	}
	if m.components, err = generators.Components(m.environments); err != nil {
		return nil, err
	}
	if err := a.knownComponents(m); err != nil {
		return nil, err
	}
	m.files, m.inventories, err = generators.Tree(m.environments, m.components)
	a.stage("objects generated and encoded")
	return m, err
}

// knownComponents refuses a --component that no environment has.
func (a *app) knownComponents(m *model) error {
	present := map[string]bool{}
	for _, environment := range m.components {
		for _, component := range environment.Components {
			present[component.Name] = true
		}
	}
	for _, name := range a.components {
		if !present[name] {
			return usageError{fmt.Errorf("no component %q%s", name, schema.Suggest(name, present))}
		}
	}
	return nil
}

// openRendered opens rendered/, or returns nil when it is missing. A link that leads out of the repository is an error.
func openRendered(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	rendered, err := root.OpenRoot("rendered")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return rendered, err
}

// makeRendered opens rendered/, made when it is missing.
func makeRendered(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if err := root.Mkdir("rendered", 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return root.OpenRoot("rendered")
}
