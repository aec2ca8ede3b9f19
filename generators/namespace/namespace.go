// Package namespace renders each namespace with what bounds it: Pod Security level, quota, default limits, closed
// network, and the roles of teams. One namespace is one component, so that it exists before what lives in it.
package namespace

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"
	networking "k8s.io/client-go/applyconfigurations/networking/v1"
	rbac "k8s.io/client-go/applyconfigurations/rbac/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "namespace"

// namespace is what is rendered.
type namespace struct {
	name, description, podSecurity string
	// operators are the teams that may operate, and see, what runs in it; sorted.
	operators []string
	agents    []*platform.Agent
	// declared is the quota of a namespace that has no agents.
	declared *schema.Quota
	// defaults are for containers that name nothing; nil for a little.
	defaults *schema.Size
	// others are pods that publishers deliver, as Pod/<name>; sorted.
	others []string
}

// Components renders the namespaces of the environment: those that are named, and one for each category of agents
// that runs there.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, n := range namespaces(env) {
		components = append(components, object.Component{
			Name: "namespace-" + n.name, Kind: Kind, Phase: 1, Wave: 0, Tier: "critical",
			Project: "platform", Namespace: n.name, Objects: func() []object.Object { return objects(env, n) },
		})
	}
	return components
}

func namespaces(env *platform.Environment) []namespace {
	byName := map[string]*namespace{}
	for name, declared := range env.Namespaces {
		byName[name] = &namespace{name: name, description: declared.Description, podSecurity: declared.PodSecurity, operators: []string{declared.Team}, declared: declared.Quota, defaults: declared.Defaults}
	}
	for _, a := range env.Running {
		n := byName[a.Namespace]
		if n == nil {
			n = &namespace{name: a.Namespace, description: "Agents of the category " + a.Category, podSecurity: "restricted"}
			byName[a.Namespace] = n
		}
		n.agents = append(n.agents, a)
		if !slices.Contains(n.operators, a.Team) {
			n.operators = append(n.operators, a.Team)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.Upstreams)) {
		u := env.Upstreams[name]
		for _, group := range slices.Sorted(maps.Keys(u.Pods)) {
			byName[u.Namespace].others = append(byName[u.Namespace].others, "Pod/"+name+"-"+group)
		}
	}
	all := make([]namespace, 0, len(byName))
	for _, n := range byName {
		slices.Sort(n.operators)
		all = append(all, *n)
	}
	slices.SortFunc(all, func(a, b namespace) int { return cmp.Compare(a.name, b.name) })
	return all
}

func labels() map[string]string {
	return map[string]string{"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}
}

func objects(env *platform.Environment, n namespace) []object.Object {
	all := []object.Object{n.object(env), n.defaultDeny(), n.limitRange()}
	if len(n.agents) > 0 {
		all = append(all, n.quota(n.agentsAtMost()))
	}
	if n.declared != nil {
		hard := corev1.ResourceList{
			corev1.ResourceRequestsCPU: resource.MustParse(n.declared.CPU), corev1.ResourceRequestsMemory: resource.MustParse(n.declared.Memory)}
		maps.Copy(hard, accelerators(env, n.declared.Accelerators))
		all = append(all, n.quota(hard))
	}
	for _, team := range n.operators {
		all = append(all, n.binding(team, "view", object.ViewRole, env.Teams[team].Viewers), n.binding(team, "operate", object.OperateRole, env.Teams[team].Operators))
	}
	return all
}

func (n namespace) object(env *platform.Environment) object.Object {
	all := labels()
	for _, mode := range []string{"enforce", "audit", "warn"} {
		all["pod-security.kubernetes.io/"+mode] = n.podSecurity
		all["pod-security.kubernetes.io/"+mode+"-version"] = "v" + env.Environment.KubernetesVersion
	}
	all["istio.io/dataplane-mode"] = "ambient"
	annotations := map[string]string{
		"sutaz.ai/description":         n.description,
		"argocd.argoproj.io/sync-wave": "-1",
		// Deleting a namespace deletes everything in it, so nothing but a person does it.
		"argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
	}
	if len(n.others) > 0 {
		// What runs here beside what is rendered, for those who judge it.
		annotations["sutaz.ai/makes"] = strings.Join(n.others, ",")
	}
	return object.From(core.Namespace(n.name).WithLabels(all).WithAnnotations(annotations))
}

// defaultDeny closes the namespace in both directions; each agent opens what it declares.
func (n namespace) defaultDeny() object.Object {
	return object.From(networking.NetworkPolicy("default-deny", n.name).WithLabels(labels()).WithSpec(networking.NetworkPolicySpec().
		WithPodSelector(meta.LabelSelector()).WithPolicyTypes(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress)))
}

// limitRange gives a container that names nothing a little, so that a quota never refuses it for being silent.
func (n namespace) limitRange() object.Object {
	list := func(cpu, memory, disk string) corev1.ResourceList {
		return corev1.ResourceList{corev1.ResourceCPU: resource.MustParse(cpu), corev1.ResourceMemory: resource.MustParse(memory),
			corev1.ResourceEphemeralStorage: resource.MustParse(disk)}
	}
	request, limit := list("50m", "64Mi", "64Mi"), list("500m", "256Mi", "256Mi")
	if d := n.defaults; d != nil {
		request, limit = list(d.Requests.CPU, d.Requests.Memory, "64Mi"), list(d.Limits.CPU, d.Limits.Memory, d.Ephemeral)
	}
	return object.From(core.LimitRange("defaults", n.name).WithLabels(labels()).WithSpec(core.LimitRangeSpec().WithLimits(
		core.LimitRangeItem().WithType(corev1.LimitTypeContainer).
			WithDefaultRequest(request).WithDefault(limit))))
}

func (n namespace) quota(hard corev1.ResourceList) object.Object {
	return object.From(core.ResourceQuota("quota", n.name).WithLabels(labels()).WithSpec(core.ResourceQuotaSpec().WithHard(hard)))
}

// accelerators bound whole cards and slices. What the machines of the environment have and the quota does not name is not
// to be had: a quota is silent about a resource that it does not list.
func accelerators(env *platform.Environment, named map[string]int64) corev1.ResourceList {
	bounds := corev1.ResourceList{}
	bound := func(key string) {
		gpu := schema.GPU{Profile: strings.TrimPrefix(key, "gpu")}
		bounds["requests."+corev1.ResourceName(part.GPUResource(gpu))] = *resource.NewQuantity(named[key], resource.DecimalSI)
	}
	for _, pool := range env.Environment.NodePools {
		if pool.GPU == nil {
			continue
		}
		bound("gpu")
		for profile := range pool.GPU.Slices {
			bound(profile)
		}
	}
	for key := range named {
		bound(key)
	}
	return bounds
}

// agentsAtMost is what the agents of the namespace take at their most, and one surge pod for each: an update never meets
// it, and a runaway does.
func (n namespace) agentsAtMost() corev1.ResourceList {
	total := corev1.ResourceList{}
	add := func(name corev1.ResourceName, amount resource.Quantity, times int64) {
		amount.Mul(times)
		sum := total[name]
		sum.Add(amount)
		total[name] = sum
	}
	for _, a := range n.agents {
		replicas := a.Max + 1
		add(corev1.ResourceRequestsCPU, resource.MustParse(a.Resources.Requests.CPU), replicas)
		add(corev1.ResourceRequestsMemory, resource.MustParse(a.Resources.Requests.Memory), replicas)
		add(corev1.ResourceLimitsCPU, resource.MustParse(a.Resources.Limits.CPU), replicas)
		add(corev1.ResourceLimitsMemory, resource.MustParse(a.Resources.Limits.Memory), replicas)
		add(corev1.ResourcePods, *resource.NewQuantity(1, resource.DecimalSI), replicas)
		if a.GPU != nil {
			add("requests."+corev1.ResourceName(part.GPUResource(*a.GPU)), *resource.NewQuantity(a.GPU.Count, resource.DecimalSI), replicas)
		}
		for _, name := range slices.Sorted(maps.Keys(a.Storage)) {
			add(corev1.ResourceRequestsStorage, resource.MustParse(a.Storage[name].Size), a.Max)
			add(corev1.ResourcePersistentVolumeClaims, *resource.NewQuantity(1, resource.DecimalSI), a.Max)
		}
	}
	return total
}

// binding binds a group of the identity provider, never a person.
func (n namespace) binding(team, what, role, group string) object.Object {
	return object.From(rbac.RoleBinding("team-"+team+"-"+what, n.name).WithLabels(labels()).
		WithRoleRef(rbac.RoleRef().WithAPIGroup("rbac.authorization.k8s.io").WithKind("ClusterRole").WithName(role)).
		WithSubjects(rbac.Subject().WithAPIGroup("rbac.authorization.k8s.io").WithKind("Group").WithName(group)))
}

// Source is the description of the namespace; those of categories of agents have none of their own.
func Source(component string, _ object.Object, _ []string) []string {
	return []string{"namespaces", strings.TrimPrefix(component, "namespace-")}
}
