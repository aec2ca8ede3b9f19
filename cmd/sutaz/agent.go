package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func newAgent(a *app) *cobra.Command {
	command := &cobra.Command{Use: "agent", Short: "List, show and begin agents"}
	command.AddCommand(newAgentList(a), newAgentShow(a), newAgentNew(a))
	return command
}

// agentRow is one line of agent list.
type agentRow struct {
	Name         string   `json:"name"`
	Category     string   `json:"category"`
	Tier         string   `json:"tier"`
	Team         string   `json:"team"`
	Size         string   `json:"size"`
	Origin       string   `json:"origin"`
	Workload     string   `json:"workload"`
	Environments []string `json:"environments"`
}

func newAgentList(a *app) *cobra.Command {
	var category, tier, team, origin string
	command := &cobra.Command{
		Use:     "list",
		Short:   "List the agents of the catalog",
		Example: "  sutaz agent list --tier critical\n  sutaz agent list --category data --env dev",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			rows := slices.DeleteFunc(agentRows(m), func(r agentRow) bool {
				other := func(filter, value string) bool { return filter != "" && filter != value }
				return other(category, r.Category) || other(tier, r.Tier) || other(team, r.Team) || other(origin, r.Origin) ||
					!a.wantsComponent(r.Name) || len(a.environments) > 0 && !slices.ContainsFunc(r.Environments, a.wants)
			})
			err = a.emit(rows, func(s *stream) {
				table := [][]string{{"AGENT", "CATEGORY", "TIER", "TEAM", "SIZE", "ORIGIN", "WORKLOAD", "RUNS IN"}}
				for _, r := range rows {
					table = append(table, []string{r.Name, r.Category, r.Tier, r.Team, r.Size, r.Origin, r.Workload, strings.Join(r.Environments, ",")})
				}
				s.table(table)
			})
			a.stderr.printf("%s\n", plural(len(rows), "agent"))
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&category, "category", "", "only agents of this category")
	flags.StringVar(&tier, "tier", "", "only agents of this tier")
	flags.StringVar(&team, "team", "", "only agents of this team")
	flags.StringVar(&origin, "origin", "", "only third-party or only in-house agents")
	return command
}

// agentRows are all agents by name, as the first environment sees them, with the environments that run them.
func agentRows(m *model) []agentRow {
	runs := map[string][]string{}
	for _, environment := range m.environments {
		for _, agent := range environment.Running {
			runs[agent.Name] = append(runs[agent.Name], environment.Environment.Name)
		}
	}
	catalog := m.environments[0].Agents
	rows := make([]agentRow, 0, len(catalog))
	for _, name := range slices.Sorted(maps.Keys(catalog)) {
		agent := catalog[name]
		rows = append(rows, agentRow{name, agent.Category, agent.Tier, agent.Team, agent.Size, agent.Origin, agent.Workload, runs[name]})
	}
	return rows
}

// shownValue is one line of agent show.
type shownValue struct {
	Agent       string `json:"agent"`
	Environment string `json:"environment"`
	Field       string `json:"field"`
	Value       string `json:"value"`
	Source      string `json:"source"`
}

func newAgentShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME...",
		Short: "Print what agents are in an environment, and the line that each value comes from",
		Long: `Print the effective values of agents, by name or alias, in the environments of --env; without it, in the first that
runs the agent. Each value stands with the file, line and column that decide it.`,
		Example:           "  sutaz agent show crewai --env production",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeAgents,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			names := make([]string, len(args))
			for i, arg := range args {
				target := m.environments[0].Targets()[arg]
				if target.Agent == nil {
					return usageError{fmt.Errorf("no agent %q%s", arg, schema.Suggest(arg, m.environments[0].Agents))}
				}
				names[i] = target.Name()
			}
			values := []shownValue{}
			for _, name := range names {
				values = append(values, a.show(m, name)...)
			}
			return a.emit(values, func(s *stream) { s.table(showTable(values)) })
		},
	}
}

// show are the values of one agent in the environments that were asked for; where it runs elsewhere is said on stderr.
func (a *app) show(m *model, agent string) []shownValue {
	var values []shownValue
	var elsewhere []string
	for _, environment := range m.environments {
		i := slices.IndexFunc(environment.Running, func(r *platform.Agent) bool { return r.Name == agent })
		switch name := environment.Environment.Name; {
		case i < 0:
		case !a.wants(name) || len(a.environments) == 0 && len(values) > 0:
			elsewhere = append(elsewhere, name)
		default:
			for _, v := range environment.Explain(environment.Running[i]) {
				values = append(values, shownValue{agent, name, v.Field, v.Value, v.Source})
			}
		}
	}
	if len(values) == 0 {
		a.stderr.printf("%s does not run there; see environment.select\n", agent)
	}
	if len(elsewhere) > 0 && len(a.environments) == 0 {
		a.stderr.printf("%s also runs in %s: --env %s\n", agent, strings.Join(elsewhere, ", "), elsewhere[0])
	}
	return values
}

// showTable puts a heading before the values of each agent in each environment.
func showTable(values []shownValue) [][]string {
	var table [][]string
	for i, v := range values {
		if i == 0 || v.Environment != values[i-1].Environment || v.Agent != values[i-1].Agent {
			table = append(table, []string{strings.ToUpper(v.Agent + " in " + v.Environment), "VALUE", "FROM"})
		}
		table = append(table, []string{v.Field, v.Value, v.Source})
	}
	return table
}

func newAgentNew(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "new NAME",
		Short:   "Begin an agent: write an entry that is valid at once",
		Example: "  sutaz agent new ticket-sorter",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name := args[0]
			m, err := a.load()
			if err != nil {
				return err
			}
			first := m.environments[0]
			if !schema.ValidName(name) {
				return usageError{fmt.Errorf("%q is no DNS-1123 label of at most 40 characters: a-z, 0-9 and -, first a letter", name)}
			}
			if target, taken := first.Targets()[name]; taken {
				return usageError{fmt.Errorf("%q is already the name or an alias of %s", name, target.Name())}
			}
			team := slices.Min(slices.Collect(maps.Keys(first.Teams)))
			size := slices.Min(slices.Collect(maps.Keys(first.Environment.Sizes)))
			text := fmt.Sprintf(scaffold, name, title(name), team, size, first.Environment.Registry+"/"+name)
			file := path.Join("environments/agents", name+".cue")
			if err := create(m.root, file, text); err != nil {
				return err
			}
			a.stdout.printf("%s\nedit it, then run: make render\n", file)
			return nil
		},
	}
}

// create writes a file that is not there yet.
func create(dir, file, text string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	f, err := root.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usageError{fmt.Errorf("%s exists", file)}
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// title is a name as people write it.
func title(name string) string {
	words := strings.Split(name, "-")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, " ")
}

const scaffold = `package agents

agents: %[1]q: {
	displayName: %[2]q
	purpose:     "Say in one sentence what %[2]s does"
	category:    "workflow"
	origin:      "in-house"
	team:        %[3]q
	tier:        "standard"
	size:        %[4]q
	image: {repository: %[5]q, tag: "0.1.0"}
	ports: http: port: 8080
	data: class: "internal"
}
`
