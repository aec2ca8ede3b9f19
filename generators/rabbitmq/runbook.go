package rabbitmq

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of a RabbitMQ cluster.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	k := hands{env, s, "kubectl -n " + env.Endpoints[s.Endpoint].Namespace + " "}
	copied := part.Copied{Sets: []string{k.set()}, Pods: s.Replicas, Applications: []string{s.Name},
		Moved: []part.Step{k.password("Where the secret store of this region has another password for the user of the operators than the data have: tell the servers.")},
		Before: []part.Step{
			{Does: "Keep the operator from starting what you stop, and the servers from waiting for queues before they stop.",
				Command: k.pause() + "\n" + k.in + "label pod -l app.kubernetes.io/name=" + s.Name + " skipPreStopChecks=true"},
		},
		After: []part.Step{
			{Does: "Let the operator heal again.", Command: k.resume()},
			{Does: "Start the operators anew: queues, users and rights become what Git and the secret store say.", Command: k.operators()},
		}}
	book := part.Runbook{
		Heals: []part.Failure{
			{What: "A server stops, or its zone is lost", Then: "The others elect new leaders of the queues within seconds. When the server is back, it catches up from them."},
			{What: "A part of the network is lost", Then: "The side with fewer servers accepts nothing until it sees the others again: a queue goes on where most of its copies are."},
			{What: "A consumer fails on a message again and again", Then: "After some deliveries the message goes to the queue of dead letters, and the others are delivered."},
			{What: "A queue is full", Then: "Publishers are refused and try again; nothing that was accepted is dropped."},
		},
		Tasks: []part.Task{
			{Title: "Dead letters pile up", Text: "They are messages that no consumer could handle.", Steps: []part.Step{
				{Does: "See which queues are long.", Command: k.on(0, "rabbitmqctl list_queues --vhost agents name messages consumers")},
				{Does: "Mend the consumer first. Then move the messages back with a shovel, or purge the queue if its owner agrees."},
			}},
			{Title: "The password of the operators' user changes", Text: "It is in the secret store and with the data of the servers. While they differ, both operators are refused. It has letters and digits only, since it stands in a file of configuration.", Steps: []part.Step{
				{Does: "Change it in the secret store, and wait an hour at most until the Secret has it.", Command: k.in + "get externalsecret " + s.Name + "-" + schema.DefaultUser},
				k.password("Tell the servers."),
				{Does: "Start the operators anew.", Command: k.operators()},
			}},
		},
	}
	if s.Replicas > 1 {
		book.Tasks = append(book.Tasks, k.emptySeed(), part.Task{Title: "Most of the servers are lost", Text: "Quorum queues do not answer without most of their copies. Wait for the volumes rather than give them up.", Steps: []part.Step{
			{Does: "See which servers run.", Command: k.on(0, "rabbitmq-diagnostics cluster_status")},
			{Does: "Only where the volumes of most servers are gone for good: do as below, where the data is lost. Queues, users and rights come from Git; messages in flight are those of the copy, and producers send the rest again."},
		}})
	}
	book.Tasks = append(book.Tasks, k.deleted(copied))
	return part.WithCopies(env, s, book, copied)
}

// hands are what people run on one cluster; in is kubectl in its namespace.
type hands struct {
	env   *platform.Environment
	store schema.Store
	in    string
}

// set is the StatefulSet that the operator makes.
func (k hands) set() string { return k.store.Name + "-server" }

func (k hands) pod(i int) string { return fmt.Sprintf("%s-%d", k.set(), i) }

// node is the name by which servers know each other.
func (k hands) node(i int) string {
	return fmt.Sprintf("rabbit@%s.%s-nodes.%s", k.pod(i), k.store.Name, k.env.Endpoints[k.store.Endpoint].Namespace)
}

func (k hands) on(i int, command string) string {
	return k.in + "exec " + k.pod(i) + " -c rabbitmq -- " + command
}

func (k hands) pause() string {
	return k.in + "label rabbitmqcluster " + k.store.Name + " rabbitmq.com/pauseReconciliation=true"
}

func (k hands) resume() string {
	return k.in + "label rabbitmqcluster " + k.store.Name + " rabbitmq.com/pauseReconciliation-"
}

// ready waits for the first server.
func (k hands) ready() string {
	return k.in + "wait --for=create pod/" + k.pod(0) + " --timeout=2m\n" + k.in + "wait --for=condition=Ready pod/" + k.pod(0) + " --timeout=10m"
}

// operators are started anew by deleting their pods.
func (k hands) operators() string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(k.env.Upstreams)) {
		upstream := k.env.Upstreams[name]
		for _, group := range slices.Sorted(maps.Keys(upstream.Pods)) {
			var labels []string
			for _, label := range slices.Sorted(maps.Keys(upstream.Pods[group].Selector)) {
				labels = append(labels, label+"="+upstream.Pods[group].Selector[label])
			}
			if slices.Contains(upstream.Pods[group].Operates, k.store.Name) {
				lines = append(lines, "kubectl -n "+upstream.Namespace+" delete pod -l "+strings.Join(labels, ","))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// bind lets volumes whose claims are gone be bound by new claims of the same names.
func (k hands) bind(does, claim string) part.Step {
	return part.Step{Does: does, Command: "kubectl get pv --sort-by=.metadata.creationTimestamp | grep " + k.env.Endpoints[k.store.Endpoint].Namespace + "/" + claim + "\n" +
		`kubectl patch pv VOLUME --type=json -p '[{"op":"remove","path":"/spec/claimRef/uid"},{"op":"remove","path":"/spec/claimRef/resourceVersion"}]'`}
}

// emptySeed is what a cluster of several servers does not heal: the first server waits for nobody when its volume is empty.
func (k hands) emptySeed() part.Task {
	claim := "persistence-" + k.pod(0)
	return part.Task{Title: "Server 0 has lost its volume",
		Text: "On an empty volume, server 0 looks for no other: it begins a cluster of its own, and clients reach both by one address. Stop it at once. Any other server with an empty volume joins again by itself, once the rest has forgotten it as below.",
		Steps: []part.Step{
			{Does: "Keep the operator from starting it, and stop it; the others run on.", Command: k.pause() + "\n" + k.in + "delete statefulset " + k.set() + " --cascade=orphan\n" + k.in + "delete pod " + k.pod(0)},
			{Does: "Remove the claim of the empty volume.", Command: k.in + "delete pvc " + claim},
			k.bind("Where its old volume is still there and well, let the claim bind it again, and go on with letting the operator heal; it joins the others by what it knows. A copy of the volume will not do: it is older than what the others have.", claim),
			{Does: "Otherwise let the others forget it.", Command: k.on(1, "rabbitmqctl forget_cluster_node "+k.node(0))},
			{Does: "Let the operator heal again: it starts the server.", Command: k.resume() + "\n" + k.ready()},
			{Does: "Where it was forgotten: let it join by hand, and give it copies of the queues.",
				Command: k.on(0, "rabbitmqctl stop_app") + "\n" + k.on(0, "rabbitmqctl join_cluster "+k.node(1)) + "\n" + k.on(0, "rabbitmqctl start_app") + "\n" + k.on(1, "rabbitmq-queues grow "+k.node(0)+" all")},
			{Does: "See that all servers are in one cluster.", Command: k.on(1, "rabbitmq-diagnostics cluster_status")},
		}}
}

// deleted binds the volumes again whose claims the garbage collector took with their owner.
func (k hands) deleted(c part.Copied) part.Task {
	return part.Task{Title: "The RabbitmqCluster was deleted",
		Text:  "Argo CD neither prunes nor deletes it; only a person can. It owns the claims of its servers, which go with it whatever their set says. Their volumes stay, since the storage class retains them. Argo CD makes a new cluster at once, on empty volumes.",
		Steps: c.Replace(k.env, k.store, k.bind("Let the new claims bind the old volumes: for each claim the one from before the deletion, which is the older.", "persistence-"+k.set()))}
}

// password tells the servers the password of the user by which operators log in. Both have it from the secret store, and
// servers keep it with their data: it is read there when a cluster is made, and never again.
func (k hands) password(does string) part.Step {
	value := func(key string) string {
		return k.in + "get secret " + k.store.Name + "-" + schema.DefaultUser + " -o jsonpath='{.data." + key + "}' | base64 -d"
	}
	return part.Step{Does: does, Command: strings.Join([]string{
		k.ready(),
		`OPERATOR="$(` + value("username") + `)"`,
		value("password") + " | " + strings.Replace(k.on(0, `rabbitmqctl change_password "$OPERATOR"`), " exec ", " exec -i ", 1),
	}, "\n")}
}
