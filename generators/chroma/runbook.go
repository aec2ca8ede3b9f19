package chroma

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of a Chroma server.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	return part.WithCopies(env, s, part.Runbook{
		Heals: []part.Failure{
			{What: "The server stops", Then: "It is started again on its volume. Clients get no answer until its index is in memory."},
			{What: "Its machine, or its zone, is lost", Then: "It is started on another machine when Kubernetes has given the old one up, after about five minutes: the storage keeps copies elsewhere. There is no second server that would answer before."},
		},
		Tasks: []part.Task{
			{Title: "It does not start", Text: "SQLite refuses a damaged file.", Steps: []part.Step{
				{Does: "Read what it says.", Command: "kubectl -n " + namespace + " logs " + s.Name + "-0 --previous"},
				{Does: "Where it speaks of a malformed database, go on with the next task."},
			}},
		},
	}, part.Copied{Sets: []string{s.Name}, Pods: s.Replicas, Applications: []string{s.Name}})
}
