package rabbitmq

import (
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Runbook is what is known of the failures of a RabbitMQ cluster.
func Runbook(env *platform.Environment, s schema.Store) part.Runbook {
	namespace := env.Endpoints[s.Endpoint].Namespace
	in := "kubectl -n " + namespace + " "
	run := in + "exec " + s.Name + "-server-0 -c rabbitmq -- "
	return part.Runbook{
		Heals: []part.Failure{
			{What: "A server stops, or its zone is lost", Then: "The others elect new leaders of the queues within seconds. When the server is back, it catches up from them."},
			{What: "A part of the network is lost", Then: "The side with fewer servers accepts nothing until it sees the others again: a queue goes on where most of its copies are."},
			{What: "A consumer fails on a message again and again", Then: "After some deliveries the message goes to the queue of dead letters, and the others are delivered."},
			{What: "A queue is full", Then: "Publishers are refused and try again; nothing that was accepted is dropped."},
		},
		Tasks: []part.Task{
			{Title: "Dead letters pile up", Text: "They are messages that no consumer could handle.", Steps: []part.Step{
				{Does: "See which queues are long.", Command: run + "rabbitmqctl list_queues --vhost agents name messages consumers"},
				{Does: "Mend the consumer first. Then move the messages back with a shovel, or purge the queue if its owner agrees."},
			}},
			{Title: "Most of the servers are lost", Text: "Quorum queues do not answer without most of their copies. Wait for the volumes rather than give them up.", Steps: []part.Step{
				{Does: "See which servers run.", Command: run + "rabbitmq-diagnostics cluster_status"},
				{Does: "Only where the volumes of most servers are gone for good: restore, as below. Queues, users and rights come from Git; messages in flight are those of the copy, and producers send the rest again. Before that, keep the operator from healing what you take away; remove the label when all is back.",
					Command: in + "label rabbitmqcluster " + s.Name + " rabbitmq.com/pauseReconciliation=true"},
			}},
			part.RestoreSnapshots(s.Name, namespace, "statefulset/"+s.Name+"-server", "app.kubernetes.io/name="+s.Name, s.Replicas),
		},
	}
}
