package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

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
	var format string
	filter := map[string]*string{}
	command := &cobra.Command{
		Use:     "list",
		Short:   "List the agents of the catalog",
		Example: "  sutaz agent list --tier critical\n  sutaz agent list --category data --env dev",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			runs := map[string][]string{}
			for _, environment := range m.environments {
				for _, agent := range environment.Running {
					runs[agent.Name] = append(runs[agent.Name], environment.Environment.Name)
				}
			}
			catalog := m.environments[0].Agents
			var rows []agentRow
			for _, name := range slices.Sorted(mapKeys(catalog)) {
				agent := catalog[name]
				row := agentRow{name, agent.Category, agent.Tier, agent.Team, agent.Size, agent.Origin, agent.Workload, runs[name]}
				fits := len(a.environments) == 0 || slices.ContainsFunc(runs[name], a.wants)
				for field, value := range map[string]string{"category": row.Category, "tier": row.Tier, "team": row.Team, "origin": row.Origin} {
					fits = fits && (*filter[field] == "" || *filter[field] == value)
				}
				if fits {
					rows = append(rows, row)
				}
			}
			if format == "json" {
				return printJSON(a, rows)
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "AGENT\tCATEGORY\tTIER\tTEAM\tSIZE\tORIGIN\tWORKLOAD\tRUNS IN")
			for _, row := range rows {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.Name, row.Category, row.Tier, row.Team, row.Size, row.Origin, row.Workload, strings.Join(row.Environments, ","))
			}
			if err := w.Flush(); err != nil {
				return err
			}
			fmt.Fprintf(a.stderr, "%d agents\n", len(rows))
			return nil
		},
	}
	formatFlag(command, &format)
	for _, field := range []string{"category", "tier", "team", "origin"} {
		filter[field] = command.Flags().String(field, "", "only agents of this "+field)
	}
	return command
}

func newAgentShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Print what an agent is in an environment, and where each value comes from",
		Example: "  sutaz agent show crewai --env production",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			shown := false
			for _, environment := range m.environments {
				if !a.wants(environment.Environment.Name) {
					continue
				}
				target, known := environment.Targets()[args[0]]
				if !known || target.Agent == nil {
					return usageError{fmt.Errorf("no agent %q%s", args[0], schema.Suggest(args[0], environment.Agents))}
				}
				i := slices.IndexFunc(environment.Running, func(r *platform.Agent) bool { return r.Name == target.Name() })
				if i < 0 {
					continue
				}
				showAgent(w, environment, environment.Running[i])
				shown = true
			}
			if !shown {
				fmt.Fprintf(a.stderr, "%s does not run in %s; see environment.select there\n", args[0], strings.Join(a.environments, ", "))
			}
			return w.Flush()
		},
	}
}

func showAgent(w *tabwriter.Writer, env *platform.Environment, agent *platform.Agent) {
	name := env.Environment.Name
	fmt.Fprintf(w, "%s in %s\t\t\n", agent.Name, name)
	line := func(field string, value any, path ...string) {
		fmt.Fprintf(w, "  %s\t%v\t%s\n", field, value, env.Origin(path...))
	}
	entry := func(field string, value any, path ...string) {
		at := env.Origin(append([]string{"agents", agent.Name}, path...)...)
		source := at.String()
		if at.File == "" {
			source = "default of the schema"
		}
		fmt.Fprintf(w, "  %s\t%v\t%s\n", field, value, source)
	}
	// either says where a value comes from when the entry may leave it to the environment.
	either := func(field string, value any, path, fallback []string) {
		if at := env.Origin(append([]string{"agents", agent.Name}, path...)...); at.File != "" {
			entry(field, value, path...)
			return
		}
		line(field, value, fallback...)
	}
	tier := func(field string) []string { return []string{"environment", "tiers", agent.Tier, field} }
	entry("purpose", agent.Purpose, "purpose")
	entry("team", agent.Team, "team")
	entry("tier", agent.Tier, "tier")
	entry("size", agent.Size, "size")
	size := []string{"environment", "sizes", agent.Size}
	line("requests", agent.Resources.Requests.CPU+" "+agent.Resources.Requests.Memory, append(size, "requests")...)
	line("limits", agent.Resources.Limits.CPU+" "+agent.Resources.Limits.Memory, append(size, "limits")...)
	entry("image.repository", agent.Image.Repository, "image", "repository")
	entry("image.tag", agent.Image.Tag, "image", "tag")
	for _, port := range platform.SortedPorts(agent.Ports) {
		entry("ports."+port.Name, port.Port, "ports", port.Name, "port")
	}
	entry("workload", agent.Workload, "workload")
	either("replicas.min", agent.Min, []string{"scaling", "min"}, tier("min"))
	either("replicas.max", agent.Max, []string{"scaling", "max"}, tier("max"))
	either("rollout", agent.Strategy, []string{"rollout"}, tier("rollout"))
	line("priorityClass", agent.TierPolicy.PriorityClass, tier("priorityClass")...)
	either("costCentre", agent.Payer, []string{"costCentre"}, []string{"teams", agent.Team, "costCentre"})
	entry("exposure", agent.Exposure, "exposure")
	entry("data.class", agent.Data.Class, "data", "class")
	for _, edge := range agent.Calls {
		what := "agent"
		if edge.Endpoint != nil {
			if what = "endpoint"; !edge.Endpoint.Rendered {
				what = "endpoint, not rendered yet"
			}
		}
		entry("calls "+edge.Name(), what, "dependencies", edge.Name())
	}
	for _, edge := range agent.CalledBy {
		line("called by "+edge.Name(), "agent", "agents", edge.Name(), "dependencies", agent.Name)
	}
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
				return usageError{fmt.Errorf("%q is already %s", name, target.Name())}
			}
			root, err := os.OpenRoot(m.root)
			if err != nil {
				return err
			}
			defer root.Close()
			file := "environments/agents/" + name + ".cue"
			f, err := root.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return usageError{fmt.Errorf("%s exists", file)}
			}
			if err != nil {
				return err
			}
			team := slices.Sorted(mapKeys(first.Teams))[0]
			size := slices.Sorted(mapKeys(first.Environment.Sizes))[0]
			if _, err = fmt.Fprintf(f, scaffold, name, title(name), team, size, first.Environment.Registry+"/"+name); err == nil {
				err = f.Close()
			}
			if err == nil {
				fmt.Fprintf(a.stdout, "%s\nedit it, then run: make render\n", file)
			}
			return err
		},
	}
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
