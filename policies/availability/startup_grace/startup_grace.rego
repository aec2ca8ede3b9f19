# METADATA
# title: What loads a model gets the time for it
# description: >-
#   A model server reads gigabytes before it answers. A liveness probe that gives up in less than two minutes kills it
#   while it loads, again and again.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   severity: medium
#   kinds: [DaemonSet.apps, Deployment.apps, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Add a startupProbe that allows at least two minutes.
package policies.availability.startup_grace

import data.policies.lib

# enough is the time in seconds that a model needs at least.
enough := 120

deny contains {"path": lib.at(c.path, [which]), "message": message} if {
	some c in lib.serving(input)
	why := slow(c.container)
	some which in [first(c.container)]
	probe := c.container[which]
	seconds := lib.whole(probe, ["initialDelaySeconds"], 0) + lib.probe_seconds(probe)
	seconds < enough
	message := sprintf("%s %s, and is killed if it does not answer within %d s", [lib.called(c), why, seconds])
}

# first is the probe that kills a container that does not start.
first(container) := "startupProbe" if container.startupProbe

first(container) := "livenessProbe" if {
	not container.startupProbe
}

# slow says why a container needs time.
slow(container) := "uses a GPU" if some_accelerator(container)

slow(container) := "serves models" if {
	not some_accelerator(container)
	is_string(container.image)
	name := split(split(container.image, "@")[0], "/")
	regex.match(`^(ollama|vllm|vllm-openai|text-generation-inference|text-embeddings-inference|tritonserver|localai|sglang)(:|$)`, name[count(name) - 1])
}

some_accelerator(container) if {
	some list in ["requests", "limits"]
	some resource, _ in container.resources[list]
	is_string(resource)
	regex.match(`^(nvidia\.com/(gpu|mig-)|amd\.com/gpu|gpu\.intel\.com/|habana\.ai/gaudi|google\.com/tpu|aws\.amazon\.com/neuron)`, resource)
}
