// Package agent renders one agent of the catalog: its workload, how it is reached, what it may reach, how it scales
// and what it may do.
package agent

import (
	"maps"
	"slices"
	"strconv"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "agent"

// Components renders every agent that runs in the environment, each as a component of its own.
func Components(env *platform.Environment) []object.Component {
	components := make([]object.Component, 0, len(env.Running))
	for _, a := range env.Running {
		r := renderer{env: env, Agent: a}
		components = append(components, object.Component{
			Name: a.Name, Kind: Kind, Phase: int(a.Phase), Wave: int(a.Step), Tier: a.Tier,
			Project: "agents", Namespace: a.Namespace, Runs: []object.Runs{r.runs()}, Claims: claims(a), Objects: r.objects,
		})
	}
	return components
}

// runs are the pods of an agent: those that it has or, where it scales, may have. A job and a schedule have one.
func (r renderer) runs() object.Runs {
	if r.ends() {
		return part.Runs(r.place(), r.pod(), 1, 1)
	}
	fewest, fixed := r.replicas()
	most := int64(fewest)
	if !fixed {
		most = r.Max
	}
	return part.Runs(r.place(), r.pod(), int64(fewest), most)
}

// claims are the volumes of an agent at its most replicas.
func claims(a *platform.Agent) []object.Claim {
	replicas := a.Min
	if a.Autoscaled {
		replicas = a.Max
	}
	var claims []object.Claim
	for _, name := range slices.Sorted(maps.Keys(a.Storage)) {
		claims = append(claims, part.Claims(schema.Volume{Size: a.Storage[name].Size, Class: a.Storage[name].Class}, replicas))
	}
	return claims
}

// objects are everything that one agent becomes.
func (r renderer) objects() []object.Object {
	all := []object.Object{r.workload(), r.serviceAccount(), r.networkPolicy()}
	add := func(o object.Object) {
		if o != nil {
			all = append(all, o)
		}
	}
	add(r.service())
	add(r.headless())
	add(r.configMap())
	add(r.externalSecret())
	add(r.disruptionBudget())
	add(r.scaler())
	add(r.recommender())
	add(r.serviceMonitor())
	all = append(all, r.triggerAuthentication()...)
	return append(all, r.access()...)
}

// renderer renders one agent in one environment.
type renderer struct {
	env *platform.Environment
	*platform.Agent
}

// Labels that are more than the recommended ones.
const (
	labelTier       = "sutaz.ai/tier"
	labelCategory   = "sutaz.ai/category"
	labelTeam       = "sutaz.ai/team"
	labelDataClass  = "sutaz.ai/data-class"
	labelCostCentre = "sutaz.ai/cost-centre"
	labelPhase      = "sutaz.ai/phase"
)

// selector is what never changes in the life of an agent: selectors are immutable.
func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.Name}
}

// labels are on every object of the agent and on its pods.
func (r renderer) labels() map[string]string {
	labels := map[string]string{
		"app.kubernetes.io/name":       r.Name,
		"app.kubernetes.io/component":  r.Workload,
		"app.kubernetes.io/part-of":    "sutaz",
		"app.kubernetes.io/managed-by": "sutaz",
		labelTier:                      r.Tier,
		labelCategory:                  r.Category,
		labelTeam:                      r.Team,
		labelDataClass:                 r.Data.Class,
		labelCostCentre:                r.Payer,
		labelPhase:                     itoa(r.Phase),
	}
	if r.Data.Retention != "" {
		labels["sutaz.ai/retention"] = r.Data.Retention
	}
	if r.Data.Residency != "" {
		labels["sutaz.ai/residency"] = r.Data.Residency
	}
	return labels
}

// versioned adds the version, for what a new image replaces anyway.
func (r renderer) versioned() map[string]string {
	labels := r.labels()
	if version := r.Image.Tag; len(validation.IsValidLabelValue(version)) == 0 {
		labels["app.kubernetes.io/version"] = version
	}
	return labels
}

// metadata is that of an object of the agent, as JSON, for kinds that have no apply configuration.
func (r renderer) metadata(name string) map[string]any {
	return part.Metadata(name, r.Namespace, r.labels())
}

// ends says whether the agent runs to completion.
func (r renderer) ends() bool { return r.Workload == "job" || r.Workload == "cron" }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
