package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func newEnvironment(a *app) *cobra.Command {
	command := &cobra.Command{Use: "environment", Short: "List and show environments"}
	command.AddCommand(newEnvironmentList(a), newEnvironmentShow(a))
	return command
}

// environmentRow is one line of environment list.
type environmentRow struct {
	Name   string   `json:"name"`
	Role   string   `json:"role"`
	Region string   `json:"region"`
	Zones  []string `json:"zones"`
	Nodes  int64    `json:"nodes"`
	Agents int      `json:"agents"`
}

func newEnvironmentList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the environments, with their zones, machines and agents",
		Example: "  sutaz environment list",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			rows := []environmentRow{}
			for _, environment := range m.environments {
				settings := environment.Environment
				row := environmentRow{settings.Name, settings.Role, settings.Region, settings.Zones, 0, len(environment.Running)}
				for _, pool := range settings.NodePools {
					for _, n := range pool.Nodes {
						row.Nodes += n
					}
				}
				if a.wants(settings.Name) {
					rows = append(rows, row)
				}
			}
			return a.emit(rows, func(s *stream) {
				table := [][]string{{"ENVIRONMENT", "ROLE", "REGION", "ZONES", "NODES", "AGENTS"}}
				for _, r := range rows {
					table = append(table, []string{r.Name, r.Role, r.Region, strings.Join(r.Zones, ","), strconv.FormatInt(r.Nodes, 10), strconv.Itoa(r.Agents)})
				}
				s.table(table)
			})
		},
	}
}

func newEnvironmentShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print the settings of an environment, and the line that each comes from",
		Long: `Print the settings of an environment: zones, sizes, tiers, node pools, addresses, phases. The text has the line of each
value; JSON is the settings themselves, for programs.`,
		Example:           "  sutaz environment show production\n  sutaz environment show dev --format json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeEnvironments,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			known := map[string]bool{}
			for _, environment := range m.environments {
				known[environment.Environment.Name] = true
			}
			i := slices.IndexFunc(m.environments, func(e *platform.Environment) bool { return e.Environment.Name == args[0] })
			if i < 0 {
				return usageError{fmt.Errorf("no environment %q%s", args[0], schema.Suggest(args[0], known))}
			}
			environment := m.environments[i]
			return a.emit(environment.Environment, func(s *stream) {
				table := [][]string{{strings.ToUpper(args[0]), "VALUE", "FROM"}}
				for _, v := range environment.ExplainSettings() {
					table = append(table, []string{v.Field, v.Value, v.Source})
				}
				s.table(table)
			})
		},
	}
}
