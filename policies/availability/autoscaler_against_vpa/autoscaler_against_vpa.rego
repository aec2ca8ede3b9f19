# METADATA
# title: Two autoscalers do not pull at one resource
# description: >-
#   A VerticalPodAutoscaler changes the request that a horizontal one measures use against: each undoes what the other
#   did, and pods are restarted for it.
# related_resources:
# - ref: https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md
# custom:
#   severity: medium
#   kinds: [VerticalPodAutoscaler.autoscaling.k8s.io]
#   scope: objects
#   controls: [SOC2/A1.1]
#   fix: Set updateMode to "Off", or leave the resource that the other scales on out of controlledResources.
package policies.availability.autoscaler_against_vpa

import data.policies.lib

deny contains {"object": lib.ref(vpa), "path": ["spec", "updatePolicy", "updateMode"], "message": message} if {
	some vpa in lib.objects_of("VerticalPodAutoscaler.autoscaling.k8s.io")
	object.get(vpa, ["spec", "updatePolicy", "updateMode"], "Recreate") != "Off"
	target := vpa.spec.targetRef
	is_object(target)
	key := [lib.namespace(vpa), lib.autoscaled_kind(target), target.name]
	some i in object.get(lib.autoscaled, key, set())
	s := lib.autoscaler_list[i]
	shared := {resource | some [resource, name] in lib.utilised(s); some container in names(s, name); controls(vpa, container, resource)}
	count(shared) > 0
	message := sprintf("it sets the %s of %s %s, which %s %s scales by its use", [
		concat(" and ", sort(shared)), split(key[1], ".")[0], key[2], split(s.kind, ".")[0], s.object.metadata.name,
	])
}

# names are the containers that are meant; where the workload is not here, any.
names(_, name) := {name} if name != ""

names(s, "") := {container.name | some container in lib.pod(lib.scaled(s)).spec.containers} if lib.scaled(s)

names(s, "") := {"*"} if not lib.scaled(s)

# controls says whether a VerticalPodAutoscaler sets the request of a container.
controls(vpa, container, resource) if {
	policies := object.get(vpa, ["spec", "resourcePolicy", "containerPolicies"], [])
	own := [policy | some policy in policies; policy.containerName == container]
	others := [policy | some policy in policies; policy.containerName == "*"]
	policy := array.concat(array.concat(own, others), [{}])[0]
	object.get(policy, "mode", "Auto") != "Off"
	resource in object.get(policy, "controlledResources", ["cpu", "memory"])
}
