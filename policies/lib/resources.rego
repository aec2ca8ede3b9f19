package policies.lib

# What pods ask for, in thousandths, and how many of them there are.

# amounts are the quantities of one side of resources: requests, or limits.
amounts(resources, side) := {name: amount | some name, quantity in dig(resources, side, {}); amount := milli(quantity)}

# container_amounts are those of a container. A limit without a request is the request too.
container_amounts(container, "limits") := amounts(dig(container, "resources", {}), "limits")

container_amounts(container, "requests") := object.union(amounts(resources, "limits"), amounts(resources, "requests")) if {
	resources := dig(container, "resources", {})
}

# names_a_resource says whether a container has a request or a limit, or the whole pod has one for all its containers.
names_a_resource(pod, container, sides, resource) if {
	some owner in [container, pod.spec]
	some side in sides
	dig(owner, ["resources", side, resource], null) != null
}

# sized are the containers that may name resources: all but those that are put into a running pod.
sized(o) := [c | some c in containers(o); c.list != "ephemeralContainers"]

# pod_amounts are what a pod reserves ("requests") or may use ("limits"): containers and sidecars together, or the largest
# step of its start if that is more; what the pod says as a whole counts before that.
pod_amounts(spec, "limits") := object.union(contained(spec, "limits"), amounts(dig(spec, "resources", {}), "limits"))

pod_amounts(spec, "requests") := object.union(
	amounts(resources, "limits"),
	object.union(contained(spec, "requests"), amounts(resources, "requests")),
) if {
	resources := dig(spec, "resources", {})
}

# contained are the amounts of the containers of a pod.
contained(spec, side) := {name: max([dig(serving_amounts(spec, side), name, 0), dig(starting_amounts(spec, side), name, 0)]) |
	some c in array.concat(dig(spec, "containers", []), dig(spec, "initContainers", []))
	some name, _ in container_amounts(c, side)
}

# serving_amounts are those of the containers that run as long as the pod.
serving_amounts(spec, side) := sums([container_amounts(c, side) |
	some c in array.concat(dig(spec, "containers", []), [s | some s in spec.initContainers; s.restartPolicy == "Always"])
])

# starting_amounts are the most that a step of the start takes, with the sidecars that run by then.
starting_amounts(spec, side) := {name: max([dig(step, name, 0) | some step in steps]) | some step in steps; some name, _ in step} if {
	steps := [sums(array.concat([container_amounts(c, side)], before)) |
		some i, c in spec.initContainers
		not c.restartPolicy == "Always"
		before := [container_amounts(s, side) | some s in array.slice(spec.initContainers, 0, i); s.restartPolicy == "Always"]
	]
}

# sums adds amounts by name.
sums(list) := {name: sum([dig(one, name, 0) | some one in list]) | some one in list; some name, _ in one}

# autoscaler_bounds are the bounds that autoscalers give to a workload: by namespace, kind and name.
autoscaler_bounds[namespace][target_kind(o.spec.scaleTargetRef, "v1")][o.spec.scaleTargetRef.name] contains {
	"min": number_at(o.spec, "minReplicas", 1),
	"max": number_at(o.spec, "maxReplicas", 1),
} if {
	some namespace
	some o in input.objects["HorizontalPodAutoscaler.autoscaling"][namespace]
}

autoscaler_bounds[namespace][kind][target.name] contains bounds if {
	some namespace
	some o in input.objects["ScaledObject.keda.sh"][namespace]
	target := object.union({"apiVersion": "apps/v1", "kind": "Deployment"}, dig(o, ["spec", "scaleTargetRef"], {}))
	kind := target_kind(target, "apps/v1")
	low := number_at(o.spec, "minReplicaCount", 0)
	bounds := {"min": min([low, number_at(o.spec, "idleReplicaCount", low)]), "max": number_at(o.spec, "maxReplicaCount", 100)}
}

# replicas are the fewest and the most pods of a workload that run at once. A DaemonSet has one on each node, which is one
# for what is said here; what another object owns is counted there.
replicas(o) := {"min": 0, "max": 0} if {
	owned(o)
} else := {"min": 0, "max": 0} if {
	kind(o) == "PodTemplate"
} else := {"min": 1, "max": 1} if {
	kind(o) in {"DaemonSet.apps", "Pod"}
} else := {"min": n, "max": n} if {
	kind(o) == "Job.batch"
	n := parallel(o.spec)
} else := {"min": n, "max": n} if {
	kind(o) == "CronJob.batch"
	n := parallel(object.union(dig(o, ["spec", "jobTemplate", "spec"], {}), {"suspend": dig(o.spec, "suspend", false) == true}))
} else := {"min": min([b.min | some b in bounds]), "max": max([b.max | some b in bounds])} if {
	bounds := object.get(autoscaler_bounds, [namespace(o), kind(o), o.metadata.name], set())
	count(bounds) > 0
} else := {"min": n, "max": n} if {
	n := number_at(o.spec, "replicas", 1)
}

# parallel is the number of pods of a job that run at once.
parallel(spec) := 0 if {
	spec.suspend == true
} else := min([n, number_at(spec, "completions", n)]) if {
	n := number_at(spec, "parallelism", 1)
}

# number_at is a number in an object, or what holds where none is set.
number_at(o, field, otherwise) := o[field] if {
	is_number(o[field])
} else := otherwise

# owned are objects of a running cluster that a controller made.
owned(o) if {
	some owner in o.metadata.ownerReferences
	owner.controller == true
}

# asked are the workloads of each namespace with what a pod of each takes, and how many there are.
asked[namespace] := [a |
	some w in list
	a := {
		"object": w.object, "spec": w.pod.spec, "replicas": replicas(w.object),
		"requests": pod_amounts(w.pod.spec, "requests"), "limits": pod_amounts(w.pod.spec, "limits"),
	}
] if {
	some namespace, list in workloads_in
}

# total is what the workloads take of a resource together, at their fewest ("min") or their most ("max").
total(list, side, resource, end) := sum([amount |
	some a in list
	amount := dig(a[side], resource, 0) * a.replicas[end]
])

# plain_quotas are the quotas that bound all pods of their namespace, not those of a scope.
plain_quotas := [o |
	some o in objects_of("ResourceQuota")
	count(dig(o, ["spec", "scopes"], [])) == 0
	count(dig(o, ["spec", "scopeSelector"], {})) == 0
]

# quota_of says what a name in a quota bounds: requests or limits, and of what. It is undefined for other bounds.
quota_of(name) := ["limits", trim_prefix(name, "limits.")] if startswith(name, "limits.")

quota_of(name) := ["requests", trim_prefix(name, "requests.")] if {
	startswith(name, "requests.")
	name != "requests.storage"
}

quota_of(name) := ["requests", name] if name in {"cpu", "ephemeral-storage", "memory"}

quota_of(name) := ["requests", name] if startswith(name, "hugepages-")

# quota_used is what a namespace takes of what a quota bounds.
quota_used(namespace, name, end) := total(object.get(asked, namespace, []), side, resource, end) if [side, resource] := quota_of(name)

quota_used(namespace, name, end) := 1000 * sum([a.replicas[end] |
	some a in object.get(asked, namespace, [])
]) if name in {"count/pods", "pods"}

# quota_resource is the resource of a bound, for showing it.
quota_resource(name) := quota_of(name)[1]

quota_resource(name) := "pods" if name in {"count/pods", "pods"}

# namespace_place is where a finding about a whole namespace stands: its declaration, or the first of its workloads.
namespace_place(name) := {"ref": ref(input.objects.Namespace[""][name]), "path": ["metadata", "name"]} if {
	input.objects.Namespace[""][name]
} else := {"ref": {"kind": first[0], "namespace": name, "name": first[1]}, "path": ["metadata", "namespace"]} if {
	first := sort([[kind(w.object), w.object.metadata.name] | some w in workloads_in[name]])[0]
}
