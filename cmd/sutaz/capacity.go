package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/capacity"
)

func newCapacity(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "capacity",
		Short: "Print what pods ask for and what the nodes have, with each zone lost",
		Long: `Print, for each kind of node, what agents and stores ask for at their minimum and maximum number of replicas and what the
nodes have for them: whole, and with each zone lost. Exit 1 when the minimum does not fit where it must.

These are sums over machines. Where one does not fit, pods wait. Where it fits and little is left, pods may wait too,
because no machine has room for a whole one.`,
		Example: "  sutaz capacity --env production\n  sutaz capacity --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			components, err := generators.Components(m.environments)
			if err != nil {
				return err
			}
			rows := []capacity.Row{}
			for i, environment := range m.environments {
				if a.wants(environment.Environment.Name) {
					rows = append(rows, capacity.Report(environment, capacity.Others(components[i]))...)
				}
			}
			if err := a.emit(rows, func(s *stream) { s.table(capacityTable(rows)) }); err != nil {
				return err
			}
			if slices.ContainsFunc(rows, func(r capacity.Row) bool { return r.Judged && !r.MinimumFits }) {
				return errFindings
			}
			return nil
		},
	}
}

func capacityTable(rows []capacity.Row) [][]string {
	table := [][]string{{"ENVIRONMENT", "NODES", "LOST", "COUNT", "ALLOCATABLE", "FOR PODS", "MINIMUM", "MAXIMUM", "RESULT"}}
	for _, row := range rows {
		table = append(table, []string{
			row.Environment, row.Nodes, cmp.Or(row.Lost, "-"), strconv.FormatInt(row.Count, 10),
			amountText(row.Allocatable), amountText(row.Share), amountText(row.Minimum), amountText(row.Maximum), verdict(row),
		})
	}
	return table
}

func verdict(row capacity.Row) string {
	switch {
	case !row.MinimumFits && row.Judged:
		return "minimum does not fit"
	case !row.MinimumFits:
		return "minimum waits for the zone"
	case !row.MaximumFits:
		return "fits; maximum waits for nodes"
	}
	return "fits"
}

func amountText(a capacity.Amount) string {
	parts := []string{fmt.Sprintf("%.1f cores %.0f GiB", float64(a.CPU)/1000, float64(a.Memory)/(1<<30))}
	for _, name := range slices.Sorted(maps.Keys(a.GPU)) {
		parts = append(parts, fmt.Sprintf("%d×%s", a.GPU[name], name))
	}
	return strings.Join(parts, " ")
}
