package main

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
)

// endpointRow is one line of endpoint list.
type endpointRow struct {
	Name      string   `json:"name"`
	Namespace string   `json:"namespace"`
	Host      string   `json:"host"`
	Ports     []string `json:"ports"`
	Rendered  bool     `json:"rendered"`
	Callers   []string `json:"callers"`
	Declared  string   `json:"declared"`
}

func newEndpoint(a *app) *cobra.Command {
	command := &cobra.Command{Use: "endpoint", Short: "List what agents depend on that is no agent"}
	command.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "List databases, brokers, model pools and gateways, who calls them, and whether they are rendered",
		Long: `List the endpoints: what agents depend on that is no agent. An endpoint that is not rendered yet has an address, ports,
credentials and network policies on the side of its callers; the pods behind it are not made here yet.`,
		Example: "  sutaz endpoint list\n  sutaz endpoint list --env dr --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			rows := a.endpoints(m)
			return a.emit(rows, func(s *stream) {
				table := [][]string{{"ENDPOINT", "NAMESPACE", "HOST", "CALLERS", "STATE", "DECLARED"}}
				for _, row := range rows {
					state := "rendered"
					if !row.Rendered {
						state = "not rendered yet"
					}
					table = append(table, []string{row.Name, row.Namespace, row.Host, strconv.Itoa(len(row.Callers)), state, row.Declared})
				}
				s.table(table)
			})
		},
	})
	return command
}

// endpoints are those of all environments, with the agents that call them in the environments that are wanted.
func (a *app) endpoints(m *model) []endpointRow {
	byName := map[string]*endpointRow{}
	for _, environment := range m.environments {
		if !a.wants(environment.Environment.Name) {
			continue
		}
		for name, endpoint := range environment.Endpoints {
			if byName[name] == nil {
				byName[name] = &endpointRow{Name: name, Namespace: endpoint.Namespace, Host: endpoint.Host, Rendered: endpoint.Rendered,
					Ports: slices.Sorted(maps.Keys(endpoint.Ports)), Callers: []string{}, Declared: environment.Origin("endpoints", name).String()}
			}
		}
		for _, agent := range environment.Running {
			for _, edge := range agent.Calls {
				if row := byName[edge.Name()]; edge.Endpoint != nil && !slices.Contains(row.Callers, agent.Name) {
					row.Callers = append(row.Callers, agent.Name)
				}
			}
		}
	}
	rows := make([]endpointRow, 0, len(byName))
	for _, row := range byName {
		slices.Sort(row.Callers)
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b endpointRow) int { return cmp.Compare(a.Name, b.Name) })
	return rows
}
