package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/schema"
)

// requirementRow is one line of requirements.
type requirementRow struct {
	schema.Requirement
	// Declared is the line that says it.
	Declared string `json:"declared"`
}

func newRequirements(a *app) *cobra.Command {
	strict := false
	command := &cobra.Command{
		Use:   "requirements",
		Short: "Print what is required, how each row stands, and what answers, keeps and proves it",
		Long: `Print the rows of environments/requirements.cue: what is required; whether it is answered, deviates or is planned; the
components and kinds that answer it (BY), the rules that keep it so, the tests that prove it, and what is still to come
or what is done instead. Components and kinds count as they are rendered in production.

sutaz policy check judges the same rows: what they name must be rendered, and its rules must exist.`,
		Example: "  sutaz requirements --strict\n  sutaz requirements --format markdown=requirements.md",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			rows := requirementRows(m)
			if err := a.emitTable(rows, requirementTable(rows)); err != nil {
				return err
			}
			if strict && slices.ContainsFunc(rows, func(r requirementRow) bool { return r.State == "planned" }) {
				return errFindings
			}
			return nil
		},
	}
	command.Flags().BoolVar(&strict, "strict", false, "exit 1 while a row is planned")
	return command
}

// requirementRows are the rows by id. They are the same in every environment, so those of the first are taken.
func requirementRows(m *model) []requirementRow {
	rows := []requirementRow{}
	if len(m.environments) == 0 {
		return rows
	}
	environment := m.environments[0]
	for _, id := range slices.Sorted(maps.Keys(environment.Requirements)) {
		rows = append(rows, requirementRow{environment.Requirements[id], environment.Origin("requirements", id).String()})
	}
	return rows
}

func requirementTable(rows []requirementRow) [][]string {
	table := [][]string{{"ID", "TITLE", "STATE", "BY", "RULES", "TESTS", "NOTE"}}
	for _, r := range rows {
		note := []string{}
		if r.Note != "" {
			note = append(note, r.Note)
		}
		if d := r.Deviation; d != nil {
			note = append(note, d.Reason+"; instead: "+d.Instead+"; it costs: "+d.Effect+"; accepted by "+d.AcceptedBy+" until "+d.Until)
		}
		table = append(table, []string{
			r.ID, r.Title, r.State, listed(slices.Concat(r.Components, r.By)), listed(r.Rules), listed(r.Tests), cmp.Or(strings.Join(note, ". "), "-"),
		})
	}
	return table
}

// listed is a list in a cell of a table.
func listed(names []string) string { return cmp.Or(strings.Join(names, ", "), "-") }
