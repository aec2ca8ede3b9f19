package velero

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
	"github.com/sutazai/sutaz/schema"
)

// alerts tell where the recovery point does not hold: of copies that take longer than the description says, and of a last
// one in either location that is older than what may be lost. Velero tells of a copy when its bytes are there, and not
// when its snapshot is made: one that is told of as older has lost more than its point.
func alerts(env *platform.Environment) object.Object {
	var rules []any
	add := func(name, team, runbook string, b *schema.Backup) {
		rule := func(alert, location, expression, summary string) {
			labels := map[string]any{"severity": "warning", "copies": name, "location": location, "team": team}
			annotations := map[string]any{"summary": summary}
			if runbook != "" {
				annotations["runbook"] = runbook
			}
			rules = append(rules, map[string]any{"alert": alert, "expr": expression, "for": "5m", "labels": labels, "annotations": annotations})
		}
		gap, copying := recovery.Point(b)
		for _, location := range []struct{ suffix, name string }{{"", b.Location}, {part.SecondCopy, b.Second}} {
			schedules := fmt.Sprintf(`{schedule=~"%s-(%s|%s)%s"}`, name, full, incremental, location.suffix)
			const last = "velero_backup_last_successful_timestamp"
			// Where nothing was ever told, there is no series to be old.
			rule("CopyTooOld", location.name, fmt.Sprintf("time() - max(%s%s) > %d or absent_over_time(%[1]s%[2]s[%[3]ds])", last, schedules, gap+copying),
				fmt.Sprintf("The last copy of %s in %s is older than the %s that may be lost", name, location.name, recovery.Duration(gap+copying)))
			// Two copies fit into the window: a counter that has only begun does not increase.
			window := fmt.Sprintf("%s[%ds]", schedules, 2*gap+copying)
			rule("CopyTooSlow", location.name, fmt.Sprintf("increase(velero_backup_duration_seconds_sum%s) / increase(velero_backup_duration_seconds_count%[1]s) > %[2]d", window, copying),
				fmt.Sprintf("Copies of %s to %s take longer than the %s that its recovery point counts", name, location.name, recovery.Duration(copying)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		if s := env.Stores[name]; copied(s) {
			add(name, s.Team, fmt.Sprintf("rendered/runbooks/%s/%s.md", env.Environment.Name, name), s.Backup)
		}
	}
	if len(agentNamespaces(env)) > 0 {
		add(recovery.Agents, env.Namespaces[schema.VeleroNamespace].Team, "", env.AgentBackup)
	}
	if rules == nil {
		return nil
	}
	return part.PrometheusRule(env, Name, schema.VeleroNamespace, labels, "copies", rules)
}
