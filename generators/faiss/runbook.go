package faiss

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of the readers of a FAISS index.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	in := "kubectl -n " + namespace + " "
	return part.Runbook{
		Heals: []part.Failure{
			{What: "A reader stops, or its zone is lost", Then: "The others have the same index and answer. A new reader mounts the index from the registry."},
			{What: "The builder fails", Then: "The readers go on with the index that they have, and the builder tries again at its next time."},
		},
		Tasks: []part.Task{
			{Title: "An index is wrong", Text: "An index never changes; each is an image with a tag of its own.", Steps: []part.Step{
				{Does: "Say the tag of the last good one in `environments/" + env.Environment.Name + "/stores.cue`, render, and let it be merged: the readers are replaced one by one."},
				{Does: "Watch them.", Command: in + "rollout status deployment/" + s.Name},
			}},
			{Title: "The registry is lost", Text: "What is mounted goes on; nothing new starts. The index is built again from its source once the registry is back.", Steps: []part.Step{
				{Does: "Build now.", Command: in + "create job --from=cronjob/" + s.Name + "-builder " + s.Name + "-builder-now"},
			}},
		},
	}
}
