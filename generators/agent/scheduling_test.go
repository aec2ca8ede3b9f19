package agent_test

import (
	"maps"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/sutazai/sutaz/schema"
)

// Replicas lie in different zones, or wait; in one zone they lie on different machines where they can. Each revision
// counts for itself, and a machine that the pod may not use counts for nothing.
func TestSpread(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		w := r.pods
		got := map[string]corev1.TopologySpreadConstraint{}
		for _, constraint := range w.template.Spec.TopologySpreadConstraints {
			got[constraint.TopologyKey] = constraint
		}
		want := map[string]corev1.UnsatisfiableConstraintAction{}
		if !w.ends {
			want["kubernetes.io/hostname"] = corev1.ScheduleAnyway
			if len(r.env.Environment.Zones) > 1 {
				want["topology.kubernetes.io/zone"] = corev1.DoNotSchedule
			}
		}
		if len(got) != len(want) || len(w.template.Spec.TopologySpreadConstraints) != len(want) {
			t.Errorf("spread over %v, want %v", slices.Sorted(maps.Keys(got)), want)
		}
		for key, action := range want {
			c := got[key]
			if c.MaxSkew != 1 || c.WhenUnsatisfiable != action || c.NodeTaintsPolicy == nil || *c.NodeTaintsPolicy != corev1.NodeInclusionPolicyHonor ||
				!slices.Equal(c.MatchLabelKeys, []string{w.hash}) {
				t.Errorf("%s: %+v", key, c)
			}
			if c.LabelSelector == nil || !selects(t, c.LabelSelector, w.template.Labels) {
				t.Errorf("%s counts other pods", key)
			}
		}
	})
}

// The labels that machines of a pool have.
func nodeLabels(pool schema.NodePool) map[string]string {
	return map[string]string{"sutaz.ai/role": pool.Role, "sutaz.ai/capacity": pool.CapacityType}
}

func matches(t *testing.T, term corev1.NodeSelectorTerm, labels map[string]string) bool {
	t.Helper()
	if len(term.MatchFields) > 0 || len(term.MatchExpressions) == 0 {
		t.Errorf("a term of another kind: %v", term)
	}
	for _, e := range term.MatchExpressions {
		if e.Operator != corev1.NodeSelectorOpIn {
			t.Errorf("operator %s", e.Operator)
		}
		if !slices.Contains(e.Values, labels[e.Key]) {
			return false
		}
	}
	return true
}

// Affinity and tolerations lead to machines that exist, that offer what the pod asks for, and that its tier may use.
func TestNodes(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		pod := r.pods.template.Spec
		if len(pod.NodeSelector) > 0 || pod.NodeName != "" || pod.SchedulerName != "" || pod.Affinity == nil || pod.Affinity.NodeAffinity == nil ||
			pod.Affinity.PodAffinity != nil || pod.Affinity.PodAntiAffinity != nil {
			t.Fatal("want an affinity to nodes and nothing else")
		}
		affinity := pod.Affinity.NodeAffinity
		if affinity.RequiredDuringSchedulingIgnoredDuringExecution == nil || len(affinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms) != 1 {
			t.Fatal("want one required term")
		}
		required := affinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms[0]
		var usable, wanted []string
		tolerated := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(r.env.Environment.NodePools)) {
			pool := r.env.Environment.NodePools[name]
			kind := pool.Role == "worker" && slices.Contains(r.TierPolicy.Capacity, pool.CapacityType)
			if r.GPU != nil {
				kind = pool.Role == "gpu"
			}
			if kind {
				wanted = append(wanted, name)
			}
			allowed := matches(t, required, nodeLabels(pool))
			for key, value := range pool.Taints {
				if slices.Contains(pod.Tolerations, corev1.Toleration{Key: key, Operator: corev1.TolerationOpEqual, Value: value, Effect: corev1.TaintEffectNoSchedule}) {
					tolerated[key] = true
					if !allowed {
						t.Errorf("the taint %s of pool %s is tolerated for nothing", key, name)
					}
				} else {
					allowed = false
				}
			}
			if allowed {
				usable = append(usable, name)
			}
		}
		if len(usable) == 0 || !slices.Equal(usable, wanted) {
			t.Errorf("the pods may use the pools %v, want %v", usable, wanted)
		}
		if len(tolerated) != len(pod.Tolerations) {
			t.Errorf("tolerations %v lead to no pool", pod.Tolerations)
		}
		var most, zones int64
		for _, name := range usable {
			pool := r.env.Environment.NodePools[name]
			for _, nodes := range pool.Nodes {
				if nodes > 0 {
					zones++
				}
			}
			if r.GPU == nil || pool.GPU == nil {
				continue
			}
			if r.GPU.Profile == "" {
				most = max(most, pool.GPU.Whole)
			} else {
				most = max(most, pool.GPU.Slices[r.GPU.Profile])
			}
		}
		if zones == 0 {
			t.Errorf("the pools %v have no machine", usable)
		}
		if r.GPU != nil && most < r.GPU.Count {
			t.Errorf("%d accelerators asked for, and a machine has %d", r.GPU.Count, most)
		}
		for _, preferred := range affinity.PreferredDuringSchedulingIgnoredDuringExecution {
			if r.GPU != nil || !matches(t, preferred.Preference, map[string]string{"sutaz.ai/capacity": r.TierPolicy.Capacity[0]}) {
				t.Errorf("prefers %v, not %s", preferred, r.TierPolicy.Capacity[0])
			}
		}
		if several := r.GPU == nil && len(r.TierPolicy.Capacity) > 1; several != (len(affinity.PreferredDuringSchedulingIgnoredDuringExecution) == 1) {
			t.Errorf("%d preferences among %v", len(affinity.PreferredDuringSchedulingIgnoredDuringExecution), r.TierPolicy.Capacity)
		}
	})
}

func TestPriority(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		pod := r.pods.template.Spec
		if pod.PriorityClassName != r.env.Environment.Tiers[r.Tier].PriorityClass || pod.Priority != nil || pod.PreemptionPolicy != nil {
			t.Errorf("priority class %q, want that of the tier", pod.PriorityClassName)
		}
	})
}

// A budget blocks the drain of a machine where there is one replica, and guards the others where there are more.
func TestDisruptionBudgets(t *testing.T) {
	t.Parallel()
	for _, env := range environments(t) {
		everyone := render(t, env)
		for _, r := range everyone {
			w := r.pods
			replicas := r.Min
			if w.replicas != nil {
				replicas = int64(*w.replicas)
			}
			budgets := all[policyv1.PodDisruptionBudget](t, r, "PodDisruptionBudget")
			want := 0
			if replicas > 1 && !w.ends {
				want = 1
			}
			if len(budgets) != want {
				t.Errorf("%s/%s: %d budgets for %d replicas", env.Environment.Name, r.Name, len(budgets), replicas)
			}
			for _, budget := range budgets {
				if budget.Spec.MaxUnavailable == nil || *budget.Spec.MaxUnavailable != intstr.FromInt32(1) || budget.Spec.MinAvailable != nil {
					t.Errorf("%s/%s: %+v", env.Environment.Name, r.Name, budget.Spec)
				}
				if policy := budget.Spec.UnhealthyPodEvictionPolicy; policy == nil || *policy != policyv1.AlwaysAllow {
					t.Errorf("%s/%s: what does not work keeps its node from being drained", env.Environment.Name, r.Name)
				}
				if got := podsOf(t, everyone, r.Namespace, budget.Spec.Selector); !slices.Equal(got, []string{r.Name}) {
					t.Errorf("%s/%s: the budget counts the pods of %v", env.Environment.Name, r.Name, got)
				}
			}
		}
	}
}

// Two workloads with one selector would take each other's pods.
func TestSelectors(t *testing.T) {
	t.Parallel()
	for _, env := range environments(t) {
		everyone := render(t, env)
		for _, r := range everyone {
			w := r.pods
			if w.ends {
				continue
			}
			if got := podsOf(t, everyone, r.Namespace, w.selector); !slices.Equal(got, []string{r.Name}) {
				t.Errorf("%s/%s: the workload takes the pods of %v", env.Environment.Name, r.Name, got)
			}
			if len(w.selector.MatchLabels) != 1 {
				t.Errorf("%s/%s: selector %v; it can never change, so it holds the name alone", env.Environment.Name, r.Name, w.selector.MatchLabels)
			}
		}
	}
}
