// Package runbook writes, for each store of an environment, what fails, what heals itself, what to run in which order,
// and how long it takes: from the description, so that the two never disagree.
package runbook

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/schema"
)

// Dir is the directory of runbooks in the rendered tree.
const Dir = "runbooks"

// Files are the runbooks of an environment as Markdown, one for each store: of tells what the store's kind knows of its
// failures, and false for a store of a kind that knows nothing.
func Files(env *platform.Environment, of func(schema.Store) (part.Runbook, bool)) tree.Files {
	rows := recovery.Report(env)
	files := tree.Files{}
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		s := env.Stores[name]
		known, has := of(s)
		if !has {
			continue
		}
		files.Add(path.Join(Dir, env.Environment.Name, name+".md"), []byte(page(env, s, known, rows)))
	}
	return files
}

func page(env *platform.Environment, s schema.Store, known part.Runbook, rows []recovery.Row) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	endpoint, team := env.Endpoints[s.Endpoint], env.Teams[s.Team]
	line("# %s in %s\n", s.Name, env.Environment.Name)
	line("%s. %s; data of class %s.", s.Description, count(s.Replicas, "server"), s.Data.Class)
	line("It runs in namespace `%s`, and clients reach it at `%s`. Owner: %s, %s.\n", endpoint.Namespace, endpoint.Host, team.DisplayName, team.Contact)
	copies(line, env, s, rows)
	line("## What heals itself\n")
	for _, failure := range known.Heals {
		line("- **%s.** %s", failure.What, failure.Then)
	}
	line("\n## What people do\n")
	for i, task := range known.Tasks {
		if i > 0 {
			line("")
		}
		line("### %d. %s\n\n%s", i+1, task.Title, task.Text)
		if len(task.Steps) > 0 {
			line("")
		}
		for j, step := range task.Steps {
			number := fmt.Sprintf("%d. ", j+1)
			line("%s%s", number, step.Does)
			if step.Command != "" {
				command := strings.ReplaceAll(step.Command, "ENVIRONMENT", env.Environment.Name)
				line("%s", strings.ReplaceAll("\n```sh\n"+command+"\n```", "\n", "\n"+strings.Repeat(" ", len(number))))
			}
		}
	}
	line("")
	order(line, env, s, rows)
	drill(line, env, s)
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// copies says how old the youngest copy is at worst, and how long it takes to be back.
func copies(line func(string, ...any), env *platform.Environment, s schema.Store, rows []recovery.Row) {
	line("## Copies\n")
	if s.Backup == nil {
		line("There are none: what it serves is in Git or in a registry, and is made again from there.\n")
		return
	}
	line("| what | figure |\n|---|---|")
	line("| method | %s |", s.Backup.Method)
	line("| full copy | `%s` UTC |", s.Backup.Full)
	if s.Backup.Incremental != "" {
		line("| what changed | `%s` UTC |", s.Backup.Incremental)
	}
	if s.Backup.Archive != "" {
		line("| log archived after | %s at the latest |", s.Backup.Archive)
	}
	line("| kept for | %s |", s.Backup.Retention)
	for _, key := range []string{s.Backup.Location, s.Backup.Second} {
		line("| copies lie in | `%s`, %s |", env.ObjectStores[key].Bucket, env.ObjectStores[key].Region)
	}
	if from, there := part.Followed(env); there {
		line("| those of the other region lie in | `%s`, %s |", env.ObjectStores[from].Bucket, env.ObjectStores[from].Region)
	}
	for _, row := range rows {
		if row.Component == s.Name && row.Point != nil && row.Time != nil {
			line("| at most lost | %s |", lost(row))
			line("| back after | %s, its turn counted |", recovery.Duration(row.Time.Seconds))
		}
	}
	line("")
}

// lost is the recovery point with what it consists of.
func lost(row recovery.Row) string {
	text := recovery.Duration(row.Point.Seconds)
	if row.Copying == 0 {
		return text
	}
	between, until := "between two copies", "until one can be restored"
	if row.Method == "log" {
		between, until = "until the log is archived", "until it is in this region"
	}
	return fmt.Sprintf("%s: %s %s, and %s %s", text, recovery.Duration(row.Gap), between, recovery.Duration(row.Copying), until)
}

// order lists what comes back before it and with it when everything is lost.
func order(line func(string, ...any), env *platform.Environment, s schema.Store, rows []recovery.Row) {
	if s.Restore == nil {
		return
	}
	line("## When everything is lost\n")
	if env.Environment.Role == "standby" {
		line("%s\n", takeOver(env))
	}
	line("Restore in this order; what has the same number comes back at the same time.\n")
	line("| turn | what | back after |\n|---|---|---|")
	for _, row := range rows {
		if row.Time == nil {
			continue
		}
		name := row.Component
		if name == s.Name {
			name = "**" + name + "**"
		}
		line("| %d | %s | %s |", row.Order, name, recovery.Duration(row.Time.Seconds))
	}
	line("")
}

// takeOver says what a standby does first when everything is lost in the other region.
func takeOver(env *platform.Environment) string {
	promoted := ""
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		if s := env.Stores[name]; s.Restore != nil && s.Restore.Standby != "" {
			promoted += "promotes " + name + ", and "
		}
	}
	return "This is a standby. First stop the servers of every store that is restored from copies, as its own page says: what an empty store is given would be lost. " +
		"Then set the one switch of the environment, which " + promoted + "lets agents work."
}

// drill says how the recovery is rehearsed.
func drill(line func(string, ...any), env *platform.Environment, s schema.Store) {
	line("## Rehearsal\n")
	switch {
	case s.Drill == nil || env.Drills == nil:
		line("It is not rehearsed.")
	case env.Environment.Role == "standby":
		line("It is rehearsed where the platform is active, not in a standby.")
	default:
		line("`%s` UTC, by the CronJobs `drill-%s` and `drill-%[2]s-check` in namespace `%s`. To rehearse now:\n", s.Drill.Schedule, s.Name, env.Drills.Namespace)
		line("```sh\nkubectl -n %[1]s create job --from=cronjob/drill-%[2]s drill-%[2]s-now\nkubectl -n %[1]s create job --from=cronjob/drill-%[2]s-check drill-%[2]s-check-now\n```\n", env.Drills.Namespace, s.Name)
		line("An alert tells of a last success that is older than %d days, and of one that took longer than the objective; Prometheus must keep %d days for that.", env.Drills.Age, env.Drills.Age+1)
		line("What is restored lies on volumes of class `%s`, which go afterwards. They may have fewer copies than those of the store: writing all takes longer than what is measured.", env.Environment.StorageClasses["transient"])
	}
}

func count(n int64, what string) string {
	if n == 1 {
		return fmt.Sprintf("One %s", what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}
