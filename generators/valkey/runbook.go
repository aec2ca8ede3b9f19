package valkey

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of Valkey with Sentinel.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	in := "kubectl -n " + namespace + " "
	return part.WithCopies(env, s, part.Runbook{
		Heals: []part.Failure{
			{What: "The primary stops, or its zone is lost", Then: "Sentinels promote a replica within seconds, and clients that ask them follow. Writes that no replica had yet are lost; with no replica there, the primary refuses writes."},
			{What: "A former primary comes back", Then: "It asks the Sentinels before it starts, and joins as a replica."},
			{What: "A Sentinel loses its memory", Then: "It asks the others, then the servers, and goes on. Its configuration is made anew at each start."},
			{What: "All pods start at once", Then: "The servers agree on the primary that most of them knew; on an empty cluster it is the first."},
		},
		Tasks: []part.Task{
			{Title: "Nobody is primary", Text: "Sentinels need most of them to agree.", Steps: []part.Step{
				{Does: "Ask each of them what it sees.", Command: in + "logs -l app.kubernetes.io/name=" + s.Name + "-sentinel --tail=20 --prefix"},
				{Does: "Where a Sentinel waits for a secret or a name, mend that: it goes on by itself."},
			}},
			{Title: "One Sentinel names another primary than the rest", Text: "It missed the second of two failovers that came within seconds.", Steps: []part.Step{
				{Does: "Start it anew: it asks the others.", Command: in + "delete pod " + s.Name + "-sentinel-0"},
			}},
			{Title: "Memory is full", Text: "Writes are refused; nothing is dropped. See which keys grow, and speak with their owner, or give the servers more in `environments/" + env.Environment.Name + "/stores.cue`."},
		},
	}, part.Copied{Sets: []string{s.Name}, Pods: s.Replicas, Applications: []string{s.Name}})
}
