package suite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/model"
)

// access is one verb on one resource in one namespace.
type access struct{ verb, group, resource string }

// sensitive are the rights that matter most when they are in the wrong hands.
var sensitive = []access{
	{"get", "", "secrets"}, {"list", "", "secrets"}, {"create", "", "pods"}, {"delete", "", "pods"}, {"create", "", "pods/exec"},
	{"create", "", "pods/attach"}, {"create", "", "pods/portforward"}, {"create", "", "serviceaccounts/token"}, {"impersonate", "", "users"},
	{"get", "", "pods"}, {"list", "", "pods"}, {"watch", "", "pods"}, {"get", "", "nodes/proxy"},
	{"get", "apps", "deployments"}, {"list", "apps", "deployments"}, {"patch", "apps", "deployments"}, {"delete", "apps", "deployments"},
	{"patch", "apps", "deployments/scale"}, {"get", "apps", "deployments/scale"},
	{"get", "argoproj.io", "rollouts"}, {"patch", "argoproj.io", "rollouts"},
	{"create", "rbac.authorization.k8s.io", "rolebindings"}, {"bind", "rbac.authorization.k8s.io", "roles"}, {"escalate", "rbac.authorization.k8s.io", "roles"},
	{"delete", "", "persistentvolumeclaims"}, {"patch", "networking.k8s.io", "networkpolicies"},
}

// enforced asks the API server who may do what, and shows it a bad pod.
func (r *run) enforced(ctx context.Context) error {
	r.suite = "enforced"
	since := time.Now()
	granted, err := r.permissions(ctx)
	if err != nil {
		return err
	}
	var against []string
	asked := 0
	for _, component := range slices.Sorted(maps.Keys(granted)) {
		account := r.accountOf(component)
		if account == nil {
			continue
		}
		user := "system:serviceaccount:" + account.GetNamespace() + ":" + account.GetName()
		differences, err := r.matrix(ctx, user, nil, account.GetNamespace(), granted[component])
		if err != nil {
			return err
		}
		asked += len(sensitive)
		against = append(against, differences...)
	}
	r.check("service accounts may what the model says", fmt.Sprintf("%d accounts, %d questions", len(granted), asked), since, against)
	if err := r.teams(ctx); err != nil {
		return err
	}
	return r.podSecurity(ctx)
}

// permissions asks sutaz what the model grants each agent that runs here.
func (r *run) permissions(ctx context.Context) (map[string]map[access]bool, error) {
	all := map[string]map[access]bool{}
	agents, err := model.Agents(ctx, r.Programs.Sutaz, r.Root, r.env.Settings.Name)
	if err != nil {
		return nil, err
	}
	for _, a := range r.env.Applications {
		// What is no agent may nothing, unless a Role of its own says otherwise.
		hasRole := slices.ContainsFunc(r.env.Objects[a.Component], func(o *unstructured.Unstructured) bool { return o.GetKind() == "Role" })
		if r.accountOf(a.Component) != nil && (!hasRole || slices.Contains(agents, a.Component)) {
			all[a.Component] = map[access]bool{}
		}
	}
	args := append([]string{"-C", r.Root, "--format", "json", "--env", r.env.Settings.Name, "agent", "show"}, agents...)
	out, err := exec.CommandContext(ctx, r.Programs.Sutaz, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("sutaz agent show: %w", err)
	}
	var values []struct{ Agent, Field, Value string }
	if err := json.Unmarshal(out, &values); err != nil {
		return nil, err
	}
	// permissions.NAME.group, .resources.N and .verbs.VERB, in any order.
	type permission struct{ agent, name string }
	groups, resources, verbs := map[permission]string{}, map[permission][]string{}, map[permission][]string{}
	for _, v := range values {
		rest, ok := strings.CutPrefix(v.Field, "permissions.")
		if !ok {
			continue
		}
		parts := strings.SplitN(rest, ".", 3)
		switch p := (permission{v.Agent, parts[0]}); parts[1] {
		case "group":
			groups[p] = v.Value
		case "resources":
			resources[p] = append(resources[p], v.Value)
		case "verbs":
			verbs[p] = append(verbs[p], parts[2])
		}
	}
	for p := range verbs {
		for _, verb := range verbs[p] {
			for _, resource := range resources[p] {
				all[p.agent][access{verb, groups[p], resource}] = true
			}
		}
	}
	return all, nil
}

func (r *run) accountOf(component string) *unstructured.Unstructured {
	for _, object := range r.env.Objects[component] {
		if object.GetKind() == "ServiceAccount" {
			return object
		}
	}
	return nil
}

// matrix asks every sensitive question for a user, all at once, and lists answers that are not as granted.
func (r *run) matrix(ctx context.Context, user string, groups []string, namespace string, granted map[access]bool) ([]string, error) {
	allowed := make([]bool, len(sensitive))
	failed := make([]error, len(sensitive))
	var wait sync.WaitGroup
	for i, a := range sensitive {
		wait.Go(func() {
			resource, subresource, _ := strings.Cut(a.resource, "/")
			review, err := r.c.Kubernetes.AuthorizationV1().SubjectAccessReviews().Create(ctx, &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
				User: user, Groups: groups,
				ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: namespace, Verb: a.verb, Group: a.group, Resource: resource, Subresource: subresource},
			}}, metav1.CreateOptions{})
			if failed[i] = err; err == nil {
				allowed[i] = review.Status.Allowed
			}
		})
	}
	wait.Wait()
	var against []string
	for i, a := range sensitive {
		if allowed[i] != granted[a] {
			against = append(against, fmt.Sprintf("%s %v in %s: may %s %s.%s: %t, want %t", user, groups, namespace, a.verb, a.resource, a.group, allowed[i], granted[a]))
		}
	}
	return against, errors.Join(failed...)
}

// viewing and operating are what teams may do of the sensitive rights: look, restart a pod, scale.
var (
	viewing = map[access]bool{
		{"get", "", "pods"}: true, {"list", "", "pods"}: true, {"watch", "", "pods"}: true,
		{"get", "apps", "deployments"}: true, {"list", "apps", "deployments"}: true, {"get", "argoproj.io", "rollouts"}: true,
	}
	operating = map[access]bool{{"delete", "", "pods"}: true, {"patch", "apps", "deployments/scale"}: true, {"get", "apps", "deployments/scale"}: true}
)

// teams asks for a member of each team's groups, in each namespace.
func (r *run) teams(ctx context.Context) error {
	since := time.Now()
	// Which group is bound to what in which namespace.
	bound := map[string]map[string]map[access]bool{}
	namespaces := map[string]bool{}
	for _, objects := range r.env.Objects {
		for _, object := range objects {
			switch object.GetKind() {
			case "Namespace":
				namespaces[object.GetName()] = true
			case "RoleBinding":
				role, _, _ := unstructured.NestedString(object.Object, "roleRef", "name")
				subjects, _, _ := unstructured.NestedSlice(object.Object, "subjects")
				for _, item := range subjects {
					subject, _ := item.(map[string]any)
					group, _ := subject["name"].(string)
					if subject["kind"] != "Group" {
						continue
					}
					if bound[group] == nil {
						bound[group] = map[string]map[access]bool{}
					}
					rights := maps.Clone(viewing)
					if strings.HasSuffix(role, "operate") {
						maps.Copy(rights, operating)
					}
					bound[group][object.GetNamespace()] = rights
				}
			}
		}
	}
	var against []string
	asked := 0
	for _, group := range slices.Sorted(maps.Keys(bound)) {
		for _, namespace := range slices.Sorted(maps.Keys(namespaces)) {
			differences, err := r.matrix(ctx, "somebody", []string{group}, namespace, bound[group][namespace])
			if err != nil {
				return err
			}
			asked += len(sensitive)
			against = append(against, differences...)
		}
	}
	r.check("teams see and operate what is theirs", fmt.Sprintf("%d groups, %d questions", len(bound), asked), since, against)
	return nil
}

// podSecurity shows a privileged pod to every namespace of agents. That good ones are admitted, placed has shown.
func (r *run) podSecurity(ctx context.Context) error {
	since := time.Now()
	namespaces, err := r.c.Kubernetes.CoreV1().Namespaces().List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/part-of=sutaz"})
	if err != nil {
		return err
	}
	privileged := true
	var against []string
	if len(namespaces.Items) == 0 {
		against = append(against, "no namespace carries the label app.kubernetes.io/part-of=sutaz")
	}
	refused := 0
	for _, namespace := range namespaces.Items {
		if namespace.Labels["pod-security.kubernetes.io/enforce"] == "privileged" {
			continue // What runs on every machine may.
		}
		refused++
		pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "planted"}, Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "planted", Image: "registry.example.com/planted:1.0.0", SecurityContext: &corev1.SecurityContext{Privileged: &privileged},
		}}}}
		_, err := r.c.Kubernetes.CoreV1().Pods(namespace.Name).Create(ctx, pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if err == nil || !strings.Contains(err.Error(), "violates PodSecurity") {
			against = append(against, fmt.Sprintf("%s: %v", namespace.Name, err))
		}
	}
	r.check("a privileged pod is refused", fmt.Sprintf("%d namespaces, %d are for node agents", refused, len(namespaces.Items)-refused), since, against)
	return nil
}
