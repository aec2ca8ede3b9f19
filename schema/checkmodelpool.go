package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// modelPools wants every pool to have an endpoint and every model one pool, and servers that hold all of their models.
func (c *checker) modelPools() {
	owner := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(c.ModelPools)) {
		pool, path := c.ModelPools[name], []string{"modelPools", name}
		if _, known := c.Endpoints[pool.Endpoint]; !known {
			c.report(at(path, "endpoint"), "no endpoint %q%s", pool.Endpoint, Suggest(pool.Endpoint, c.Endpoints))
		}
		if pool.Server == nil {
			continue
		}
		if other, taken := owner[pool.Endpoint]; taken || pool.Endpoint == c.ModelGateway {
			if !taken {
				other = "the gateway"
			}
			c.report(at(path, "endpoint"), "%q is the endpoint of %s; servers of a pool have their own", pool.Endpoint, other)
		}
		owner[pool.Endpoint] = "pool " + name
		c.modelServer(path, pool)
	}
	if _, known := c.Endpoints[c.ModelGateway]; !known {
		c.report([]string{"modelGateway"}, "no endpoint %q%s", c.ModelGateway, Suggest(c.ModelGateway, c.Endpoints))
	}
	if c.ModelRouter != nil {
		c.modelRouter(*c.ModelRouter)
	}
	for model, pools := range c.pools {
		if len(pools) > 1 {
			c.report([]string{"modelPools", pools[1], "models", model}, "%q is already served by pool %q; each model has one pool", model, pools[0])
		}
	}
	c.accelerators()
}

// modelServer checks the servers of one pool.
func (c *checker) modelServer(path []string, pool ModelPool) {
	server, field := *pool.Server, at(path, "server")
	c.component(path, pool.Endpoint)
	if endpoint, known := c.Endpoints[pool.Endpoint]; known && (endpoint.Ports["http"].Port == 0 || len(endpoint.Ports) != 1) {
		c.report([]string{"endpoints", pool.Endpoint, "ports"}, "servers of models have one port, and its name is http")
	}
	c.serving(field, pool.Endpoint, pool.Endpoint, server.Team, server.PriorityClass, server.Resources)
	if server.Replicas.Min > server.Replicas.Max {
		c.report(at(field, "replicas", "min"), "min %d is above max %d", server.Replicas.Min, server.Replicas.Max)
	}
	memory, where := server.Resources.Limits.Memory, "the limit of a server"
	if gpu := server.GPU; gpu != nil {
		c.accelerator(at(field, "gpu", "count"), *gpu, "ask for less, or take gpu out for servers that compute on the processor")
		if gpu.Profile != "" && gpu.Count > 1 {
			c.report(at(field, "gpu", "count"), "a process sees one slice of a card only; say count: 1 with a larger profile, or more replicas")
		}
		memory, where = c.cardMemory(*gpu), "what a server has of GPU memory"
	}
	needed := resource.MustParse("0")
	for _, name := range slices.Sorted(maps.Keys(pool.Models)) {
		model := pool.Models[name]
		if quantity, err := resource.ParseQuantity(model.Memory); err == nil {
			needed.Add(quantity)
		}
		weights := at(path, "models", name, "weights")
		switch {
		case model.Weights == nil:
			c.report(weights, "missing: a pool with a server needs the artifact that its models come by, such as {repository: %q, tag: \"1.0.0\"}", c.Environment.Registry+"/models/"+strings.ReplaceAll(name, ":", "-"))
		case c.Environment.Images.Digests && model.Weights.Digest == "":
			c.report(at(weights, "digest"), "missing: environment %s pins images by their digests", c.Environment.Name)
		}
	}
	if memory != "" && less(memory, needed.String()) {
		c.report(at(path, "models"), "all models loaded take %s, and %s is %s; move a model to another pool, or give more", needed.String(), where, memory)
	}
}

// modelRouter checks the gateway.
func (c *checker) modelRouter(r ModelRouter) {
	path := []string{"modelRouter"}
	c.component(path, RouterName)
	c.serving(path, c.ModelGateway, RouterName, r.Team, r.PriorityClass, r.Resources)
	c.teamLimits(path, r)
	for name, pool := range c.ModelPools {
		if pool.Server == nil {
			c.report([]string{"modelPools", name, "server"}, "missing: the gateway sends requests to servers that are rendered here")
		}
	}
}

// teamLimits wants a port and a limit for each team that may ask for models, and memory for all that they may ask at once.
func (c *checker) teamLimits(path []string, r ModelRouter) {
	endpoint, known := c.Endpoints[c.ModelGateway]
	if !known {
		return
	}
	ports, numbers := []string{"endpoints", c.ModelGateway, "ports"}, map[int64]string{}
	if !endpoint.TeamPorts {
		c.report([]string{"endpoints", c.ModelGateway, "teamPorts"}, "the gateway has a port for each team; say teamPorts: true, and name the ports as teams")
		return
	}
	for _, team := range slices.Sorted(maps.Keys(endpoint.Ports)) {
		number := endpoint.Ports[team].Port
		if _, is := c.Teams[team]; !is {
			c.report(at(ports, team), "no team %q%s", team, Suggest(team, c.Teams))
		}
		if _, has := r.Teams[team]; !has {
			c.report(at(path, "teams", team), "missing: team %q has a port at the gateway, and needs limits, such as {rate: 600, open: 32}", team)
		}
		if other, taken := numbers[number]; taken {
			c.report(at(ports, team, "port"), "port %d is already that of team %q; each team has its own", number, other)
		}
		if number == RouterMetrics {
			c.report(at(ports, team, "port"), "port %d is that of the gateway's metrics; choose another", number)
		}
		numbers[number] = team
	}
	for _, team := range slices.Sorted(maps.Keys(r.Teams)) {
		if _, has := endpoint.Ports[team]; !has {
			c.report(at(path, "teams", team), "endpoint %q has no port %q%s", c.ModelGateway, team, Suggest(team, endpoint.Ports))
		}
	}
	// A request is read into one buffer, and its answer into another.
	needed := resource.NewQuantity(2*r.Head<<10*r.Connections(), resource.BinarySI).String()
	if memory := r.Resources.Limits.Memory; less(memory, needed) {
		c.report(at(path, "resources", "limits", "memory"), "buffers of %d connections take %s, and the limit is %s; give more, or lower open of teams, or head", r.Connections(), needed, memory)
	}
}

// RouterMetrics is the port of the gateway's metrics and probes.
const RouterMetrics = 8404

// spare is how many connections each port of the gateway takes above the limit of its team, to say that it is reached.
const spare = 8

// Most is how many connections the gateway takes from the team; more wait in the kernel's queue.
func (l TeamLimit) Most() int64 { return l.Open + spare }

// Connections is how many one gateway takes from all teams, and for its metrics and probes.
func (r ModelRouter) Connections() int64 {
	all := int64(spare)
	for _, limit := range r.Teams {
		all += limit.Most()
	}
	return all
}

// RouterName is the name of the gateway's component and of its pods.
const RouterName = "model-gateway"

// serving checks what all that serves models has: an endpoint that is what is rendered, with pods of the given name, a team,
// a priority and a size.
func (c *checker) serving(path []string, key, name, team, priority string, size Size) {
	if endpoint, known := c.Endpoints[key]; known {
		field := []string{"endpoints", key}
		if len(endpoint.Selector) != 1 || endpoint.Selector["app.kubernetes.io/name"] != name {
			c.report(at(field, "selector"), `the pods that are rendered have "app.kubernetes.io/name": %q; say that alone`, name)
		}
		if want := "." + endpoint.Namespace + ".svc." + c.Environment.Cluster.DNSDomain; !strings.HasSuffix(endpoint.Host, want) {
			c.report(at(field, "host"), "%q is no Service of namespace %s: it does not end in %s", endpoint.Host, endpoint.Namespace, want)
		}
	}
	if _, known := c.Teams[team]; !known {
		c.report(at(path, "team"), "no team %q%s", team, Suggest(team, c.Teams))
	}
	if _, known := c.PriorityClasses[priority]; !known {
		c.report(at(path, "priorityClass"), "no priority class %q%s", priority, Suggest(priority, c.PriorityClasses))
	}
	c.size(at(path, "resources"), size)
}

// ServerReplicas are the fewest and the most servers of a pool in the environment: where nothing scales, and in a
// standby, the fewest.
func (p *Platform) ServerReplicas(s ModelServer) (fewest, most int64) {
	if !p.scales() {
		return s.Replicas.Min, s.Replicas.Min
	}
	return s.Replicas.Min, s.Replicas.Max
}

func (p *Platform) scales() bool {
	return p.Environment.Autoscaling && p.Environment.Role != "standby"
}

// accelerators wants the cards and slices of all pools and agents to be there: at their most on all nodes, and, with a
// zone lost, what the pools have at their fewest; agents make room for them and wait. What no pool asks for is not judged.
func (c *checker) accelerators() {
	fewest, most := map[string]int64{}, map[string]int64{}
	asked := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(c.ModelPools)) {
		server := c.ModelPools[name].Server
		if server == nil || server.GPU == nil {
			continue
		}
		low, high := c.ServerReplicas(*server)
		fewest[server.GPU.key()] += low * server.GPU.Count
		most[server.GPU.key()] += high * server.GPU.Count
		asked[server.GPU.key()] = name
	}
	for _, name := range c.Selected(c.targets) {
		a := c.Agents[name]
		if a.GPU == nil {
			continue
		}
		high := int64(1)
		if a.Workload == "service" || a.Workload == "worker" {
			var low int64
			if low, high = c.Replicas(a); !c.scales() {
				high = low
			}
		}
		most[a.GPU.key()] += high * a.GPU.Count
	}
	all, lost := c.acceleratorsLost()
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		path := []string{"modelPools", asked[key], "server", "replicas"}
		if most[key] > all[key] {
			c.report(at(path, "max"), "pools and agents ask for %d %s at their most, and the nodes of environment %s have %d", most[key], accelerators(key), c.Environment.Name, all[key])
		}
		if lost != nil && c.Environment.Capacity.SurviveZone && fewest[key] > lost[key] {
			c.report(at(path, "min"), "pools ask for %d %s at their fewest, and with a zone lost the nodes of environment %s have %d", fewest[key], accelerators(key), c.Environment.Name, lost[key])
		}
	}
}

// acceleratorsLost are the accelerators of all nodes, and the fewest that a lost zone leaves of each; nil where all are in
// one zone, and the loss of that one takes everything.
func (c *checker) acceleratorsLost() (all, lost map[string]int64) {
	all = map[string]int64{}
	zones := map[string]map[string]int64{}
	for _, pool := range c.Environment.NodePools {
		for zone, nodes := range pool.Nodes {
			for key, n := range pool.accelerators() {
				if zones[zone] == nil {
					zones[zone] = map[string]int64{}
				}
				zones[zone][key] += n * nodes
				all[key] += n * nodes
			}
		}
	}
	if len(zones) < 2 {
		return all, nil
	}
	lost = maps.Clone(all)
	for _, zone := range zones {
		for key, n := range zone {
			lost[key] = min(lost[key], all[key]-n)
		}
	}
	return all, lost
}

// cuts wants the cards of all machines to be cut alike: what tells a machine its cut sees the cards, and not the pool.
func (c *checker) cuts(path []string) {
	pools, first := c.Environment.NodePools, ""
	for _, name := range slices.Sorted(maps.Keys(pools)) {
		switch {
		case pools[name].GPU == nil:
		case first == "":
			first = name
		case !maps.Equal(pools[name].accelerators(), pools[first].accelerators()):
			c.report(at(path, name, "gpu"), "the cards are cut otherwise than those of pool %q, and machines are not told apart by their pool; "+
				"give both the same whole and slices, or one of them a cluster of its own", first)
		}
	}
}

// cardMemory is the memory of what one server gets; "" where the environment has no such card.
func (c *checker) cardMemory(gpu GPU) string {
	if gpu.Profile != "" {
		_, memory, _ := strings.Cut(gpu.Profile, ".")
		return strings.TrimSuffix(memory, "gb") + "G"
	}
	for _, name := range slices.Sorted(maps.Keys(c.Environment.NodePools)) {
		pool := c.Environment.NodePools[name]
		if pool.GPU == nil || pool.GPU.Whole < gpu.Count {
			continue
		}
		if memory, err := resource.ParseQuantity(pool.GPU.Memory); err == nil {
			memory.Mul(gpu.Count)
			return memory.String()
		}
	}
	return ""
}

// wholeCard is the key of whole cards among accelerators; slices have their profile.
const wholeCard = "gpu"

func (g GPU) key() string {
	if g.Profile == "" {
		return wholeCard
	}
	return g.Profile
}

// accelerators are what one node of the pool gives out.
func (p NodePool) accelerators() map[string]int64 {
	if p.GPU == nil {
		return nil
	}
	all := maps.Clone(p.GPU.Slices)
	if all == nil {
		all = map[string]int64{}
	}
	all[wholeCard] = p.GPU.Whole
	return all
}

// accelerators is how people call a kind of accelerator.
func accelerators(key string) string {
	if key == wholeCard {
		return "whole GPUs"
	}
	return fmt.Sprintf("%s slices", key)
}
