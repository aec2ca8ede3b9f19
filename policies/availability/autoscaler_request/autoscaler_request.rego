# METADATA
# title: What an autoscaler measures is requested
# description: >-
#   Use is a share of the request. Where one container of the pod requests nothing there is no share, and the autoscaler
#   does not scale at all.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#algorithm-details
# custom:
#   severity: high
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: objects
#   controls: [SOC2/A1.1]
#   fix: Give every container of the workload a request of that resource.
package policies.availability.autoscaler_request

import data.policies.lib

deny contains {"object": lib.ref(s.object), "path": ["spec", "scaleTargetRef"], "message": message} if {
	some s in lib.autoscaler_list
	some [resource, name] in lib.utilised(s)
	workload := lib.scaled(s)
	pod := lib.pod(workload)
	not asks(object.get(pod.spec, "resources", {}), resource)
	not by_namespace[lib.namespace(workload)][resource]
	some c in lib.serving(workload)
	name in {"", c.name}
	not asks(object.get(c.container, "resources", {}), resource)
	message := sprintf("it scales on the use of %s, of which %s requests nothing", [resource, lib.called(c)])
}

# asks says whether a request is there; a limit alone is one too.
asks(resources, resource) if resources.requests[resource]

asks(resources, resource) if resources.limits[resource]

# by_namespace are the resources of which a LimitRange gives each container a request.
by_namespace[lib.namespace(o)][resource] if {
	some o in lib.objects_of("LimitRange")
	some limit in o.spec.limits
	limit.type == "Container"
	some field in ["default", "defaultRequest", "max", "min"]
	some resource, _ in limit[field]
}
