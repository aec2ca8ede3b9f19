package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/capacity"
)

func newCapacity(a *app) *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:   "capacity",
		Short: "Print what agents ask for and what the nodes have, with each zone lost",
		Long: `Print, for each kind of node, what agents ask for at their minimum and maximum number of replicas and what the nodes
have for them: whole, and with each zone lost. Exit 1 when the minimum does not fit where it must.`,
		Example: "  sutaz capacity --env production\n  sutaz capacity --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			var rows []capacity.Row
			for _, environment := range m.environments {
				if a.wants(environment.Environment.Name) {
					rows = append(rows, capacity.Report(environment)...)
				}
			}
			if format == "json" {
				err = printJSON(a, rows)
			} else {
				err = printCapacity(a, rows)
			}
			if err == nil && slices.ContainsFunc(rows, func(r capacity.Row) bool { return r.Judged && !r.MinimumFits }) {
				return errFindings
			}
			return err
		},
	}
	formatFlag(command, &format)
	return command
}

func printCapacity(a *app, rows []capacity.Row) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ENVIRONMENT\tNODES\tLOST\tCOUNT\tALLOCATABLE\tFOR AGENTS\tMINIMUM\tMAXIMUM\tRESULT")
	for _, row := range rows {
		lost := row.Lost
		if lost == "" {
			lost = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", row.Environment, row.Nodes, lost, row.Count,
			amountText(row.Allocatable), amountText(row.Share), amountText(row.Minimum), amountText(row.Maximum), verdict(row))
	}
	return w.Flush()
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
	text := fmt.Sprintf("%.1f cores %.0f GiB", float64(a.CPU)/1000, float64(a.Memory)/(1<<30))
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(a.GPU)) {
		parts = append(parts, fmt.Sprintf("%d×%s", a.GPU[name], name))
	}
	if len(parts) > 0 {
		text += " " + strings.Join(parts, " ")
	}
	return text
}
