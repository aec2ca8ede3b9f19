// Package cluster renders what belongs to no namespace: priority classes and the two roles that teams have.
package cluster

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	rbac "k8s.io/client-go/applyconfigurations/rbac/v1"
	scheduling "k8s.io/client-go/applyconfigurations/scheduling/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

// Kind is the kind, and the name, of this one component.
const Kind = "cluster"

// Components renders the cluster-scoped objects of the environment as one component.
func Components(env *platform.Environment) []object.Component {
	objects := []object.Object{viewRole(), operateRole()}
	for _, name := range slices.Sorted(maps.Keys(env.PriorityClasses)) {
		class := env.PriorityClasses[name]
		policy := corev1.PreemptLowerPriority
		if !class.Preempts {
			policy = corev1.PreemptNever
		}
		objects = append(objects, object.From(scheduling.PriorityClass(name).WithLabels(labels()).
			WithValue(int32(class.Value)).WithPreemptionPolicy(policy).WithGlobalDefault(false).WithDescription(class.Description)))
	}
	return []object.Component{{Name: Kind, Kind: Kind, Phase: 1, Wave: 0, Tier: "critical", Project: "platform", Objects: object.Fixed(objects...)}}
}

func labels() map[string]string {
	return map[string]string{"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}
}

var read = []string{"get", "list", "watch"}

func rule(group string, verbs []string, resources ...string) *rbac.PolicyRuleApplyConfiguration {
	return rbac.PolicyRule().WithAPIGroups(group).WithResources(resources...).WithVerbs(verbs...)
}

// seen is what a team may look at: everything that it runs, and no secret.
func seen() []*rbac.PolicyRuleApplyConfiguration {
	return []*rbac.PolicyRuleApplyConfiguration{
		rule("", read, "pods", "pods/log", "services", "configmaps", "events", "persistentvolumeclaims", "serviceaccounts", "resourcequotas", "limitranges"),
		rule("apps", read, "deployments", "statefulsets", "replicasets"),
		rule("batch", read, "jobs", "cronjobs"),
		rule("autoscaling", read, "horizontalpodautoscalers"),
		rule("networking.k8s.io", read, "networkpolicies"),
		rule("policy", read, "poddisruptionbudgets"),
		rule("argoproj.io", read, "rollouts"),
		rule("keda.sh", read, "scaledobjects"),
		rule("autoscaling.k8s.io", read, "verticalpodautoscalers"),
		rule("monitoring.coreos.com", read, "servicemonitors"),
	}
}

func viewRole() object.Object {
	return object.From(rbac.ClusterRole(object.ViewRole).WithLabels(labels()).WithRules(seen()...))
}

// operateRole adds to looking: scale, restart a pod, and move a rollout on or back. What runs is changed in Git.
func operateRole() object.Object {
	return object.From(rbac.ClusterRole(object.OperateRole).WithLabels(labels()).WithRules(append(seen(),
		rule("", []string{"delete"}, "pods"),
		rule("apps", []string{"get", "patch", "update"}, "deployments/scale", "statefulsets/scale"),
		rule("argoproj.io", []string{"get", "patch"}, "rollouts/status"),
	)...))
}

// Source is the description of a priority class; roles come from this program.
func Source(_ string, o object.Object, _ []string) []string {
	if key := o.Key(); key.Kind == "PriorityClass" {
		return []string{"priorityClasses", key.Name}
	}
	return []string{"environment"}
}
