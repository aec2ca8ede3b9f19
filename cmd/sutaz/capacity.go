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
nodes have for them: whole, and with each zone lost; and what volumes take on disk, with all their copies, at the maximum.
Exit 1 when the minimum does not fit where it must, or volumes do not fit on the disks.

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
			report := capacityReport{Nodes: []capacity.Row{}}
			for i, environment := range m.environments {
				if a.wants(environment.Environment.Name) {
					report.Nodes = append(report.Nodes, capacity.Report(environment, capacity.Runs(components[i]))...)
					report.Storage = append(report.Storage, capacity.Storage(environment, components[i])...)
				}
			}
			if err := a.emit(report, report.write); err != nil {
				return err
			}
			if slices.ContainsFunc(report.Nodes, func(r capacity.Row) bool { return r.Judged && !r.MinimumFits }) ||
				slices.ContainsFunc(report.Storage, func(r capacity.StorageRow) bool { return !r.Fits }) {
				return errFindings
			}
			return nil
		},
	}
}

// capacityReport is what is printed.
type capacityReport struct {
	Nodes   []capacity.Row        `json:"nodes"`
	Storage []capacity.StorageRow `json:"storage,omitempty"`
}

func (r capacityReport) write(s *stream) {
	s.table(capacityTable(r.Nodes))
	if len(r.Storage) > 0 {
		s.printf("\n")
		s.table(storageTable(r.Storage))
	}
}

func storageTable(rows []capacity.StorageRow) [][]string {
	table := [][]string{{"ENVIRONMENT", "STORAGE", "CLAIMS", "ASKED", "COPIES", "ON DISK", "OF", "RESULT"}}
	for _, row := range rows {
		copies, of, result := strconv.FormatInt(row.Copies, 10), "-", "-"
		if row.Of > 0 {
			copies, of, result = "-", gibibytes(row.Of), "fits"
		}
		if !row.Fits {
			result = "does not fit"
		}
		table = append(table, []string{row.Environment, row.Class, strconv.FormatInt(row.Claims, 10), gibibytes(row.Asked), copies, gibibytes(row.OnDisk), of, result})
	}
	return table
}

func gibibytes(n int64) string { return fmt.Sprintf("%.0f GiB", float64(n)/(1<<30)) }

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
