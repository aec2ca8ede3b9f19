# METADATA
# title: Labels say what the description says
# description: >-
#   Bills, access and deletion follow the labels. One that differs from the agent's entry charges another team, or lets
#   data out that the entry holds back.
# related_resources:
# - ref: https://gdpr-info.eu/art-30-gdpr/
# custom:
#   severity: medium
#   kinds: [workloads, PersistentVolumeClaim]
#   scope: model
#   controls: [SOC2/CC6.1, GDPR/Art.30]
#   fix: Render again; a patch must not change these labels.
package policies.compliance.labels_true

import data.policies.lib

# said are the labels that follow from the entry of each agent; "" stands for none.
said[name] := {
	"sutaz.ai/data-class": object.get(agent, ["data", "class"], ""),
	"sutaz.ai/retention": object.get(agent, ["data", "retention"], ""),
	"sutaz.ai/residency": object.get(agent, ["data", "residency"], ""),
	"sutaz.ai/team": object.get(agent, "team", ""),
	"sutaz.ai/tier": object.get(agent, "tier", ""),
	"sutaz.ai/cost-centre": object.get(agent, "costCentre", object.get(input.model, ["teams", object.get(agent, "team", ""), "costCentre"], "")),
} if {
	some name, agent in input.model.agents
}

deny contains {"object": lib.ref(o), "path": lib.at(place.path, [label]), "message": message} if {
	some kind in (lib.workload_kinds | {"PersistentVolumeClaim"})
	some o in lib.objects_of(kind)
	name := lib.labels(o)["app.kubernetes.io/name"]
	input.model.running[name].namespace == lib.namespace(o)
	some label, want in said[name]
	some place in lib.label_places(o)
	got := object.get(o, lib.at(place.path, [label]), "")
	got != want
	message := sprintf("%s %s, and the entry of agent %s says %s", [label, words(got), name, quoted(want)])
}

words(got) := "is missing" if got == ""

words(got) := sprintf("is %v", [got]) if got != ""

quoted(want) := "nothing of it" if want == ""

quoted(want) := want if want != ""
