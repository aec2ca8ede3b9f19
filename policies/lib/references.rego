package policies.lib

# What an object names, and whether it is there. An object is there when it is rendered, when another object makes it,
# or when every cluster has it.

# everywhere are the objects that Kubernetes puts into each namespace.
everywhere := {"ConfigMap": {"kube-root-ca.crt"}, "ServiceAccount": {"default"}}

# brought are the objects that every cluster has: kind, namespace and name.
brought := {
	["ConfigMap", "kube-system", "extension-apiserver-authentication"],
	["Namespace", "", "default"],
	["Namespace", "", "kube-node-lease"],
	["Namespace", "", "kube-public"],
	["Namespace", "", "kube-system"],
	["PriorityClass.scheduling.k8s.io", "", "system-cluster-critical"],
	["PriorityClass.scheduling.k8s.io", "", "system-node-critical"],
	["Service", "default", "kubernetes"],
	["Service", "kube-system", "kube-dns"],
}

# own_namespaces are those that Kubernetes keeps for itself; what runs there is no one's to declare.
own_namespaces := {"kube-node-lease", "kube-public", "kube-system"}

# present says whether an object is there; the namespace of what belongs to the cluster is "".
present(wanted, namespace, name) if input.objects[wanted][namespace][name]

present(wanted, namespace, name) if {
	some maker in object.get(made, [wanted, namespace, name], set())
	maker.creates
}

present(wanted, namespace, name) if {
	namespace != ""
	name in everywhere[wanted]
}

present(wanted, namespace, name) if [wanted, namespace, name] in brought

# keys are the keys of a ConfigMap or a Secret. They are undefined where nobody can tell.
keys(wanted, namespace, name) := union(sets) if {
	present(wanted, namespace, name)
	own := {written(o) | o := input.objects[wanted][namespace][name]}
	sets := own | {maker.keys | some maker in object.get(made, [wanted, namespace, name], set())}
	not null in sets
	not [wanted, namespace, name] in brought
	not name in object.get(everywhere, wanted, set())
}

# written are the keys that an object has itself, null where a controller fills it: those stand empty in Git.
written(o) := found if {
	found := {key |
		some field in ["data", "stringData", "binaryData"]
		some key, _ in o[field]
	}
	count(found) > 0
	not filled(o)
} else := null

filled(o) if o.type == "kubernetes.io/service-account-token"

filled(o) if labels(o)["config.openshift.io/inject-trusted-cabundle"] == "true"

filled(o) if annotations(o)["service.beta.openshift.io/inject-cabundle"] == "true"

# made are the objects that others make: by kind, namespace and name, whether the maker creates it or adds to it, and
# the keys that it writes, null where they are not known.
made[wanted][namespace][name] contains {"creates": true, "keys": null} if {
	some maker, patterns in operators
	some namespace
	some o in input.objects[maker][namespace]
	some wanted
	some pattern in patterns[wanted]
	name := replace(pattern, "*", o.metadata.name)
}

# operators make objects with names of their own.
operators := {
	"Cluster.postgresql.cnpg.io": {
		"Secret": ["*-app", "*-ca", "*-replication", "*-server", "*-superuser"],
		"Service": ["*-r", "*-ro", "*-rw"],
		"ServiceAccount": ["*"],
	},
	"KafkaUser.kafka.strimzi.io": {"Secret": ["*"]},
	"OnePasswordItem.onepassword.com": {"Secret": ["*"]},
	"Pooler.postgresql.cnpg.io": {"Service": ["*"]},
	"RabbitmqCluster.rabbitmq.com": {
		"Secret": ["*-default-user", "*-erlang-cookie"],
		"Service": ["*", "*-nodes"],
		"ServiceAccount": ["*-server"],
	},
	"User.rabbitmq.com": {"Secret": ["*-user-credentials"]},
}

# Any object may say what its controller makes of it, as in "Secret/a, PriorityClass.scheduling.k8s.io/b".
made[wanted][place][name] contains {"creates": true, "keys": null} if {
	some namespaced in input.objects
	some namespace, objects in namespaced
	some o in objects
	text := annotations(o)["sutaz.ai/makes"]
	is_string(text)
	some entry in split(text, ",")
	[wanted, name] := split(trim_space(entry), "/")
	some place in {home(o), ""}
}

# home is the namespace in which what an object makes stands: a Namespace makes it in itself.
home(o) := o.metadata.name if {
	kind(o) == "Namespace"
} else := namespace(o)

# Crossplane writes what it knows of a connection where the resource says.
made.Secret[place][name] contains {"creates": true, "keys": null} if {
	some namespaced in input.objects
	some namespace, objects in namespaced
	some o in objects
	to := o.spec.writeConnectionSecretToRef
	name := to.name
	place := dig(to, "namespace", namespace)
}

made.Secret[namespace][name] contains made_by(o.spec) if {
	some namespace
	some o in input.objects["ExternalSecret.external-secrets.io"][namespace]
	name := dig(o, ["spec", "target", "name"], o.metadata.name)
	dig(o, ["spec", "target", "creationPolicy"], "Owner") != "None"
	not o.spec.target.manifest
}

made.Secret[namespace][name] contains made_by(spec) if {
	some o in objects_of("ClusterExternalSecret.external-secrets.io")
	spec := o.spec.externalSecretSpec
	name := dig(spec, ["target", "name"], dig(o, ["spec", "externalSecretName"], o.metadata.name))
	dig(spec, ["target", "creationPolicy"], "Owner") != "None"
	some namespace in chosen_namespaces(o.spec)
}

# chosen_namespaces are those that are named, or that a selector matches.
chosen_namespaces(spec) := listed | matched if {
	listed := {name | some name in spec.namespaces}
	selectors := array.concat([s | s := spec.namespaceSelector], dig(spec, "namespaceSelectors", []))
	matched := {name | some selector in selectors; some name in namespaces_with(selector)}
}

# namespaces_with are the declared namespaces that a label selector matches. Each has a label with its name.
namespaces_with(selector) := {name |
	some name, o in input.objects.Namespace[""]
	matches(selector, object.union(labels(o), {"kubernetes.io/metadata.name": name}))
}

# made_by says what External Secrets makes of the spec of an ExternalSecret.
made_by(spec) := {"creates": creates, "keys": external_keys(spec)} if {
	creates := dig(spec, ["target", "creationPolicy"], "Owner") != "Merge"
}

# external_keys are those that are fetched, or those that a template makes of them.
external_keys(spec) := null if {
	spec.target.template.templateFrom
} else := {key | some key, _ in spec.target.template.data} if {
	spec.target.template.data
	dig(spec, ["target", "template", "mergePolicy"], "Replace") == "Replace"
} else := null if {
	spec.dataFrom
} else := fetched | templated if {
	fetched := {item.secretKey | some item in spec.data; is_string(item.secretKey)}
	templated := {key | some key, _ in spec.target.template.data}
}

made.Secret[namespace][name] contains {"creates": true, "keys": sealed} if {
	some namespace
	some o in input.objects["SealedSecret.bitnami.com"][namespace]
	name := o.metadata.name
	sealed := {key | some key, _ in o.spec.encryptedData} | {key | some key, _ in o.spec.template.data}
}

made.Secret[namespace][name] contains {"creates": true, "keys": certificate_keys(o)} if {
	some namespace
	some o in input.objects["Certificate.cert-manager.io"][namespace]
	name := o.spec.secretName
}

certificate_keys(o) := union({{"ca.crt", "tls.crt", "tls.key"}, stores, formats}) if {
	stores := {file |
		some store, files in {"jks": ["keystore.jks", "truststore.jks"], "pkcs12": ["keystore.p12", "truststore.p12"]}
		o.spec.keystores[store].create == true
		some file in files
	}
	formats := {{"CombinedPEM": "tls-combined.pem", "DER": "key.der"}[format.type] | some format in o.spec.additionalOutputFormats}
}

# An account with an ACME server has a key.
made.Secret[namespace][name] contains {"creates": true, "keys": {"tls.key"}} if {
	some namespace
	some o in input.objects["Issuer.cert-manager.io"][namespace]
	name := o.spec.acme.privateKeySecretRef.name
}

# cert-manager makes the certificates of those that ask for them.
made.Secret[namespace][name] contains {"creates": true, "keys": {"ca.crt", "tls.crt", "tls.key"}} if {
	some kind in ["Ingress.networking.k8s.io", "Gateway.gateway.networking.k8s.io"]
	some namespace
	some o in input.objects[kind][namespace]
	some asks in ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"]
	annotations(o)[asks]
	some name in tls_secrets(o)
}

# tls_secrets are the names of the certificates of an Ingress or a Gateway in its own namespace.
tls_secrets(o) := {entry.secretName | some entry in o.spec.tls} | {ref.name |
	some listener in o.spec.listeners
	some ref in listener.tls.certificateRefs
	dig(ref, "namespace", namespace(o)) == namespace(o)
}

# The operator of Vault writes where a resource says.
made.Secret[namespace][name] contains {"creates": to.create == true, "keys": null} if {
	some kind in ["VaultDynamicSecret", "VaultPKISecret", "VaultStaticSecret"]
	some namespace
	some o in input.objects[sprintf("%s.secrets.hashicorp.com", [kind])][namespace]
	to := object.union({"create": false}, dig(o, ["spec", "destination"], {}))
	name := to.name
}

# The driver of secret stores makes a Secret while a pod mounts the class.
made.Secret[namespace][entry.secretName] contains {"creates": true, "keys": {item.key | some item in entry.data; is_string(item.key)}} if {
	some namespace
	some o in input.objects["SecretProviderClass.secrets-store.csi.x-k8s.io"][namespace]
	some entry in o.spec.secretObjects
}

# trust-manager copies a bundle into namespaces.
made[kind][namespace][o.metadata.name] contains {"creates": true, "keys": null} if {
	some o in objects_of("Bundle.trust.cert-manager.io")
	some field, kind in {"configMap": "ConfigMap", "secret": "Secret"}
	o.spec.target[field]
	some namespace in namespaces_with(dig(o, ["spec", "target", "namespaceSelector"], {}))
}

# Claim templates of a StatefulSet make claims with the number of the pod; generic volumes one with its name.
claim_prefixes[namespace] contains sprintf("%s-%s-", [template.metadata.name, o.metadata.name]) if {
	some namespace
	some o in input.objects["StatefulSet.apps"][namespace]
	some template in o.spec.volumeClaimTemplates
}

made.PersistentVolumeClaim[namespace][sprintf("%s-%s", [o.metadata.name, volume.name])] contains {"creates": true, "keys": null} if {
	some namespace
	some o in input.objects.Pod[namespace]
	some volume in o.spec.volumes
	volume.ephemeral
}

# named says whether a value names something.
named(name) if {
	is_string(name)
	name != ""
}

# uses are what objects take from config maps and secrets that must be there: the object, the kind and the name of what
# it takes, the key or null, and where it says so.
uses := array.concat(
	[u | some w in workloads; some u in pod_uses(w)],
	[u |
		some o in objects_of("TriggerAuthentication.keda.sh")
		some field, wanted in {"configMapTargetRef": "ConfigMap", "secretTargetRef": "Secret"}
		some i, item in o.spec[field]
		by := sprintf("parameter %q", [dig(item, "parameter", "")])
		u := use(o, {"kind": wanted, "item": item, "path": ["spec", field, i], "by": by})
	],
)

# use is one; source has the kind, the fields that name it, their path, and by whom it is taken.
use(o, source) := {
	"object": o, "kind": source.kind, "name": source.item.name, "by": source.by,
	"path": source.path, "key": dig(source.item, "key", null), "key_path": at(source.path, ["key"]),
} if {
	named(source.item.name)
	not source.item.optional == true
}

# pod_uses are those of a pod.
pod_uses(w) := array.concat(environment_uses(w), volume_uses(w))

environment_uses(w) := [u |
	some c in containers(w.object)
	some source in array.concat(
		[{"path": ["env", i, "valueFrom", field], "item": variable.valueFrom[field], "kind": wanted} |
			some i, variable in c.container.env
			some field, wanted in {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
		],
		[{"path": ["envFrom", i, field], "item": from[field], "kind": wanted} |
			some i, from in c.container.envFrom
			some field, wanted in {"configMapRef": "ConfigMap", "secretRef": "Secret"}
		],
	)
	u := use(w.object, {"kind": source.kind, "item": source.item, "path": at(c.path, source.path), "by": called(c)})
]

volume_uses(w) := [u |
	some i, volume in w.pod.spec.volumes
	some source in volume_sources(volume)
	path := at(w.pod.path, array.concat(["volumes", i], source.path))
	by := sprintf("volume %q", [dig(volume, "name", "")])
	all := use(w.object, {"kind": source.kind, "item": source.item, "path": path, "by": by})
	some u in parts(all, dig(source.item, "items", []))
]

# parts are the keys that a volume takes of its source, and the source itself where it takes all.
parts(all, items) := [object.union(all, {"key": item.key, "key_path": at(all.path, ["items", i, "key"])}) |
	some i, item in items
] if {
	count(items) > 0
} else := [all]

# volume_sources are the config maps and secrets of a volume: the fields that name each, and their path in it.
volume_sources(volume) := array.concat(plain_sources(volume), array.concat(
	[{"path": ["projected", "sources", i, field], "kind": wanted, "item": source[field]} |
		some i, source in volume.projected.sources
		some field, wanted in {"configMap": "ConfigMap", "secret": "Secret"}
	],
	[{"path": [driver, field], "kind": "Secret", "item": {"name": volume[driver][field].name}} |
		some driver, field in {
			"cephfs": "secretRef", "csi": "nodePublishSecretRef", "flexVolume": "secretRef", "iscsi": "secretRef",
			"rbd": "secretRef", "scaleIO": "secretRef", "storageos": "secretRef",
		}
	],
))

plain_sources(volume) := array.concat(
	[{"path": ["configMap"], "kind": "ConfigMap", "item": source} | source := volume.configMap],
	[{"path": [field], "kind": "Secret", "item": object.union(source, {"name": source.secretName})} |
		some field in ["azureFile", "secret"]
		source := dig(volume, field, {})
	],
)

# ports are what the pods of workloads say they listen on.
ports(ws) := [{"name": dig(port, "name", ""), "number": port.containerPort, "protocol": dig(port, "protocol", "TCP")} |
	some w in ws
	some c in serving(w.object)
	some port in c.container.ports
]

# service_port finds a port of a Service by its number or its name.
service_port(service, port) if {
	some p in service.spec.ports
	port in [p.port, p.name]
}

service_port(service, port) if {
	some p in service.spec.ports
	not p.name
	port == p.port
}

# kind_of writes an API group and a kind as rules do.
kind_of("", wanted) := wanted

kind_of(group, wanted) := sprintf("%s.%s", [wanted, group]) if group != ""

# target_kind is the kind that an apiVersion and a kind name.
target_kind(target, default_version) := kind_of(group, target.kind) if {
	version := dig(target, "apiVersion", default_version)
	parts := split(version, "/")
	group := {true: parts[0], false: ""}[count(parts) == 2]
}

# labels_of_services are all labels of all Services, each with the namespace, and the name of its Service.
labels_of_services := [[[namespace, name, value], service] |
	some namespace
	some service, o in input.objects.Service[namespace]
	some name, value in labels(o)
]

# services_labelled finds the names of Services by a namespace, a label and its value; labelled says why it is written so.
services_labelled := {key: found |
	some key in {label[0] | some label in labels_of_services}
	found := {service |
		some n
		labels_of_services[n][0] == key
		service := labels_of_services[n][1]
	}
}

# services_matching are the Services of a namespace that a label selector matches.
services_matching(namespace, selector) := [o |
	candidates := [object.get(services_labelled, [[namespace, name, value]], set()) |
		some name, value in dig(selector, "matchLabels", {})
	]
	least := min([count(c) | some c in candidates])
	rarest := [c | some c in candidates; count(c) == least][0]
	some name in rarest
	o := input.objects.Service[namespace][name]
	matches(selector, labels(o))
] if {
	count(dig(selector, "matchLabels", {})) > 0
} else := [o |
	some o in input.objects.Service[namespace]
	matches(selector, labels(o))
]

# workload_names are the workloads of a message.
workload_names(ws) := concat(", ", sort({sprintf("%s %s", [w.object.kind, w.object.metadata.name]) | some w in ws}))

# routes are the routes of Gateways.
routes := [o | some kind in route_kinds; some o in objects_of(kind)]

route_kinds := [sprintf("%sRoute.gateway.networking.k8s.io", [protocol]) | some protocol in ["GRPC", "HTTP", "TCP", "TLS", "UDP"]]

# route_listeners are the listeners that a route may mean: the path of the parent, its Gateway and the listener.
route_listeners(route) := [{"path": ["spec", "parentRefs", i], "gateway": gateway, "listener": listener} |
	some i, parent in route.spec.parentRefs
	gateway := parent_gateway(route, parent)
	some listener in parent_listeners(gateway, parent)
]

# parent_gateway is the Gateway that a parent of a route names, undefined where it is not here, or the parent another kind.
parent_gateway(route, parent) := get("Gateway.gateway.networking.k8s.io", dig(parent, "namespace", namespace(route)), parent.name) if {
	dig(parent, "kind", "Gateway") == "Gateway"
	dig(parent, "group", "gateway.networking.k8s.io") == "gateway.networking.k8s.io"
}

# parent_listeners are those of its listeners that the parent may mean.
parent_listeners(gateway, parent) := [listener |
	some listener in gateway.spec.listeners
	dig(parent, "sectionName", listener.name) == listener.name
	dig(parent, "port", listener.port) == listener.port
]

# route_backends are what routes lead to, mirrors among them: the route, the path, the reference, its kind and namespace.
route_backends := [b |
	some route in routes
	some i, rule in route.spec.rules
	some found in array.concat(mirrors(rule, []), array.concat(
		[[["backendRefs", j], ref] | some j, ref in rule.backendRefs],
		[m | some j, ref in rule.backendRefs; some m in mirrors(ref, ["backendRefs", j])],
	))
	[path, ref] := found
	b := {
		"route": route, "path": array.concat(["spec", "rules", i], path), "ref": ref,
		"kind": kind_of(dig(ref, "group", ""), dig(ref, "kind", "Service")),
		"namespace": dig(ref, "namespace", namespace(route)),
	}
]

mirrors(part, base) := [[array.concat(base, ["filters", i, "requestMirror", "backendRef"]), ref] |
	some i, filter in part.filters
	ref := filter.requestMirror.backendRef
]

# monitors are the ServiceMonitors and PodMonitors: what they look for, in which namespaces ("*" for all), what they find
# and the names of its ports. Those for what the cluster itself runs are left out: nobody renders that.
monitors := [m |
	some kind, endpoints in {"PodMonitor": "podMetricsEndpoints", "ServiceMonitor": "endpoints"}
	some o in objects_of(sprintf("%s.monitoring.coreos.com", [kind]))
	places := monitored(o)
	count(places & (own_namespaces | {"default"})) == 0
	selection := monitor_selection(kind, places, dig(o, ["spec", "selector"], {}))
	m := object.union(selection, {"object": o, "endpoints": endpoints, "places": places})
]

monitored(o) := {"*"} if {
	o.spec.namespaceSelector.any == true
} else := {name | some name in names; is_string(name)} if {
	names := dig(o, ["spec", "namespaceSelector", "matchNames"], [])
	count(names) > 0
} else := {namespace(o)}

monitor_selection("ServiceMonitor", places, selector) := {"what": "Service", "found": found, "ports": {p.name | some s in found; some p in s.spec.ports}} if {
	found := [s | some place in within(places); some s in services_matching(place, selector)]
}

monitor_selection("PodMonitor", places, selector) := {"what": "workload", "found": found, "ports": {p.name | some p in ports(found)}} if {
	found := [w | some place in within(places); some w in selected(place, selector)]
}

# within are the namespaces that are meant.
within(places) := namespaces if {
	"*" in places
} else := places

# controller_selector is the selector of a controller as a label selector. It is undefined where it is that of the template.
controller_selector(o) := {"matchLabels": o.spec.selector} if {
	kind(o) == "ReplicationController"
	count(dig(o, ["spec", "selector"], {})) > 0
}

controller_selector(o) := dig(o, ["spec", "selector"], {}) if kind(o) != "ReplicationController"

# claims are the volume claims of all objects, also those that are made of templates: the object, the path and the spec.
claims := [object.union({"object": o}, c) |
	some kind in (workload_kinds | {"PersistentVolumeClaim"})
	some o in objects_of(kind)
	some c in claims_of(o)
]
