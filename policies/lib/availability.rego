package policies.lib

# What rules on availability share: autoscalers, disruption budgets and services of each workload, and how many pods of
# it run. All is found by namespace, kind and name, once for all rules.

# tier is what the label says of an object, or nothing.
tier(o) := labels(o)["sutaz.ai/tier"]

# counted are the kinds that run a number of equal pods.
counted := {"Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps"}

# whole is a number at a path, and what is meant where it is missing or no number.
whole(o, path, otherwise) := n if {
	is_object(o)
	n := object.get(o, path, null)
	is_number(n)
} else := otherwise

# written_replicas is the number that a workload asks for; one where it says nothing.
written_replicas(o) := whole(o, ["spec", "replicas"], 1)

# autoscaler_kinds are the kinds that set the number of pods, with their fields and what is meant where one is missing.
autoscaler_kinds := {
	"HorizontalPodAutoscaler.autoscaling": {"least": "minReplicas", "leastDefault": 1, "most": "maxReplicas", "mostDefault": 1},
	"ScaledObject.keda.sh": {"least": "minReplicaCount", "leastDefault": 0, "most": "maxReplicaCount", "mostDefault": 100},
}

# autoscaled_kind is the kind of what an autoscaler scales: an apps kind where no group is given.
autoscaled_kind(target) := kind({
	"apiVersion": object.get(target, "apiVersion", "apps/v1"),
	"kind": object.get(target, "kind", "Deployment"),
})

# autoscaler_list are all autoscalers, with what they scale and between which numbers.
autoscaler_list := [s |
	some of_kind, fields in autoscaler_kinds
	some o in objects_of(of_kind)
	target := o.spec.scaleTargetRef
	is_object(target)
	s := {
		"object": o,
		"kind": of_kind,
		"target": [namespace(o), autoscaled_kind(target), target.name],
		"least": whole(o, ["spec", fields.least], fields.leastDefault),
		"most": whole(o, ["spec", fields.most], fields.mostDefault),
		"leastField": fields.least,
		"mostField": fields.most,
	}
]

# autoscaled finds autoscalers by what they scale: their numbers in the list.
autoscaled[target[0]][target[1]][target[2]] contains i if {
	some i, s in autoscaler_list
	target := s.target
}

# autoscalers are those of a workload.
autoscalers(o) := [autoscaler_list[i] | some i in object.get(autoscaled, [namespace(o), kind(o), o.metadata.name], set())]

# fewest is the number of pods of a workload that always run: the least of its autoscaler, or what it asks for.
fewest(o) := max([s.least | some s in autoscalers(o)]) if count(autoscalers(o)) > 0

fewest(o) := written_replicas(o) if {
	kind(o) in counted
	count(autoscalers(o)) == 0
}

# greatest is the number of pods of a workload that may run.
greatest(o) := max([s.most | some s in autoscalers(o)]) if count(autoscalers(o)) > 0

greatest(o) := written_replicas(o) if {
	kind(o) in counted
	count(autoscalers(o)) == 0
}

# replicated are the workloads of which two pods or more always run.
replicated := [w |
	some w in workloads
	kind(w.object) in counted
	fewest(w.object) > 1
]

# disruption_budgets are all PodDisruptionBudgets, with the workloads that they select. One without a selector selects
# nothing, and an empty one the whole namespace.
disruption_budgets := [{"object": o, "workloads": found} |
	some o in objects_of("PodDisruptionBudget.policy")
	selector := object.get(o, ["spec", "selector"], null)
	found := [w |
		is_object(selector)
		some w in selected(namespace(o), selector)
	]
]

# budgeted finds PodDisruptionBudgets by what they select: their names.
budgeted[namespace(w.object)][kind(w.object)][w.object.metadata.name] contains budget.object.metadata.name if {
	some budget in disruption_budgets
	some w in budget.workloads
}

# budgets are the names of the PodDisruptionBudgets that select the pods of a workload.
budgets(o) := object.get(budgeted, [namespace(o), kind(o), o.metadata.name], set())

# served finds what Services select: pairs of Service and workload. Endpoints that nobody selects are not here.
served := [{"service": service, "workload": w} |
	some service in objects_of("Service")
	selector := service.spec.selector
	is_object(selector)
	count(selector) > 0
	some w in selects(namespace(service), selector)
]

# share is a number, or a percentage of a whole, rounded up or down as told. Anything else is undefined.
share(value, _, _) := value if is_number(value)

share(value, whole, "up") := ceil((percentage(value) * whole) / 100)

share(value, whole, "down") := floor((percentage(value) * whole) / 100)

# percentage is the number of a text such as "25%".
percentage(value) := to_number(trim_suffix(value, "%")) if {
	is_string(value)
	regex.match(`^[0-9]{1,9}%$`, value)
}

# probe_kinds are the three questions that Kubernetes asks a container.
probe_kinds := ["startupProbe", "livenessProbe", "readinessProbe"]

# probe_seconds is how long a probe may fail before it counts, after what it waits at first.
probe_seconds(probe) := whole(probe, ["failureThreshold"], 3) * whole(probe, ["periodSeconds"], 10)

# selects_own says whether a label selector matches the pods that it stands in. None at all matches nothing.
selects_own(pod, selector) if {
	is_object(selector)
	matches(selector, object.get(pod.metadata, "labels", {}))
}

# term_over says whether a term of affinity is about the pods that it stands in, over a kind of place.
term_over(pod, term, key) if {
	term.topologyKey == key
	selects_own(pod, object.get(term, "labelSelector", null))
}

# spread_over says whether something spreads the pods of a workload over a kind of place.
spread_over(pod, key) if {
	some constraint in pod.spec.topologySpreadConstraints
	term_over(pod, constraint, key)
}

spread_over(pod, key) if {
	some term in pod.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
	term_over(pod, term, key)
}

spread_over(pod, key) if {
	some preferred in pod.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution
	term_over(pod, preferred.podAffinityTerm, key)
}

# utilised are what an autoscaler holds at a share of the request: pairs of a resource and a container, "" for all of them.
utilised(s) := (({[metric.resource.name, ""] |
	some metric in object.get(s.object, ["spec", "metrics"], [])
	metric.type == "Resource"
	metric.resource.target.type == "Utilization"
} | {[metric.containerResource.name, metric.containerResource.container] |
	some metric in object.get(s.object, ["spec", "metrics"], [])
	metric.type == "ContainerResource"
	metric.containerResource.target.type == "Utilization"
}) | {["cpu", ""] | by_default(s)}) | {[trigger.type, object.get(trigger, ["metadata", "containerName"], "")] |
	some trigger in object.get(s.object, ["spec", "triggers"], [])
	trigger.type in {"cpu", "memory"}
	object.get(trigger, "metricType", object.get(trigger, ["metadata", "type"], "Utilization")) == "Utilization"
}

# by_default says whether Kubernetes chooses the metric, or the old field does: the processor.
by_default(s) if {
	s.kind == "HorizontalPodAutoscaler.autoscaling"
	object.get(s.object, ["spec", "metrics"], []) in [[], null]
}

# scaled is the workload of an autoscaler, where it is here.
scaled(s) := get(s.target[1], s.target[0], s.target[2])

# singleton says whether the description lets an agent run once at most.
singleton(o) if {
	agent := input.model.running[o.metadata.name]
	agent.namespace == namespace(o)
	agent.max == 1
}
