package policies.lib

# What rules on the network share: the directions and rules of a NetworkPolicy, what a peer stands for, and which policies
# hold for a workload.

# policies_kind is the kind that every network knows.
policies_kind := "NetworkPolicy.networking.k8s.io"

# other_policies are kinds by which networks isolate pods in ways of their own. Where one is, NetworkPolicies alone do not
# say what is open.
other_policies := {
	"AdminNetworkPolicy.policy.networking.k8s.io", "BaselineAdminNetworkPolicy.policy.networking.k8s.io",
	"CiliumClusterwideNetworkPolicy.cilium.io", "CiliumNetworkPolicy.cilium.io", "ClusterNetworkPolicy.policy.networking.k8s.io",
	"GlobalNetworkPolicy.crd.projectcalico.org", "GlobalNetworkPolicy.projectcalico.org",
	"NetworkPolicy.crd.projectcalico.org", "NetworkPolicy.projectcalico.org",
}

# otherwise_isolated are the namespaces that such a policy may isolate; "" stands for all.
otherwise_isolated contains namespace if {
	some kind in other_policies
	some namespace, _ in input.objects[kind]
}

# judged_by_policies says whether NetworkPolicies alone decide what is open in a namespace.
judged_by_policies(namespace) if count(otherwise_isolated & {"", namespace}) == 0

# directions are those that a policy closes but for its rules. Without policyTypes it closes Ingress, and Egress where it
# has rules for that.
directions(policy) := {direction | some direction in policy.spec.policyTypes; sides[direction]} if {
	is_array(policy.spec.policyTypes)
	count(policy.spec.policyTypes) > 0
} else := {"Ingress", "Egress"} if {
	count(dig(policy, ["spec", "egress"], [])) > 0
} else := {"Ingress"}

# sides say where each direction keeps its rules and their peers.
sides := {"Ingress": {"rules": "ingress", "peers": "from"}, "Egress": {"rules": "egress", "peers": "to"}}

# openings are the rules of a policy in a direction: path, peers and ports. No peers and no ports open to all.
openings(policy, direction) := [opening |
	side := sides[direction]
	direction in directions(policy)
	some i, rule in dig(policy, ["spec", side.rules], [])
	is_object(rule)
	opening := {
		"path": ["spec", side.rules, i],
		"list": side.peers,
		"peers": [peer | some peer in dig(rule, side.peers, []); is_object(peer)],
		"ports": [port | some port in dig(rule, "ports", []); is_object(port)],
	}
]

# wide_bits are the fixed bits below which a network is more than any company's: the internet, or a good part of it.
wide_bits := {4: 8, 6: 16}

# wide says whether a network is the internet or a good part of it.
wide(block) if {
	n := network(dig(block, "cidr", ""))
	count(n.bits) < wide_bits[n.family]
}

# nothing_chosen says whether a label selector chooses everything.
nothing_chosen(selector) if {
	is_object(selector)
	count(dig(selector, "matchLabels", {})) == 0
	count(dig(selector, "matchExpressions", [])) == 0
}

# broad_peers are the peers of an opening that stand for nearly everybody: the path of each, and who that is.
broad_peers(o) := [{"path": o.path, "whom": "everybody"}] if count(o.peers) == 0

broad_peers(o) := [found |
	some i, peer in o.peers
	whom := broad(peer)
	found := {"path": at(o.path, [o.list, i]), "whom": whom}
] if {
	count(o.peers) > 0
}

broad(peer) := "every pod of every namespace" if {
	nothing_chosen(peer.namespaceSelector)
	nothing_chosen(dig(peer, "podSelector", {}))
}

broad(peer) := peer.ipBlock.cidr if wide(peer.ipBlock)

# port_text is a port of a rule as people write it; "" is any port.
port_text(port) := "" if not port.port

port_text(port) := sprintf("%v", [port.port]) if {
	port.port
	not port.endPort
}

port_text(port) := sprintf("%v-%v", [port.port, port.endPort]) if port.endPort

# protocol of a port is TCP unless it says otherwise.
protocol(port) := dig(port, "protocol", "TCP")

# covers says whether a port of a rule opens a number of a protocol. A name opens what the pod calls so.
covers(port, _, wanted) if {
	protocol(port) == wanted
	not port.port
}

covers(port, number, wanted) if {
	protocol(port) == wanted
	number == port.port
}

covers(port, number, wanted) if {
	protocol(port) == wanted
	is_number(port.port)
	is_number(port.endPort)
	port.port <= number
	number <= port.endPort
}

# opens says whether an opening opens a number of a protocol.
opens(o, _, _) if count(o.ports) == 0

opens(o, number, wanted) if {
	some port in o.ports
	covers(port, number, wanted)
}

# reasoned are the ports that annotations of a policy give a reason for: egress.sutaz.ai/<name>: "<whom>:<port>, <reason>".
reasoned(policy, direction) := {port |
	some name, text in annotations(policy)
	startswith(name, sprintf("%s.sutaz.ai/", [lower(direction)]))
	is_string(text)
	some [_, port] in regex.find_all_string_submatch_n(`^[^,]*:([0-9A-Za-z-]+), *[^ ]`, text, 1)
}

# policies_in are the policies of a namespace.
policies_in(namespace) := [p |
	some p in object.get(input.objects, [policies_kind, namespace], {})
	is_object(dig(p, ["spec"], null))
]

# policies_for_all are the policies of each namespace that choose every pod.
policies_for_all[namespace] := [p | some p in policies_in(namespace); nothing_chosen(dig(p, ["spec", "podSelector"], {}))] if {
	some namespace, _ in workloads_in
}

# choices are the policies that choose pods by their labels, each with the workload that it chooses.
choices := [[[namespace, kind(w.object), w.object.metadata.name], p] |
	some namespace, _ in workloads_in
	some p in policies_in(namespace)
	not nothing_chosen(dig(p, ["spec", "podSelector"], {}))
	some w in selected(namespace, dig(p, ["spec", "podSelector"], {}))
]

# choosing are the policies that choose each workload. It is written so that the evaluator groups the choices in one pass.
choosing := {key: found |
	some key in {choice[0] | some choice in choices}
	found := [p |
		some n
		choices[n][0] == key
		p := choices[n][1]
	]
}

# policies_of are the policies that hold for the pods of a workload.
policies_of(o) := array.concat(
	object.get(policies_for_all, namespace(o), []),
	object.get(choosing, [[namespace(o), kind(o), o.metadata.name]], []),
)

# isolated says whether a policy closes the pods of a workload in a direction, but for what policies open.
isolated(o, direction) if {
	some p in policies_of(o)
	direction in directions(p)
}

# on_host says whether a pod has the network of its node, which NetworkPolicies do not reach.
on_host(pod) if pod.spec.hostNetwork == true

# peer_namespaces are the namespaces that a peer of a policy stands for: those that a selector matches, or its own.
peer_namespaces(policy, peer) := {namespace(policy)} if not peer.namespaceSelector

peer_namespaces(_, peer) := namespaces if {
	nothing_chosen(peer.namespaceSelector)
}

peer_namespaces(_, peer) := namespaces_with(peer.namespaceSelector) | undeclared_with(peer.namespaceSelector) if {
	is_object(peer.namespaceSelector)
	not nothing_chosen(peer.namespaceSelector)
	not only_name(peer.namespaceSelector)
}

peer_namespaces(_, peer) := {name} & known_namespaces if name := only_name(peer.namespaceSelector)

# only_name is the name of the namespace that a selector chooses by nothing else, as most do: it needs no search.
only_name(selector) := selector.matchLabels["kubernetes.io/metadata.name"] if {
	count(dig(selector, "matchLabels", {})) == 1
	count(dig(selector, "matchExpressions", [])) == 0
}

known_namespaces := namespaces | {name | some ["Namespace", "", name] in brought}

# undeclared_with are the namespaces that nobody declares here and a selector matches by the name, which is all that is
# known of them: those that hold an object, and those of every cluster.
undeclared_with(selector) := {name |
	some name in known_namespaces
	not input.objects.Namespace[""][name]
	matches(selector, {"kubernetes.io/metadata.name": name})
}

# known_pods says whether all pods of a namespace can be told from what is here: workloads are, and nothing makes others.
known_pods(namespace) if {
	count(object.get(workloads_in, namespace, [])) > 0
	not others_make_pods(namespace)
}

# others_make_pods says whether a namespace has pods that are not here: those of an operator, of a chart, or of whatever
# an object says that it makes.
others_make_pods(namespace) if namespace in with_made_pods

with_made_pods contains namespace if {
	some kind in makers_of_pods
	some namespace, _ in input.objects[kind]
}

with_made_pods contains home(o) if {
	some kind
	some namespace
	some o in input.objects[kind][namespace]
	makes_pods(o)
}

# makers_of_pods are resources whose operators make pods.
makers_of_pods := object.keys(operators) | {
	"Alertmanager.monitoring.coreos.com", "Application.argoproj.io", "HelmRelease.helm.toolkit.fluxcd.io", "Kafka.kafka.strimzi.io",
	"Prometheus.monitoring.coreos.com", "Workflow.argoproj.io", "CronWorkflow.argoproj.io", "Gateway.gateway.networking.k8s.io",
}

makes_pods(o) if contains(annotations(o)["sutaz.ai/makes"], "Pod/")

# makes_pods_for says whether a selector finds pods that an object says it makes: they have its labels.
makes_pods_for(namespace, selector) if {
	some kind
	some o in input.objects[kind][namespace]
	makes_pods(o)
	matches(selector, labels(o))
}

# peer_pods are the workloads that a peer stands for.
peer_pods(policy, peer) := [w |
	not peer.ipBlock
	some namespace in peer_namespaces(policy, peer)
	some w in selected(namespace, dig(peer, ["podSelector"], {}))
]

# namespaces_to_close are those whose pods NetworkPolicies should close: declared, or with a pod that has a network of its
# own.
namespaces_to_close contains namespace if {
	some namespace in ({n | some n, _ in input.objects.Namespace[""]} | {n | some n, list in workloads_in; some w in list; not on_host(w.pod)})
	not namespace in own_namespaces
	judged_by_policies(namespace)
}

# namespace_or_first names the Namespace, or where nobody declares it the first of its workloads.
namespace_or_first(namespace) := ref(input.objects.Namespace[""][namespace]) if {
	input.objects.Namespace[""][namespace]
} else := min({ref(w.object) | some w in workloads_in[namespace]})

# names_port says whether a container of one of the pods calls a port so.
names_port(pods, name, wanted) if {
	some w in pods
	some list in container_lists
	some container in w.pod.spec[list]
	some port in dig(container, "ports", [])
	port.name == name
	protocol(port) == wanted
}

# selector_text writes a label selector as kubectl does.
selector_text(selector) := concat(", ", array.concat(
	[pair | pair := pairs(dig(selector, "matchLabels", {})); pair != ""],
	[text | some e in dig(selector, "matchExpressions", []); text := expression_text(e)],
))

expression_text(e) := sprintf("%v %v", [e.key, e.operator]) if count(dig(e, "values", [])) == 0

expression_text(e) := sprintf("%v %v (%s)", [e.key, e.operator, concat(", ", [sprintf("%v", [v]) | some v in e.values])]) if {
	count(dig(e, "values", [])) > 0
}

# workload_of is the workload of an agent that runs.
workload_of(agent) := [o |
	some kind in (controllers | {"CronJob.batch", "Job.batch"})
	o := get(kind, input.model.running[agent].namespace, agent)
][0]

# place_of is where the pods of a workload are, and what labels they have.
place_of(o) := {"namespace": namespace(o), "labels": dig(pod(o).metadata, "labels", {})}

# places are where the pods are that a call of the model leads to: those of an agent, or of something of the platform.
places(target, call) := [place_of(o) | o := workload_of(target)] if call.kind == "agent"

places(target, call) := [{"namespace": e.namespace, "labels": e.selector} |
	e := input.model.endpoints[target]
	is_object(e.selector)
] if {
	call.kind != "agent"
}

# admits says whether a peer of a policy stands for pods of a place.
admits(policy, peer, place) if {
	not peer.ipBlock
	in_namespace(policy, peer, place.namespace)
	matches(dig(peer, "podSelector", {}), place.labels)
}

in_namespace(policy, peer, name) if {
	not peer.namespaceSelector
	namespace(policy) == name
}

in_namespace(_, peer, name) if only_name(peer.namespaceSelector) == name

in_namespace(_, peer, name) if {
	not only_name(peer.namespaceSelector)
	o := dig(input.objects, ["Namespace", "", name], {})
	matches(peer.namespaceSelector, object.union(labels(o), {"kubernetes.io/metadata.name": name}))
}

# open_to says whether the policies of a workload open a port of TCP in a direction, to or from a place.
open_to(o, direction, port, place) if {
	some policy in policies_of(o)
	some opening in openings(policy, direction)
	opens(opening, port, "TCP")
	reaches(policy, opening, place)
}

reaches(_, opening, _) if count(opening.peers) == 0

reaches(policy, opening, place) if {
	some peer in opening.peers
	admits(policy, peer, place)
}
