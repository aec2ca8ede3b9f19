package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
)

// kindRow is one line of kinds.
type kindRow struct {
	Kind    string `json:"kind"`
	Version string `json:"version"`
	// Objects are how many are rendered, in all environments that are wanted.
	Objects int `json:"objects"`
	// Source is where the schema comes from; empty where there is none.
	Source string `json:"source"`
}

func newKinds(a *app) *cobra.Command {
	f := &ruleFlags{}
	command := &cobra.Command{
		Use:   "kinds",
		Short: "Print the kinds that are rendered, and where the schema of each comes from",
		Long: `Print every kind of object that is rendered, in how many objects, and where the schema comes from that judges them: a
release of Kubernetes, a Go module with its version, or a file of --schemas. Objects of a kind that has none are rendered
and judged by rules, but nobody has checked their fields.`,
		Example: "  sutaz kinds\n  sutaz kinds --schemas .cache/crds --format json",
		RunE: func(command *cobra.Command, _ []string) error {
			target, err := newCluster(command.Context(), f)
			if err != nil {
				return err
			}
			m, err := a.render()
			if err != nil {
				return err
			}
			rows, err := a.kinds(m, target)
			if err != nil {
				return err
			}
			return a.emitTable(rows, kindTable(rows))
		},
	}
	command.Flags().StringSliceVar(&f.schemas, "schemas", nil, "file or directory with CustomResourceDefinitions; repeatable")
	return command
}

// kinds are those of all environments that are wanted, by name, version and source.
func (a *app) kinds(m *model, target *cluster) ([]kindRow, error) {
	counted := map[kindRow]int{}
	builder := kustomize.NewBuilder(m.files)
	for i, environment := range m.environments {
		name := environment.Environment.Name
		if !a.wants(name) {
			continue
		}
		set, err := target.schemas(environment.Environment.KubernetesVersion)
		if err != nil {
			return nil, usageError{err}
		}
		var objects []object.Object
		if a.wantsComponent(delivery) {
			if objects, err = builder.Build(delivery + "/" + name); err != nil {
				return nil, err
			}
		}
		for _, component := range m.components[i].Components {
			if a.wantsComponent(component.Name) {
				objects = append(objects, component.Objects()...)
			}
		}
		for _, o := range objects {
			version, _ := o["apiVersion"].(string)
			counted[kindRow{Kind: o.Key().Kind, Version: version, Source: set.Source(o)}]++
		}
	}
	rows := make([]kindRow, 0, len(counted))
	for row, n := range counted {
		row.Objects = n
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b kindRow) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Version, b.Version), strings.Compare(a.Source, b.Source))
	})
	return rows, nil
}

func kindTable(rows []kindRow) [][]string {
	table := [][]string{{"KIND", "VERSION", "OBJECTS", "SCHEMA SOURCE"}}
	for _, row := range rows {
		table = append(table, []string{row.Kind, row.Version, strconv.Itoa(row.Objects), cmp.Or(row.Source, "none: --schemas")})
	}
	return table
}
