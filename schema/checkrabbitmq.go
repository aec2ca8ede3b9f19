package schema

import (
	"maps"
	"slices"
	"strings"
)

func isRabbitMQ(s Store) bool { return s.RabbitMQ != nil }

// amqpPort is where the operator of RabbitMQ has the servers listen.
const amqpPort = 5672

// DefaultUser is what the operator calls the user with which it works, and the Secret of its password after the store.
const DefaultUser = "default-user"

// rabbitMQ wants servers that can form a majority, a disk that does not stop producers, and names that Kubernetes takes.
func (c *checker) rabbitMQ(path []string, s Store) {
	if s.Replicas%2 == 0 {
		c.report(at(path, "replicas"), "%d servers form a majority no better than %d: say %d or %d", s.Replicas, s.Replicas-1, s.Replicas-1, s.Replicas+1)
	}
	c.needsVolume(path, s)
	if s.Volume != nil && less(s.Volume.Size, s.Resources.Limits.Memory) {
		c.report(at(path, "volume", "size"), "RabbitMQ takes no message while less than its memory, %s, is free on the disk; ask for more than that", s.Resources.Limits.Memory)
	}
	c.serves(path, s, "amqp")
	if endpoint, known := c.Endpoints[s.Endpoint]; known && endpoint.Credentials == nil {
		c.report(at(path, "endpoint"), "endpoint %q has no credentials, and RabbitMQ lets nobody in without", s.Endpoint)
	}
	if endpoint := c.Endpoints[s.Endpoint]; endpoint.Ports["amqp"].Port != 0 && endpoint.Ports["amqp"].Port != amqpPort {
		c.report(at(path, "endpoint"), "port amqp of endpoint %q is %d, and the operator serves it at %d", s.Endpoint, endpoint.Ports["amqp"].Port, amqpPort)
	}
	c.ownVhosts(path, s)
	c.rabbitNames(path, s)
}

// ownVhosts wants each vhost of its own to have agents that call the store, each in one.
func (c *checker) ownVhosts(path []string, s Store) {
	seen := map[string]string{}
	for _, vhost := range slices.Sorted(maps.Keys(s.RabbitMQ.Own)) {
		field := at(path, "rabbitmq", "own", vhost)
		if vhost == s.RabbitMQ.Vhost {
			c.report(field, "%q is the vhost of all agents; a program that makes queues of its own needs another", vhost)
		}
		for _, agent := range s.RabbitMQ.Own[vhost] {
			a, known := c.Agents[agent]
			switch {
			case !known:
				c.report(field, "no agent %q%s", agent, Suggest(agent, c.Agents))
			case !c.depends(a, s.Endpoint):
				c.report(field, "agent %q does not depend on %q; leave it out", agent, s.Endpoint)
			case seen[agent] != "":
				c.report(field, "agent %q is in %q already", agent, seen[agent])
			}
			seen[agent] = vhost
		}
	}
}

// depends says whether an agent has an endpoint among its dependencies, by whatever name.
func (c *checker) depends(a Agent, endpoint string) bool {
	for name := range a.Dependencies {
		if target := c.targets[name].Endpoint; target != nil && target.Name == endpoint {
			return true
		}
	}
	return false
}

// rabbitNames wants the objects of agents and queues to have names that fit, and no two queues the same.
func (c *checker) rabbitNames(path []string, s Store) {
	queues := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(c.Agents)) {
		a := c.Agents[name]
		if !c.depends(a, s.Endpoint) {
			continue
		}
		if name == DefaultUser {
			c.report(path, "agent %q depends on it, and RabbitMQ's operator keeps that name for itself", name)
		}
		names := []string{s.Name + "-" + s.RabbitMQ.VhostOf(name) + "-" + name}
		if a.Scaling != nil && a.Scaling.Queue != nil && s.RabbitMQ.VhostOf(name) == s.RabbitMQ.Vhost {
			queue := a.Scaling.Queue.Name
			object := QueueObject(s.Name, queue)
			if other := queues[object]; other != "" && other != queue {
				c.report([]string{"agents", name, "scaling", "queue", "name"}, "the object of queue %q would be that of %q: both are %s", queue, other, object)
			}
			queues[object] = queue
			names = append(names, object)
		}
		for _, object := range names {
			if len(object) > 63 {
				c.report(path, "agent %s needs an object %s, whose name is longer than 63; shorten it, the vhost or the queue", name, object)
			}
		}
	}
}

// QueueObject is the name of the object of a queue. It follows the queue, which can never be renamed.
func QueueObject(store, queue string) string {
	return store + "-" + strings.Trim(strings.NewReplacer(".", "-", "_", "-").Replace(queue), "-")
}

// VhostOf is the vhost in which an agent works.
func (r RabbitMQ) VhostOf(agent string) string {
	for _, vhost := range slices.Sorted(maps.Keys(r.Own)) {
		if slices.Contains(r.Own[vhost], agent) {
			return vhost
		}
	}
	return r.Vhost
}

// VhostOf is the vhost in which an agent works at the broker behind an endpoint; empty where none is known.
func (p *Platform) VhostOf(agent, endpoint string) string {
	for _, name := range slices.Sorted(maps.Keys(p.Stores)) {
		if s := p.Stores[name]; s.Endpoint == endpoint && s.RabbitMQ != nil {
			return s.RabbitMQ.VhostOf(agent)
		}
	}
	return ""
}

// operatedRabbitMQ are the servers: both operators call their management API.
func operatedRabbitMQ(s Store) OperatedPods {
	return OperatedPods{
		Selector: map[string]string{"app.kubernetes.io/name": s.Name},
		Ports:    map[string]ContainerPort{"management": {Port: 15672, Protocol: "TCP"}},
	}
}
