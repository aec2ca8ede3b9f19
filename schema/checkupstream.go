package schema

import (
	"maps"
	"slices"
	"strconv"
)

// upstreams checks what publishers deliver: one source each, and names that lead somewhere.
func (c *checker) upstreams() {
	for _, name := range slices.Sorted(maps.Keys(c.Upstreams)) {
		u, path := c.Upstreams[name], []string{"upstreams", name}
		c.component(path, name)
		if (u.Chart == nil) == (u.Manifests == nil) {
			c.report(path, "an upstream component is exactly one of chart and manifests")
		}
		if _, known := c.Namespaces[u.Namespace]; !known {
			c.report(at(path, "namespace"), "no namespace %q%s", u.Namespace, Suggest(u.Namespace, c.Namespaces))
		}
		if _, known := c.Teams[u.Team]; !known {
			c.report(at(path, "team"), "no team %q%s", u.Team, Suggest(u.Team, c.Teams))
		}
		for _, group := range slices.Sorted(maps.Keys(u.Pods)) {
			c.upstreamPods(at(path, "pods", group), u, u.Pods[group])
		}
	}
}

// component wants the name of a component that is no agent to be free.
func (c *checker) component(path []string, name string) {
	if _, taken := c.Agents[name]; taken {
		c.report(path, "%q is already the name of agent %s; a component has a directory of its own", name, name)
	}
}

func (c *checker) upstreamPods(path []string, u Upstream, pods UpstreamPods) {
	if len(pods.Selector) == 0 {
		c.report(at(path, "selector"), "missing: without labels the policies would be for every pod of namespace %s", u.Namespace)
	}
	for field, ports := range map[string][]string{"webhooks": pods.Webhooks, "machines": pods.Machines} {
		for i, port := range ports {
			if _, known := pods.Ports[port]; !known {
				c.report(at(path, field, strconv.Itoa(i)), "no port %q%s", port, Suggest(port, pods.Ports))
			}
		}
	}
	if pods.Metrics != nil {
		if _, known := pods.Ports[pods.Metrics.Port]; !known {
			c.report(at(path, "metrics", "port"), "no port %q%s", pods.Metrics.Port, Suggest(pods.Metrics.Port, pods.Ports))
		}
	}
	if between := pods.Between; between != nil && between.Last < between.First {
		c.report(at(path, "between", "last"), "last %d is below first %d; name the lowest port first", between.Last, between.First)
	}
	for name, external := range pods.Egress {
		c.external(at(path, "egress", name), external)
	}
	for i, name := range pods.Operates {
		store, known := c.Stores[name]
		if !known {
			c.report(at(path, "operates", strconv.Itoa(i)), "no store %q%s", name, Suggest(name, c.Stores))
		} else if _, has := store.Operated(); !has {
			c.report(at(path, "operates", strconv.Itoa(i)), "store %q is of a kind whose pods no operator calls; leave it out", name)
		}
	}
	for name, call := range pods.Calls {
		ports, known := c.called(u, name)
		if !known {
			c.report(at(path, "calls", name), "no endpoint, no upstream component, and no pods of %s, are named %q%s", u.Name, name, Suggest(name, c.Endpoints))
			continue
		}
		if len(ports) == 0 {
			c.report(at(path, "calls", name), "%q has no ports that could be called", name)
		}
		c.portNames(at(path, "calls", name), call.Ports, name, ports)
		if endpoint, is := c.Endpoints[name]; is {
			c.teamPort([]string{"upstreams", u.Name, "team"}, u.Team, endpoint)
		}
	}
}

// called are the ports of what an upstream component calls: its own other pods, an endpoint, or another component.
func (c *checker) called(u Upstream, name string) (map[string]ContainerPort, bool) {
	if own, is := u.Pods[name]; is {
		return own.Ports, true
	}
	if endpoint, is := c.Endpoints[name]; is {
		return endpoint.Ports, true
	}
	other, known := c.Upstreams[name]
	ports := map[string]ContainerPort{}
	for _, pods := range other.Pods {
		maps.Copy(ports, pods.Ports)
	}
	return ports, known
}
