# What rules share: where a workload keeps its pod, and how objects are named and found.
#
# A kind is written Kind.group, and Kind alone in the core group: Deployment.apps, Service. Paths are lists of steps.
package policies.lib

# workload_paths say where each kind that makes pods keeps the template.
workload_paths := {
	"CronJob.batch": ["spec", "jobTemplate", "spec", "template"],
	"DaemonSet.apps": ["spec", "template"],
	"Deployment.apps": ["spec", "template"],
	"Job.batch": ["spec", "template"],
	"Pod": [],
	"PodTemplate": ["template"],
	"ReplicaSet.apps": ["spec", "template"],
	"ReplicationController": ["spec", "template"],
	"Rollout.argoproj.io": ["spec", "template"],
	"StatefulSet.apps": ["spec", "template"],
}

# workload_kinds are all kinds that make pods.
workload_kinds := object.keys(workload_paths)

# controllers keep pods running; Pods, templates and what ends do not.
controllers := {"DaemonSet.apps", "Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps"}

# kind is the kind of an object, with its group.
kind(o) := o.kind if {
	is_string(o.apiVersion)
	not contains(o.apiVersion, "/")
}

kind(o) := sprintf("%s.%s", [o.kind, split(o.apiVersion, "/")[0]]) if {
	is_string(o.apiVersion)
	contains(o.apiVersion, "/")
}

# ref names an object in a finding of a rule that sees all objects.
ref(o) := {"kind": kind(o), "namespace": namespace(o), "name": o.metadata.name}

# namespace is "" for what belongs to the cluster.
namespace(o) := dig(o, ["metadata", "namespace"], "")

# labels and annotations are empty where there are none.
labels(o) := record(o, ["metadata", "labels"])

annotations(o) := record(o, ["metadata", "annotations"])

# record is what stands at a path, and empty where nothing or no object does: input is foreign, and validity/* judges it.
record(o, path) := dig(o, path, {})

# pod is the pod that a workload makes: its path, spec and metadata. It is undefined for other kinds.
pod(o) := {"path": array.concat(base, ["spec"]), "spec": spec, "metadata": metadata, "at": base} if {
	base := workload_paths[kind(o)]
	template := dig(o, base, {})
	spec := template.spec
	is_object(spec)
	metadata := {name: value | some name, value in record(template, ["metadata"]); well_formed(name, value)}
}

# well_formed says whether a field of metadata can be used: labels and annotations that are no objects cannot.
well_formed(name, _) if not name in {"labels", "annotations"}

well_formed(name, value) if {
	name in {"labels", "annotations"}
	is_object(value)
}

# container_lists are the fields of a pod that hold containers.
container_lists := ["initContainers", "containers", "ephemeralContainers"]

# containers are all containers of a workload: what list they stand in, their path, name and fields.
containers(o) := [c |
	p := pod(o)
	some list in container_lists
	some i, container in p.spec[list]
	is_object(container)
	c := {"list": list, "path": array.concat(p.path, [list, i]), "name": dig(container, "name", sprintf("%d", [i])), "container": container}
]

# serving are the containers that run as long as the pod: those of the pod, and sidecars.
serving(o) := [c | some c in containers(o); serves(c)]

serves(c) if c.list == "containers"

serves(c) if {
	c.list == "initContainers"
	c.container.restartPolicy == "Always"
}

# ends says whether a workload runs to its end.
ends(o) if kind(o) in {"Job.batch", "CronJob.batch"}

# at is a path below another.
at(base, steps) := array.concat(base, steps)

# one gives the fields of a container that a message names.
called(c) := sprintf("container %q", [c.name])

# pairs writes labels as kubectl does, sorted.
pairs(labels) := concat(", ", sort([sprintf("%s=%s", [name, value]) | some name, value in labels]))
