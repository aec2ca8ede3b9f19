package policies.lib

# The rules below read all objects of an environment, by kind, namespace and name. They are evaluated once for all rules.

# objects_of are the objects of a kind, in all namespaces.
objects_of(wanted) := [o | some o in input.objects[wanted][_]]

# get is one object, undefined where there is none.
get(wanted, namespace, name) := input.objects[wanted][namespace][name]

# namespaces are all that hold an object or are declared.
namespaces contains namespace if {
	some kind
	some namespace, _ in input.objects[kind]
	namespace != ""
}

namespaces contains name if some name, _ in input.objects.Namespace[""]

# workloads_in are the workloads of each namespace: the object and its pod.
workloads_in[namespace] := [w |
	some kind in workload_kinds
	some o in input.objects[kind][namespace]
	w := {"object": o, "pod": pod(o)}
] if {
	some namespace in namespaces
}

# workloads are those of all namespaces.
workloads := [w | some list in workloads_in; some w in list]

# labelled finds workloads by one label: the numbers in workloads_in of those that have it.
labelled[namespace][name][value] contains i if {
	some namespace, list in workloads_in
	some i, w in list
	some name, value in object.get(w.pod.metadata, "labels", {})
}

# selects are the workloads of a namespace that a plain selector matches; an empty one selects all. It looks only at
# those that have the rarest of the labels, so that time grows with what matches and not with what there is.
selects(namespace, selector) := object.get(workloads_in, namespace, []) if selector == {}

selects(namespace, selector) := [w |
	candidates := [found |
		some name, value in selector
		found := object.get(labelled, [namespace, name, value], set())
	]
	least := min([count(found) | some found in candidates])
	rarest := [found | some found in candidates; count(found) == least][0]
	some i in rarest
	w := workloads_in[namespace][i]
	object.subset(object.get(w.pod.metadata, "labels", {}), selector)
] if {
	is_object(selector)
	count(selector) > 0
}

# matches_expression is one of matchExpressions, on labels.
matches_expression(e, labels) if {
	e.operator == "In"
	labels[e.key] in e.values
}

matches_expression(e, labels) if {
	e.operator == "NotIn"
	not object.get(labels, e.key, null) in e.values
}

matches_expression(e, labels) if {
	e.operator == "Exists"
	e.key in object.keys(labels)
}

matches_expression(e, labels) if {
	e.operator == "DoesNotExist"
	not e.key in object.keys(labels)
}

# matches is a label selector, on labels. An empty selector matches everything.
matches(selector, labels) if {
	object.subset(labels, record(selector, ["matchLabels"]))
	every e in object.get(selector, "matchExpressions", []) {
		matches_expression(e, labels)
	}
}

# selected are the workloads of a namespace that a label selector matches.
selected(namespace, selector) := [w |
	some w in selects(namespace, record(selector, ["matchLabels"]))
	every e in object.get(selector, "matchExpressions", []) {
		matches_expression(e, object.get(w.pod.metadata, "labels", {}))
	}
]
