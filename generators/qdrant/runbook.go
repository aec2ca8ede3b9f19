package qdrant

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of a Qdrant cluster.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	in := "kubectl -n " + namespace + " "
	book := part.Runbook{
		Heals: []part.Failure{
			{What: "A server stops, or its zone is lost", Then: "The others have a copy of each shard and answer; writes need two of three. When the server is back, it fetches what it missed."},
			{What: "The job that makes collections fails", Then: "It tries again for a day. After that it stays as it is: kubectl -n " + namespace + " delete job " + s.Name + "-collections has Argo CD make it anew. Collections that are there stay as they are."},
		},
		Tasks: []part.Task{
			{Title: "A server has lost its volume", Text: "An empty server joins the cluster, and its shards must be copied to it. The first server is special: empty, it would begin a cluster of its own.", Steps: []part.Step{
				{Does: "See what the cluster knows, from a server that is well.", Command: in + "logs " + s.Name + "-1 --tail=50"},
				{Does: "For any server but the first: let it join, then move shards back to it through the API of collections."},
				{Does: "For the first: do as below, where the data is lost; servers of different times disagree."},
			}},
		},
	}
	if s.Replicas == 1 {
		book.Tasks = nil // No other server has what it lost.
	}
	return part.WithCopies(env, s, book, part.Copied{Sets: []string{s.Name}, Pods: s.Replicas, Applications: []string{s.Name}})
}
