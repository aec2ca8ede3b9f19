package rabbitmq

import (
	"maps"
	"regexp"
	"slices"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/schema"
)

// Names of what takes messages that were tried too often.
const (
	deadExchange = "dead-letters"
	deadQueue    = "dead-letters"
	// deadTTL is how long, in milliseconds, they are kept to be looked at: 7 days.
	deadTTL = 7 * 24 * 60 * 60 * 1000
)

// retain keeps messages when an object leaves Git: what is in a queue is nobody's to drop by a commit.
const retain = "retain"

// nothing is the expression of a right that nobody has.
const nothing = "^$"

// reference is the cluster that an object is for.
func (r renderer) reference() map[string]any { return map[string]any{"name": r.store.Name} }

// topology is what is in the cluster whoever calls: vhosts, exchanges, queues and the policies for them.
func (r renderer) topology() []object.Object {
	rabbit := r.store.RabbitMQ
	all := []object.Object{r.vhost(rabbit.Vhost, "quorum"),
		r.exchange(rabbit.Exchange, "direct"), r.exchange(deadExchange, "fanout"),
		r.queue(r.name(deadQueue), deadQueue), r.binding(r.name(deadQueue), deadExchange, deadQueue, ""),
		// Confirmed messages are never lost: producers are refused what is too much, and what was tried too often is kept
		// in its queue until the dead letters have it.
		r.policy("queues", ".*", 0, map[string]any{
			"max-length": rabbit.MaxLength, "overflow": "reject-publish", "delivery-limit": rabbit.Deliveries,
			"dead-letter-exchange": deadExchange, "dead-letter-strategy": "at-least-once",
		}),
		// Dead letters are refused by nobody: the oldest make room.
		r.policy(deadQueue, exactly(deadQueue), 1, map[string]any{
			"max-length": rabbit.MaxLength, "overflow": "drop-head", "message-ttl": int64(deadTTL),
		}),
	}
	for _, vhost := range slices.Sorted(maps.Keys(rabbit.Own)) {
		all = append(all, r.vhost(vhost, "classic"))
	}
	for _, queue := range r.queues() {
		name := schema.QueueObject(r.store.Name, queue)
		all = append(all, r.queue(name, queue), r.binding(name, rabbit.Exchange, queue, queue))
	}
	return all
}

// queues are those that agents consume, sorted. A standby has them too: its agents take up the work when it is no more.
func (r renderer) queues() []string {
	targets, seen := r.env.Targets(), map[string]bool{}
	for _, a := range r.env.Running {
		if a.Scaling == nil || a.Scaling.Queue == nil || r.store.RabbitMQ.VhostOf(a.Name) != r.store.RabbitMQ.Vhost {
			continue
		}
		for dependency := range a.Dependencies {
			if endpoint := targets[dependency].Endpoint; endpoint != nil && endpoint.Name == r.endpoint.Name {
				seen[a.Scaling.Queue.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (r renderer) name(part string) string { return r.store.Name + "-" + part }

func (r renderer) vhost(name, queues string) object.Object {
	return r.custom("Vhost", r.name(name), []string{part.Keep}, map[string]any{
		"name": name, "defaultQueueType": queues, "deletionPolicy": retain, "rabbitmqClusterReference": r.reference(),
	})
}

func (r renderer) exchange(name, kind string) object.Object {
	return r.custom("Exchange", r.name(name), nil, map[string]any{
		"name": name, "type": kind, "durable": true, "vhost": r.store.RabbitMQ.Vhost, "rabbitmqClusterReference": r.reference(),
	})
}

// queue has no arguments, which could never be changed; policies say the same.
func (r renderer) queue(object, name string) object.Object {
	return r.custom("Queue", object, nil, map[string]any{
		"name": name, "type": "quorum", "durable": true, "vhost": r.store.RabbitMQ.Vhost, "deletionPolicy": retain,
		"rabbitmqClusterReference": r.reference(),
	})
}

func (r renderer) binding(object, exchange, queue, key string) object.Object {
	spec := map[string]any{
		"source": exchange, "destination": queue, "destinationType": "queue", "vhost": r.store.RabbitMQ.Vhost,
		"rabbitmqClusterReference": r.reference(),
	}
	if key != "" {
		spec["routingKey"] = key
	}
	return r.custom("Binding", object, nil, spec)
}

func (r renderer) policy(name, pattern string, priority int64, definition map[string]any) object.Object {
	return r.custom("Policy", r.name(name), nil, map[string]any{
		"name": name, "pattern": pattern, "applyTo": "quorum_queues", "priority": priority, "definition": definition,
		"vhost": r.store.RabbitMQ.Vhost, "rabbitmqClusterReference": r.reference(),
	})
}

// users are the clients: each with its credentials and its rights. An agent that takes no work in a standby is none.
func (r renderer) users() []object.Object {
	var all []object.Object
	for _, client := range r.env.Clients(r.endpoint.Name) {
		if client.Agent == nil {
			continue // An operator asks with the credentials of those for whom it asks.
		}
		vhost := r.store.RabbitMQ.VhostOf(client.Name)
		name := r.name(client.Name)
		user := r.custom("User", name, nil, map[string]any{
			"importCredentialsSecret": map[string]any{"name": name}, "rabbitmqClusterReference": r.reference(),
		})
		// Its webhook refuses a user whose Secret is not there yet, so it comes when everything else is well.
		late(user)
		permission := r.custom("Permission", r.name(vhost+"-"+client.Name), nil, map[string]any{
			"vhost": vhost, "userReference": map[string]any{"name": name}, "permissions": r.rights(client.Name, vhost),
			"rabbitmqClusterReference": r.reference(),
		})
		late(permission)
		all = append(all, r.credentials(name, client.Name), user, permission)
	}
	return all
}

// rights are those of an agent: it publishes, and reads the queue that it consumes. In a vhost of its own it does what it
// wants.
func (r renderer) rights(agent, vhost string) map[string]any {
	if vhost != r.store.RabbitMQ.Vhost {
		return map[string]any{"configure": ".*", "write": ".*", "read": ".*"}
	}
	read := nothing
	if scaling := r.env.Agents[agent].Scaling; scaling != nil && scaling.Queue != nil {
		read = exactly(scaling.Queue.Name)
	}
	return map[string]any{"configure": nothing, "write": exactly(r.store.RabbitMQ.Exchange), "read": read}
}

// exactly is the expression for one name: RabbitMQ looks for an expression anywhere in a name.
func exactly(name string) string { return "^" + regexp.QuoteMeta(name) + "$" }

// credentials are those of a client, which it reads in its own namespace too. The operator sees no Secret without its
// label, which External Secrets takes over from this object.
func (r renderer) credentials(name, client string) object.Object {
	path := part.CredentialsPath(r.endpoint.Credentials, client)
	metadata := part.Metadata(name, r.endpoint.Namespace, r.labels())
	metadata["labels"].(map[string]any)["rabbitmq.com/topology-operator"] = "true"
	return part.ExternalSecret(r.env.Environment.SecretStore, metadata,
		part.Remote{Key: "username", Path: path, Property: "username"}, part.Remote{Key: "password", Path: path, Property: "password"})
}

// late puts an object after what is in the same component without a wave.
func late(o object.Object) {
	o["metadata"].(map[string]any)["annotations"].(map[string]any)["argocd.argoproj.io/sync-wave"] = "1"
}
