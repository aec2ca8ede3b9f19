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

# labels_of_workloads are all labels of all pods, each with the namespace, and the number of its workload in workloads_in.
labels_of_workloads := [[[namespace, name, value], i] |
	some namespace, list in workloads_in
	some i, w in list
	some name, value in dig(w.pod.metadata, "labels", {})
]

# labelled finds workloads by a namespace, a label and its value: the numbers in workloads_in of those that have it. It is
# written so that the evaluator groups the labels in one pass and sets each key once: setting one again costs as much as
# there are keys, and so would a rule `labelled[namespace][name][value] contains i`.
labelled := {key: found |
	some key in {label[0] | some label in labels_of_workloads}
	found := {i |
		some n
		labels_of_workloads[n][0] == key
		i := labels_of_workloads[n][1]
	}
}

# selects are the workloads of a namespace that a plain selector matches; an empty one selects all. It looks only at
# those that have the rarest of the labels, so that time grows with what matches and not with what there is.
selects(namespace, selector) := object.get(workloads_in, namespace, []) if selector == {}

selects(namespace, selector) := [w |
	candidates := [found |
		some name, value in selector
		found := object.get(labelled, [[namespace, name, value]], set())
	]
	least := min([count(found) | some found in candidates])
	rarest := [found | some found in candidates; count(found) == least][0]
	some i in rarest
	w := workloads_in[namespace][i]
	object.subset(dig(w.pod.metadata, "labels", {}), selector)
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
	not dig(labels, e.key, null) in e.values
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
	object.subset(labels, dig(selector, "matchLabels", {}))
	every e in dig(selector, "matchExpressions", []) {
		matches_expression(e, labels)
	}
}

# selected are the workloads of a namespace that a label selector matches.
selected(namespace, selector) := [w |
	some w in selects(namespace, dig(selector, "matchLabels", {}))
	every e in dig(selector, "matchExpressions", []) {
		matches_expression(e, dig(w.pod.metadata, "labels", {}))
	}
]
