package policies.lib

# windows says whether a pod says that it runs on Windows, where the security settings of Linux cannot be given.
windows(pod) if pod.spec.os.name == "windows"

# own_users says whether a pod has users of its own: what is user 0 in it is a user without rights on the node.
own_users(pod) if pod.spec.hostUsers == false

# security_contexts are all that a workload sets, of its pod and of its containers: their path, whose they are, their fields.
security_contexts(o) := array.concat(
	[s |
		p := pod(o)
		fields := p.spec.securityContext
		is_object(fields)
		s := {"path": at(p.path, ["securityContext"]), "who": "the pod", "fields": fields}
	],
	[s |
		some c in containers(o)
		fields := c.container.securityContext
		is_object(fields)
		s := {"path": at(c.path, ["securityContext"]), "who": called(c), "fields": fields}
	],
)
