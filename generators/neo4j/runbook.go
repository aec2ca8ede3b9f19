package neo4j

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of Neo4j.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	in := "kubectl -n " + namespace + " "
	heals := []part.Failure{
		{What: "The server stops", Then: "It is started again on its volume, and replays its log."},
		{What: "Its machine, or its zone, is lost", Then: "It is started on another machine when Kubernetes has given the old one up, after about five minutes: the storage keeps copies elsewhere. There is no second server that would answer before."},
	}
	if s.Replicas > 1 {
		heals = []part.Failure{
			{What: "A server stops, or its zone is lost", Then: "The others elect a new leader within seconds, and drivers follow it by the routing table. When the server is back, it catches up."},
		}
	}
	// Each server is a set, and a component, of its own.
	var servers []string
	for i := range s.Replicas {
		servers = append(servers, renderer{store: s}.serverName(i))
	}
	return part.WithCopies(env, s, part.Runbook{Heals: heals, Tasks: []part.Task{
		{Title: "An agent cannot log in", Text: "Users and their passwords are set from the secret store every five minutes.", Steps: []part.Step{
			{Does: "See what the last run says.", Command: in + "logs -l app.kubernetes.io/name=" + s.Name + "-users --tail=20"},
			{Does: "Mend the entry of the agent in the secret store; the next run brings it."},
		}},
	}}, part.Copied{Sets: servers, Pods: 1, Applications: servers})
}
