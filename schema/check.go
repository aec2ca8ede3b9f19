package schema

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// Check finds what can never be valid in the platform as it is in its environment, and what a definition cannot say:
// names that lead nowhere, entries that contradict each other, quantities that do not fit. The order is not defined.
func (p *Platform) Check() []Issue {
	c := &checker{Platform: p, targets: p.Targets(), pools: p.PoolsOf()}
	c.names()
	c.environment()
	for name, agent := range p.Agents {
		c.agent(name, agent)
	}
	c.selection()
	c.upstreams()
	c.stores()
	c.drills()
	c.agentCopies()
	c.storage()
	c.modelPools()
	c.owners()
	c.requirements()
	return c.issues
}

type checker struct {
	*Platform
	targets map[string]Target
	pools   map[string][]string
	issues  []Issue
}

// report notes an issue; the path's elements are joined from words and slices of words.
func (c *checker) report(path []string, format string, args ...any) {
	c.issues = append(c.issues, Issue{Path: path, Message: fmt.Sprintf(format, args...)})
}

func at(path []string, more ...string) []string {
	return append(slices.Clone(path), more...)
}

// maxName is the length of the longest name of a component; _name of the definitions says the same.
const maxName = 40

// reservedPrefix begins the names of components that are not agents.
const reservedPrefix = "namespace-"

// reservedNames are components of the platform that have no entry of their own.
var reservedNames = []string{"cluster", "storage", "backup"}

// names wants every name and alias to mean one thing.
func (c *checker) names() {
	owner := map[string]string{}
	claim := func(name, what string, path []string) {
		if other, taken := owner[name]; taken {
			c.report(path, "%q is already the name of %s; each name and alias means one thing", name, other)
			return
		}
		owner[name] = what
	}
	for _, name := range slices.Sorted(maps.Keys(c.Endpoints)) {
		claim(name, "endpoint "+name, []string{"endpoints", name})
	}
	for _, name := range slices.Sorted(maps.Keys(c.Agents)) {
		path := []string{"agents", name}
		claim(name, "agent "+name, path)
		if strings.HasPrefix(name, reservedPrefix) || slices.Contains(reservedNames, name) {
			c.report(path, "%q is reserved for a component of the platform; choose another name", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Endpoints)) {
		for i, alias := range c.Endpoints[name].Aliases {
			claim(alias, "endpoint "+name, []string{"endpoints", name, "aliases", strconv.Itoa(i)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Agents)) {
		for i, alias := range c.Agents[name].Aliases {
			claim(alias, "agent "+name, []string{"agents", name, "aliases", strconv.Itoa(i)})
		}
	}
}

// agent checks one entry.
func (c *checker) agent(name string, a Agent) {
	path := []string{"agents", name}
	if a.Name != name {
		c.report(at(path, "name"), "%q is not the key of the entry; leave the name out", a.Name)
	}
	if _, known := c.Teams[a.Team]; !known {
		c.report(at(path, "team"), "no team %q%s", a.Team, Suggest(a.Team, c.Teams))
	}
	if _, known := c.Environment.Tiers[a.Tier]; !known {
		c.report(at(path, "tier"), "environment %s gives tier %q no meaning; add it to environment.tiers", c.Environment.Name, a.Tier)
	}
	if _, known := c.Environment.Sizes[a.Size]; !known {
		c.report(at(path, "size"), "environment %s has no size %q%s", c.Environment.Name, a.Size, Suggest(a.Size, c.Environment.Sizes))
	}
	c.workload(path, a)
	c.ports(path, a)
	c.scaling(path, a)
	c.models(path, a)
	c.edges(path, a)
	c.variables(path, a)
	c.mounts(path, a)
	if a.Data.Class == "personal" {
		if a.Data.Retention == "" {
			c.report(at(path, "data", "retention"), `missing: personal data needs a retention, such as "90d"`)
		}
		if a.Data.Residency == "" {
			c.report(at(path, "data", "residency"), `missing: personal data needs a residency, such as "eu"`)
		}
	}
}

// workload checks that the fields fit the way in which the agent runs.
func (c *checker) workload(path []string, a Agent) {
	ends := a.Workload == "job" || a.Workload == "cron"
	if a.Workload == "service" && len(a.Ports) == 0 {
		c.report(at(path, "ports"), `missing: a service needs a port; an agent without ports says workload: "worker"`)
	}
	if a.Workload != "service" && a.Exposure != "none" {
		c.report(at(path, "exposure"), "a %s has nothing to expose; only a service has", a.Workload)
	}
	if a.Workload == "cron" && a.Schedule == "" {
		c.report(at(path, "schedule"), `missing: a cron workload needs a schedule, such as "0 3 * * *"`)
	}
	if a.Workload != "cron" && a.Schedule != "" {
		c.report(at(path, "schedule"), `only workload: "cron" has a schedule, not %q`, a.Workload)
	}
	if ends {
		for field, set := range map[string]bool{
			"scaling": a.Scaling != nil, "storage": len(a.Storage) > 0, "rollout": a.Rollout != "",
			"metrics": a.Metrics != nil, "ports": len(a.Ports) > 0, "probes": a.Probes != nil,
		} {
			if set {
				c.report(at(path, field), "a %s runs to its end, so it has no %s; leave it out", a.Workload, field)
			}
		}
	}
	if a.Workload == "worker" && len(a.Ports) == 0 && (a.Probes == nil || a.Probes.Liveness == nil || a.Probes.Readiness == nil) {
		c.report(at(path, "probes"), "missing: a worker without ports needs exec probes for liveness and readiness")
	}
	if a.Rollout == "canary" {
		if s := a.Scaling; len(a.Storage) > 0 {
			c.report(at(path, "rollout"), `an agent with storage is a StatefulSet, which has no canary; say "rolling"`)
		} else if s != nil && (s.Max == 1 || s.Min == 1) {
			c.report(at(path, "rollout"), `a canary needs two replicas, and scaling allows one; say "rolling", or raise scaling.min`)
		}
	}
}

// ports checks numbers and the names by which other fields speak of them.
func (c *checker) ports(path []string, a Agent) {
	used := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.Ports)) {
		port := a.Ports[name]
		key := fmt.Sprintf("%d/%s", port.Port, port.Protocol)
		if other, taken := used[key]; taken {
			c.report(at(path, "ports", name, "port"), "port %s is already %q; each port once", key, other)
		}
		used[key] = name
	}
	named := func(name string, field ...string) {
		if _, known := a.Ports[name]; !known {
			c.report(at(path, field...), "no port %q%s", name, Suggest(name, a.Ports))
		}
	}
	if a.Metrics != nil {
		named(a.Metrics.Port, "metrics", "port")
	}
	if a.Probes == nil {
		return
	}
	for kind, probe := range map[string]*Probe{"startup": a.Probes.Startup, "liveness": a.Probes.Liveness, "readiness": a.Probes.Readiness} {
		if probe == nil {
			continue
		}
		if boolInt(probe.HTTP != nil)+boolInt(probe.TCP != "")+boolInt(len(probe.Exec) > 0) != 1 {
			c.report(at(path, "probes", kind), "a probe is exactly one of http, tcp and exec")
		}
		if probe.HTTP != nil {
			named(probe.HTTP.Port, "probes", kind, "http", "port")
		}
		if probe.TCP != "" {
			named(probe.TCP, "probes", kind, "tcp")
		}
		if probe.Timeout > probe.Period {
			c.report(at(path, "probes", kind, "timeout"), "timeout %ds is above period %ds; a probe must end before the next", probe.Timeout, probe.Period)
		}
	}
}

// scaling checks the range, the queue and the accelerators.
func (c *checker) scaling(path []string, a Agent) {
	if s := a.Scaling; s != nil {
		if s.Min > 0 && s.Max > 0 && s.Min > s.Max {
			c.report(at(path, "scaling", "min"), "min %d is above max %d", s.Min, s.Max)
		}
		if s.Queue != nil && !slices.ContainsFunc(slices.Collect(maps.Keys(a.Dependencies)), func(name string) bool {
			endpoint := c.targets[name].Endpoint
			return endpoint != nil && endpoint.Consumes
		}) {
			c.report(at(path, "scaling", "queue"), "an agent that consumes a queue depends on its broker; add rabbitmq to dependencies")
		}
	}
	if a.GPU != nil && slices.Contains(c.Selected(c.targets), a.Name) {
		c.accelerator(at(path, "gpu", "count"), *a.GPU, "ask for less, or leave the agent out in environment.select.except")
	}
	for name, storage := range a.Storage {
		c.storageClass(at(path, "storage", name, "class"), storage.Class)
	}
}

// accelerator wants one node of the environment to hold what one replica asks for.
func (c *checker) accelerator(path []string, gpu GPU, mend string) {
	var most int64
	for _, pool := range c.Environment.NodePools {
		most = max(most, pool.accelerators()[gpu.key()])
	}
	if gpu.Count > most {
		c.report(path, "a node of environment %s has at most %d %s, not %d; %s", c.Environment.Name, most, accelerators(gpu.key()), gpu.Count, mend)
	}
}

// models wants each model in exactly one pool, and a way to the gateway.
func (c *checker) models(path []string, a Agent) {
	if len(a.Models) > 0 {
		c.teamPort(at(path, "team"), a.Team, c.Endpoints[c.ModelGateway])
	}
	for i, model := range a.Models {
		if len(c.pools[model]) == 0 {
			c.report(at(path, "models", strconv.Itoa(i)), "no model pool serves %q%s", model, Suggest(model, c.pools))
		}
		if slices.Index(a.Models, model) != i {
			c.report(at(path, "models", strconv.Itoa(i)), "%q stands twice", model)
		}
	}
}

// edges checks whom the agent calls and by whom it is called.
func (c *checker) edges(path []string, a Agent) {
	seen := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.Dependencies)) {
		field := at(path, "dependencies", name)
		target, known := c.targets[name]
		if !known {
			c.report(field, "no agent or endpoint %q%s", name, Suggest(name, c.targets))
			continue
		}
		if target.Name() == a.Name {
			c.report(field, "an agent does not depend on itself")
		}
		if other, twice := seen[target.Name()]; twice {
			c.report(field, "%q and %q are the same; name it once", name, other)
		}
		seen[target.Name()] = name
		if len(target.Ports()) == 0 {
			c.report(field, "%q serves no port, so nothing can call it", name)
		}
		if a.Dependencies[name].Startup && target.Agent == nil {
			c.report(at(field, "startup"), "%q is an endpoint and always comes before agents; leave startup out", name)
		}
		c.portNames(field, a.Dependencies[name].Ports, name, target.Ports())
		if target.Endpoint != nil && (len(a.Models) == 0 || target.Name() != c.ModelGateway) {
			c.teamPort(at(path, "team"), a.Team, *target.Endpoint)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Callers)) {
		field := at(path, "callers", name)
		if target, known := c.targets[name]; !known || target.Agent == nil {
			c.report(field, "no agent %q%s", name, Suggest(name, c.Agents))
		} else if target.Name() == a.Name {
			c.report(field, "an agent does not call itself")
		}
		c.portNames(field, a.Callers[name].Ports, a.Name, a.Ports)
	}
	for name, external := range a.Egress {
		c.external(at(path, "egress", name), external)
	}
}

// external wants a destination to be one thing.
func (c *checker) external(field []string, external External) {
	if (external.Host == "") == (external.CIDR == "") {
		c.report(field, "a destination is exactly one of host and cidr")
	}
	if external.CIDR != "" {
		c.network(at(field, "cidr"), external.CIDR)
	}
}

// teamPort wants an endpoint that has a port for each team to have one for the team that calls it.
func (c *checker) teamPort(field []string, team string, endpoint Endpoint) {
	if _, has := endpoint.Ports[team]; endpoint.TeamPorts && !has {
		c.report(field, "team %q has no port at endpoint %q; give it one in endpoints.%s.ports", team, endpoint.Name, endpoint.Name)
	}
}

// portNames wants the ports that a client names to be there.
func (c *checker) portNames(field, names []string, target string, ports map[string]ContainerPort) {
	for i, port := range names {
		if _, known := ports[port]; !known {
			c.report(at(field, "ports", strconv.Itoa(i)), "%q has no port %q%s", target, port, Suggest(port, ports))
		}
	}
}

// variables wants each environment variable to have one source.
func (c *checker) variables(path []string, a Agent) {
	source := map[string]string{}
	claim := func(variable, from string, field ...string) {
		if other, taken := source[variable]; taken {
			c.report(at(path, field...), "%s already comes from %s; leave it out here", variable, other)
			return
		}
		source[variable] = from
	}
	for _, name := range slices.Sorted(maps.Keys(a.Dependencies)) {
		endpoint := c.targets[name].Endpoint
		if endpoint == nil {
			continue
		}
		for _, variable := range slices.Sorted(maps.Keys(endpoint.Env)) {
			claim(variable, "dependency "+name, "dependencies", name)
		}
		if endpoint.Credentials != nil {
			for _, variable := range slices.Sorted(maps.Keys(endpoint.Credentials.Keys)) {
				claim(variable, "the credentials of "+name, "dependencies", name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Secrets)) {
		for _, variable := range slices.Sorted(maps.Keys(a.Secrets[name].Keys)) {
			claim(variable, "secret "+name, "secrets", name, "keys", variable)
		}
	}
	for _, variable := range slices.Sorted(maps.Keys(a.Env)) {
		if strings.HasPrefix(variable, "SUTAZ_") {
			c.report(at(path, "env", variable), "SUTAZ_* is set by the platform; choose another name")
		}
		claim(variable, "env", "env", variable)
	}
}

// mounts wants every path in the container to be one thing.
func (c *checker) mounts(path []string, a Agent) {
	owner := map[string]string{"/tmp": "the scratch directory that every agent has"}
	claim := func(mount, what string, field ...string) {
		if other, taken := owner[mount]; taken {
			c.report(at(path, field...), "%s is already %s", mount, other)
		}
		owner[mount] = what
		if strings.Contains(mount, "/../") || strings.HasSuffix(mount, "/..") || strings.Contains(mount, "//") || (len(mount) > 1 && strings.HasSuffix(mount, "/")) || mount == "/" {
			c.report(at(path, field...), "%s is no clean absolute path below /", mount)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Storage)) {
		claim(a.Storage[name].Path, "storage "+name, "storage", name, "path")
	}
	for _, mount := range slices.Sorted(maps.Keys(a.Writable)) {
		claim(mount, "writable", "writable", mount)
	}
	var total int
	keys := map[string]string{}
	for _, file := range slices.Sorted(maps.Keys(a.Files)) {
		claim(file, "a file", "files", file)
		if other, taken := keys[FileKey(file)]; taken {
			c.report(at(path, "files", file), "in a ConfigMap, %s and %s have one key, %s; rename one", other, file, FileKey(file))
		}
		keys[FileKey(file)] = file
		total += len(a.Files[file])
	}
	if total > maxFiles {
		c.report(at(path, "files"), "the files have %d bytes; a ConfigMap holds %d", total, maxFiles)
	}
}

// FileKey is the key in a ConfigMap of a file in the container.
func FileKey(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "__")
}

// maxFiles leaves room in a ConfigMap's 1 MiB for keys and metadata.
const maxFiles = 900 << 10

// selection checks who runs in the environment, and that whom they need runs there too.
func (c *checker) selection() {
	path := []string{"environment", "select"}
	for i, name := range c.Environment.Select.Agents {
		if target, known := c.targets[name]; !known || target.Agent == nil {
			c.report(at(path, "agents", strconv.Itoa(i)), "no agent %q%s", name, Suggest(name, c.Agents))
		}
	}
	for name := range c.Environment.Select.Except {
		if _, known := c.Agents[name]; !known {
			c.report(at(path, "except", name), "no agent %q%s", name, Suggest(name, c.Agents))
		}
	}
	if c.Override != nil {
		for name := range c.Override.Agents {
			if _, known := c.Agents[name]; !known {
				c.report([]string{"override", "agents", name}, "no agent %q%s", name, Suggest(name, c.Agents))
			}
		}
	}
	selected := c.Selected(c.targets)
	for _, name := range selected {
		for dependency := range c.Agents[name].Dependencies {
			target := c.targets[dependency]
			if target.Agent != nil && !slices.Contains(selected, target.Name()) {
				c.report([]string{"agents", name, "dependencies", dependency},
					"%q does not run in environment %s, and %q does; select it too, or except %q", target.Name(), c.Environment.Name, name, name)
			}
		}
	}
	waves, cycle := c.Waves(c.targets)
	if cycle != nil {
		c.report([]string{"agents", cycle[0], "dependencies"}, "start-up dependencies form a cycle: %s; one of them must start without the other", strings.Join(cycle, " -> "))
		return
	}
	for name, wave := range waves {
		if wave > 9 {
			c.report([]string{"agents", name, "dependencies"}, "a chain of start-up dependencies has %d waves; at most 9", wave)
		}
		for dependency, edge := range c.Agents[name].Dependencies {
			if target := c.targets[dependency]; edge.Startup && target.Agent != nil && target.Agent.Phase > c.Agents[name].Phase {
				c.report([]string{"agents", name, "dependencies", dependency, "startup"}, "%q comes in phase %d, after phase %d", dependency, target.Agent.Phase, c.Agents[name].Phase)
			}
		}
	}
}

// owners wants every namespace to have a team and none to take an agent's.
func (c *checker) owners() {
	for name, namespace := range c.Namespaces {
		if _, known := c.Teams[namespace.Team]; !known {
			c.report([]string{"namespaces", name, "team"}, "no team %q%s", namespace.Team, Suggest(namespace.Team, c.Teams))
		}
		if limit := maxName - len(reservedPrefix); len(name) > limit {
			c.report([]string{"namespaces", name}, "%q has %d characters; a namespace has at most %d, so that its component has %d", name, len(name), limit, maxName)
		}
		if strings.HasPrefix(name, "agents-") {
			c.report([]string{"namespaces", name}, "agents-* follow from the categories of agents; choose another name")
		}
	}
	for name, endpoint := range c.Endpoints {
		if _, known := c.Namespaces[endpoint.Namespace]; !known {
			c.report([]string{"endpoints", name, "namespace"}, "no namespace %q%s", endpoint.Namespace, Suggest(endpoint.Namespace, c.Namespaces))
		}
		c.placeholders([]string{"endpoints", name, "env"}, endpoint)
	}
}

// placeholders wants what stands for something of the client in the variables of an endpoint to have a meaning there.
func (c *checker) placeholders(path []string, endpoint Endpoint) {
	broker := slices.ContainsFunc(slices.Collect(maps.Values(c.Stores)), func(s Store) bool { return isRabbitMQ(s) && s.Endpoint == endpoint.Name })
	for variable, value := range endpoint.Env {
		if strings.Contains(value, "{port}") && !endpoint.TeamPorts {
			c.report(at(path, variable), `"{port}" stands for the port of the client's team, and ports here are for all; say teamPorts: true, or the number`)
		}
		if strings.Contains(value, "{vhost}") && !broker {
			c.report(at(path, variable), `"{vhost}" stands for that of the client at RabbitMQ, and no such store has this endpoint; say its name`)
		}
	}
}

// requirements wants a deviation where one is claimed.
func (c *checker) requirements() {
	for id, requirement := range c.Requirements {
		if (requirement.State == "deviates") != (requirement.Deviation != nil) {
			c.report([]string{"requirements", id, "state"}, `deviation and state: "deviates" go together`)
		}
		if requirement.State == "answered" && len(requirement.By)+len(requirement.Components) == 0 {
			c.report([]string{"requirements", id, "by"}, "missing: an answered requirement names the kinds of objects, or the components, that answer it")
		}
	}
}

// environment checks what names mean here.
func (c *checker) environment() {
	e, path := &c.Environment, []string{"environment"}
	for name, size := range e.Sizes {
		c.size(at(path, "sizes", name), size)
	}
	for name, tier := range e.Tiers {
		field := at(path, "tiers", name)
		if tier.Min > tier.Max {
			c.report(at(field, "min"), "min %d is above max %d", tier.Min, tier.Max)
		}
		if _, known := c.PriorityClasses[tier.PriorityClass]; !known {
			c.report(at(field, "priorityClass"), "no priority class %q%s", tier.PriorityClass, Suggest(tier.PriorityClass, c.PriorityClasses))
		}
	}
	for name, pool := range e.NodePools {
		for zone := range pool.Nodes {
			if !slices.Contains(e.Zones, zone) {
				c.report(at(path, "nodePools", name, "nodes", zone), "no zone %q; environment.zones are %s", zone, strings.Join(e.Zones, ", "))
			}
		}
		if (pool.Role == "gpu") != (pool.GPU != nil) {
			c.report(at(path, "nodePools", name, "role"), `role: "gpu" and gpu go together`)
		}
	}
	c.cuts(at(path, "nodePools"))
	for number, phase := range e.Phases {
		field := at(path, "phases", number, "steps")
		if phase.Sync == "automated" && len(phase.Steps) > 0 {
			c.report(field, `steps belong to sync: "rolling"`)
		}
		for tier := range e.Tiers {
			if _, known := phase.Steps[tier]; phase.Sync == "rolling" && !known {
				c.report(field, "missing: tier %q needs a step", tier)
			}
		}
	}
	for _, number := range []string{"1", "2", "3", "4"} {
		if _, known := e.Phases[number]; !known {
			c.report(at(path, "phases"), "missing: phase %s", number)
		}
	}
	for i, network := range e.Cluster.APIServer.CIDRs {
		c.network(at(path, "cluster", "apiServer", "cidrs", strconv.Itoa(i)), network)
	}
	c.network(at(path, "cluster", "podCIDR"), e.Cluster.PodCIDR)
	c.network(at(path, "cluster", "serviceCIDR"), e.Cluster.ServiceCIDR)
	c.network(at(path, "cluster", "nodeCIDR"), e.Cluster.NodeCIDR)
}

// network wants a CIDR whose host bits are zero, as Kubernetes does.
func (c *checker) network(path []string, cidr string) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		c.report(path, "%q is no network in CIDR notation, such as 10.0.0.0/16", cidr)
		return
	}
	if prefix != prefix.Masked() {
		c.report(path, "%q has host bits; the network is %s", cidr, prefix.Masked())
	}
}

// less compares two quantities that the definitions have already found well formed.
func less(a, b string) bool {
	x, errX := resource.ParseQuantity(a)
	y, errY := resource.ParseQuantity(b)
	return errX == nil && errY == nil && x.Cmp(y) < 0
}
