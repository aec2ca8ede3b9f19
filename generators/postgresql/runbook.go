package postgresql

import (
	"fmt"

	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of a PostgreSQL cluster.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace, follows := env.Endpoints[s.Endpoint].Namespace, s.PostgreSQL.Follows
	in := "kubectl -n " + namespace + " "
	book := part.Runbook{
		Heals: []part.Failure{
			{What: "A standby stops, or its machine is lost", Then: "It is started again; where its volume is gone, it is copied from the primary. What the primary no longer keeps for it, half a volume of log, it reads from the archive. Commits go on while one standby is left."},
			{What: "The primary stops, or its zone is lost", Then: "The operator promotes a standby that surely has every commit, and the pooler follows. Clients see broken connections for some seconds."},
			{What: "The object store does not answer", Then: "The log is kept on its own volume and archived later. When that volume is full, the servers stop writing: see below."},
		},
		Tasks: []part.Task{
			{Title: "The log is not archived", Text: "The recovery point grows with every minute, and the volume of the log fills.", Steps: []part.Step{
				{Does: "See since when, and why.", Command: in + "get cluster " + s.Name + " -o jsonpath='{.status.conditions}'"},
				{Does: "Read what the plugin says.", Command: in + "logs -l cnpg.io/cluster=" + s.Name + " -c plugin-barman-cloud --tail=50"},
				{Does: "Mend the credentials or the way to the bucket. Nothing needs to be started again."},
			}},
		},
	}
	if follows != nil && env.Environment.Role == "standby" {
		book.Tasks = append([]part.Task{{Title: "The other region is lost", Text: "This cluster reads what the other one archived. It is promoted by the one switch of the environment; there is no way back but a new copy.", Steps: []part.Step{
			{Does: "Make sure that the other cluster writes no more: two primaries would never agree again."},
			{Does: "Set `environment.role: \"active\"` in `environments/" + env.Environment.Name + "/environment.cue`, render, and let it be merged."},
			{Does: "Wait until it accepts writes.", Command: in + "wait --for=condition=Ready cluster/" + s.Name + " --timeout=" + s.Restore.Standby},
		}}}, book.Tasks...)
		book.Tasks = append(book.Tasks, part.Task{Title: "The other cluster was made anew", Text: "It archives under another name, and this one has what it left behind: it is copied once more. Nothing can take over until that is done.", Steps: append([]part.Step{
			{Does: "Wait until the first base backup of the other cluster has been copied here."},
		}, anew(env, s, in, "change `follows.server` to the name under which the other one archives now, and `server` to a new one", fmt.Sprintf(
			`postgresql: {server: "NEW", follows: {objectStore: %q, path: %q, server: "OTHER"}}`, follows.ObjectStore, follows.Path))...)})
		return book
	}
	if s.Backup != nil {
		steps := []part.Step{{Does: "Choose the moment: the last before the damage, in UTC, within the last " + s.Backup.Retention + ". It is archived " + s.Backup.Archive + " later at the latest. PostgreSQL stops at the first commit after it, and fails where there is none."}}
		steps = append(steps, anew(env, s, in, "say where the data come from, and a new name to archive under", fmt.Sprintf(
			`postgresql: {server: "NEW", follows: {objectStore: %q, path: %q, server: %q, until: "MOMENT"}}`, s.Backup.Location, s.Name, s.ArchiveName()))...)
		steps = append(steps,
			part.Step{Does: "Where another region stands by, it has read the damage too, and cannot go on with the new archive. Follow its runbook for a cluster that was made anew."},
			part.Step{Does: "Leave `server` and `follows` as they are. Erase the old volumes when nobody compares them any more.", Command: "kubectl get pv | grep 'Released.*" + namespace + "/" + s.Name + "-'"})
		book.Tasks = append(book.Tasks, part.Task{Title: "The data are wrong, and the servers are well", Text: "A recovery to a moment before the damage makes a new cluster in the place of the old one. The volumes of the old one stay: the storage class retains them. A cluster that is lost comes back in the same way, without `until`.", Steps: steps})
	}
	return book
}

// anew is how a cluster makes way for another of its name. The old one must be gone before the new description is
// applied: it would archive under the new name, and the plugin makes no cluster whose archive is not empty. The schedule
// goes too, since a new one begins with a base backup.
func anew(env *platform.Environment, s schema.Store, in, change, description string) []part.Step {
	return []part.Step{
		{Does: "Keep Argo CD from applying what is merged, and its ApplicationSets from setting that back.",
			Command: "kubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=0\nargocd app set ENVIRONMENT-" + s.Name + " --sync-policy none"},
		{Does: "In `environments/" + env.Environment.Name + "/stores.cue`, " + change + ": `" + description + "`. Render, and let it be merged."},
		{Does: "Remove the old cluster, and wait until its claims are gone. Its volumes stay.",
			Command: in + "delete cluster/" + s.Name + " scheduledbackup/" + s.Name + "\n" + in + "wait --for=delete pvc -l cnpg.io/cluster=" + s.Name + " --timeout=10m"},
		{Does: "Let Argo CD apply what was merged, and heal again.",
			Command: "argocd app sync ENVIRONMENT-" + s.Name + "\nkubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=1"},
		{Does: "Wait until the new one is ready.", Command: in + "wait --for=condition=Ready cluster/" + s.Name + " --timeout=1h"},
	}
}
