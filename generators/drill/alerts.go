package drill

import (
	"fmt"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
	"github.com/sutazai/sutaz/schema"
)

// alerts tell of a store whose recovery was not rehearsed for too long, or took longer than its objective. Results are
// told once a month, and a gauge is stale after minutes: each alert looks back over days, which Prometheus must keep.
func alerts(env *platform.Environment, stores []schema.Store) object.Object {
	var rules []any
	rule := func(name, store, expression, summary string) {
		rules = append(rules, map[string]any{
			"alert": name, "expr": expression, "for": "15m",
			"labels": map[string]any{"severity": "warning", "store": store, "team": env.Drills.Team},
			"annotations": map[string]any{
				"summary": summary, "runbook": fmt.Sprintf("rendered/runbooks/%s/%s.md", env.Environment.Name, store),
			},
		})
	}
	for _, s := range stores {
		told := func(metric string) string {
			return fmt.Sprintf(`sutaz_drill_%s{store="%s"}[%dd]`, metric, s.Name, env.Drills.Age+1)
		}
		last, seconds := told("last_success_timestamp_seconds"), env.Drills.Age*86400
		// Where nothing was ever told, there is no series to be old.
		rule("RecoveryNotRehearsed", s.Name, fmt.Sprintf("time() - max(max_over_time(%s)) > %d or absent_over_time(%s)", last, seconds, last),
			fmt.Sprintf("The recovery of %s was not rehearsed with success for %d days", s.Name, env.Drills.Age))
		if objective := recovery.Objective(env); objective > 0 {
			rule("RecoveryTooSlow", s.Name, fmt.Sprintf("last_over_time(%s) > %d", told("duration_seconds"), objective),
				fmt.Sprintf("The last rehearsal of the recovery of %s took longer than %d minutes", s.Name, objective/60))
		}
	}
	all := labels(env, component, stores[0].Name)
	for _, store := range []string{"store", "data-class", "retention", "residency"} {
		delete(all, "sutaz.ai/"+store)
	}
	return part.PrometheusRule(env, component, env.Drills.Namespace, all, "recovery", rules)
}
