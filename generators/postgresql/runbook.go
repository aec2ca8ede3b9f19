package postgresql

import (
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
			{What: "A standby stops, or its machine is lost", Then: "It is started again; where its volume is gone, it is copied from the primary. Commits go on while one standby is left."},
			{What: "The primary stops, or its zone is lost", Then: "The operator promotes a standby that surely has every commit, and the pooler follows. Clients see broken connections for some seconds."},
			{What: "The object store does not answer", Then: "The log is kept on its own volume and archived later. When that volume is full, the servers stop writing: see below."},
		},
		Tasks: []part.Task{
			{Title: "The log is not archived", Text: "The recovery point grows with every minute, and the volume of the log fills.", Steps: []part.Step{
				{Does: "See since when, and why.", Command: in + "get cluster " + s.Name + " -o jsonpath='{.status.conditions}'"},
				{Does: "Read what the plugin says.", Command: in + "logs -l cnpg.io/cluster=" + s.Name + " -c plugin-barman-cloud --tail=50"},
				{Does: "Mend the credentials or the way to the bucket. Nothing needs to be started again."},
			}},
			{Title: "The data are wrong, and the servers are well", Text: "A recovery to a moment before the damage makes a new cluster; the old one stays until it is compared.", Steps: []part.Step{
				{Does: "Choose the moment: the last before the damage, in UTC. At most " + archive(s) + " before the damage may be missing."},
				{Does: "Say in `environments/" + env.Environment.Name + "/stores.cue` that the store follows its own archive, and give `postgresql.server` a new name, since the plugin refuses to write over what is there; render, and let it be merged."},
				{Does: "Remove the old cluster by hand. Its volumes stay, since the storage class retains them.", Command: in + "delete cluster " + s.Name},
				{Does: "Wait until the new one is ready.", Command: in + "wait --for=condition=Ready cluster/" + s.Name + " --timeout=1h"},
			}},
		},
	}
	if follows != nil && env.Environment.Role == "standby" {
		book.Tasks = append([]part.Task{{Title: "The other region is lost", Text: "This cluster reads what the other one archived. It is promoted by the one switch of the environment; there is no way back but a new copy.", Steps: []part.Step{
			{Does: "Make sure that the other cluster writes no more: two primaries would never agree again."},
			{Does: "Set `environment.role: \"active\"` in `environments/" + env.Environment.Name + "/environment.cue`, render, and let it be merged."},
			{Does: "Wait until it accepts writes.", Command: in + "wait --for=condition=Ready cluster/" + s.Name + " --timeout=" + s.Restore.Standby},
		}}}, book.Tasks...)
	}
	return book
}

// archive is how long the log may wait before it is archived.
func archive(s schema.Store) string {
	if s.Backup == nil {
		return "everything"
	}
	return s.Backup.Archive
}
