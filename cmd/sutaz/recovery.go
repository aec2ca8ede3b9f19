package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/recovery"
)

func newRecovery(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "recovery",
		Short: "Print what is lost and how long it takes to come back, beside the objectives",
		Long: `Print, for each store and for the volumes of agents, how much is lost at most (POINT) and how long it takes until it
is there again (TIME), when an environment has to come back from copies. Behind each stands the objective (OF). Exit 1
when one is missed and no deviation in environments/requirements.cue names the component: of REC-02 for a point, of
REC-01 for a time.

The point is GAP and COPYING together. GAP is the longest between two copies, counted from their schedules over a year,
or the time that a log waits before it is archived. COPYING is the longest until a copy can be restored, or until a log
of another region is where a standby reads it. The time begins with the loss: what has a lower order is there first, and
what has the same order comes back at the same time and shares environment.capacity.network. Sizes, rates and COPYING are
what the description says; drills and alerts say whether they are so.`,
		Example: "  sutaz recovery --env production\n  sutaz recovery --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.load()
			if err != nil {
				return err
			}
			rows := []recovery.Row{}
			for _, environment := range m.environments {
				if a.wants(environment.Environment.Name) {
					rows = append(rows, recovery.Report(environment)...)
				}
			}
			rows = slices.DeleteFunc(rows, func(r recovery.Row) bool { return !a.wantsComponent(r.Component) })
			if err := a.emitTable(rows, recoveryTable(rows)); err != nil {
				return err
			}
			if slices.ContainsFunc(rows, func(r recovery.Row) bool { return !r.Met() }) {
				return errFindings
			}
			return nil
		},
	}
}

func recoveryTable(rows []recovery.Row) [][]string {
	table := [][]string{{"ENVIRONMENT", "ORDER", "COMPONENT", "METHOD", "GAP", "COPYING", "POINT", "OF", "TIME", "OF", "RESULT"}}
	for _, row := range rows {
		order := "-"
		if row.Order > 0 {
			order = strconv.FormatInt(row.Order, 10)
		}
		line := []string{row.Environment, order, row.Component, row.Method, lasts(row.Gap), lasts(row.Copying)}
		for _, f := range []*recovery.Figure{row.Point, row.Time} {
			line = append(line, reached(f), objective(f))
		}
		table = append(table, append(line, outcome(row)))
	}
	return table
}

func reached(f *recovery.Figure) string {
	if f == nil {
		return "-"
	}
	return lasts(f.Seconds)
}

// lasts writes seconds; nothing takes none of them.
func lasts(seconds int64) string {
	switch seconds {
	case 0:
		return "-"
	case recovery.Never:
		return "never"
	}
	return recovery.Duration(seconds)
}

func objective(f *recovery.Figure) string {
	if f == nil || f.Objective == 0 {
		return "-"
	}
	return recovery.Duration(f.Objective)
}

// outcome says which objectives a row meets.
func outcome(row recovery.Row) string {
	if row.Point == nil {
		return "rebuilt from Git and registries"
	}
	if row.Point.Objective == 0 && row.Time.Objective == 0 {
		return "nothing is required"
	}
	var missed []string
	for _, f := range []struct {
		name string
		*recovery.Figure
	}{{"point", row.Point}, {"time", row.Time}} {
		switch {
		case f.Met:
		case f.Excused != "":
			missed = append(missed, f.name+" deviates ("+f.Excused+")")
		default:
			missed = append(missed, f.name+" missed")
		}
	}
	return cmp.Or(strings.Join(missed, ", "), "met")
}
