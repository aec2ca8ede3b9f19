# What tests share. Fixtures are valid objects that every rule accepts, one for each kind; a test changes one path of one.
package policies.lib.testing

import data.policies.lib

# fixture is the valid object of a kind.
fixture(kind) := data.fixtures[kind]

# edit changes an object: operations are those of a JSON patch, with paths as lists or as pointers.
edit(o, operations) := json.patch(o, operations)

# set sets one path of a fixture to a value; the path is a list, and what is missing on the way is made.
set(kind, path, value) := put(fixture(kind), path, value)

# put sets one path of an object. An index in a list that is there inserts: use edit with "replace" to replace.
put(o, path, value) := edit(o, array.concat(
	[{"op": "add", "path": above, "value": empty(path[n])} |
		some n in numbers.range(1, count(path) - 1)
		above := array.slice(path, 0, n)
		object.get(o, above, null) == null
	],
	[{"op": "add", "path": path, "value": value}],
))

empty(step) := [] if is_number(step)

empty(step) := {} if is_string(step)

# drop removes one path of a fixture.
drop(kind, path) := edit(fixture(kind), [{"op": "remove", "path": path}])

# pod_path is a path in the pod of a workload.
pod_path(kind, path) := array.concat(array.concat(lib.workload_paths[kind], ["spec"]), path)

# set_pod sets one path in the pod of a workload.
set_pod(kind, path, value) := set(kind, pod_path(kind, path), value)

# drop_pod removes one path in the pod of a workload.
drop_pod(kind, path) := drop(kind, pod_path(kind, path))

# environment is the input of rules that see all objects.
environment(objects) := {"date": "2026-01-01", "objects": index} if {
	kinds := {lib.kind(o) | some o in objects}
	index := {kind: {namespace: {o.metadata.name: o |
		some o in objects
		lib.kind(o) == kind
		lib.namespace(o) == namespace
	} |
		some object in objects
		lib.kind(object) == kind
		namespace := lib.namespace(object)
	} |
		some kind in kinds
	}
}

# described adds the description to an environment.
described(objects, model) := object.union(environment(objects), {"model": model})
