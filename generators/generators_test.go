package generators_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/schema"
)

// These tests hold for every object of this repository: what no single kind of component can promise alone.

type everything struct {
	environments []*platform.Environment
	components   []object.Environment
	files        tree.Files
}

var repository = sync.OnceValues(func() (*everything, error) {
	environments, err := platform.Load(os.DirFS(".."))
	if err != nil {
		return nil, err
	}
	components, err := generators.Components(environments)
	if err != nil {
		return nil, err
	}
	files, _, err := generators.Tree(environments, components)
	return &everything{environments, components, files}, err
})

func load(t *testing.T) *everything {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	if len(all.components) < 4 {
		t.Fatalf("%d environments", len(all.components))
	}
	return all
}

// eachObject runs a test for every object.
func eachObject(t *testing.T, test func(t *testing.T, env string, o object.Object)) {
	t.Helper()
	t.Parallel()
	for _, env := range load(t).components {
		for _, component := range env.Components {
			for _, o := range component.Objects() {
				test(t, env.Name, o)
			}
		}
	}
}

// builtIn are the kinds that Kubernetes has, by API version and kind.
var builtIn = map[string]func() any{
	"v1 Namespace": func() any { return &corev1.Namespace{} }, "v1 Service": func() any { return &corev1.Service{} },
	"v1 ServiceAccount": func() any { return &corev1.ServiceAccount{} }, "v1 ConfigMap": func() any { return &corev1.ConfigMap{} },
	"v1 LimitRange": func() any { return &corev1.LimitRange{} }, "v1 ResourceQuota": func() any { return &corev1.ResourceQuota{} },
	"apps/v1 Deployment": func() any { return &appsv1.Deployment{} }, "apps/v1 StatefulSet": func() any { return &appsv1.StatefulSet{} },
	"batch/v1 Job": func() any { return &batchv1.Job{} }, "batch/v1 CronJob": func() any { return &batchv1.CronJob{} },
	"autoscaling/v2 HorizontalPodAutoscaler": func() any { return &autoscalingv2.HorizontalPodAutoscaler{} },
	"policy/v1 PodDisruptionBudget":          func() any { return &policyv1.PodDisruptionBudget{} },
	"networking.k8s.io/v1 NetworkPolicy":     func() any { return &networkingv1.NetworkPolicy{} },
	"rbac.authorization.k8s.io/v1 Role":      func() any { return &rbacv1.Role{} }, "rbac.authorization.k8s.io/v1 RoleBinding": func() any { return &rbacv1.RoleBinding{} },
	"rbac.authorization.k8s.io/v1 ClusterRole": func() any { return &rbacv1.ClusterRole{} },
	"scheduling.k8s.io/v1 PriorityClass":       func() any { return &schedulingv1.PriorityClass{} },
	"storage.k8s.io/v1 StorageClass":           func() any { return &storagev1.StorageClass{} },
}

// others are the kinds that operators bring, one on a line; the gate holds their fields against their schemas.
var others = []string{
	"argoproj.io/v1alpha1 Rollout",
	"autoscaling.k8s.io/v1 VerticalPodAutoscaler",
	"barmancloud.cnpg.io/v1 ObjectStore",
	"external-secrets.io/v1 ExternalSecret",
	"keda.sh/v1alpha1 ScaledObject",
	"keda.sh/v1alpha1 TriggerAuthentication",
	"monitoring.coreos.com/v1 PodMonitor",
	"monitoring.coreos.com/v1 PrometheusRule",
	"monitoring.coreos.com/v1 ServiceMonitor",
	"rabbitmq.com/v1beta1 Binding",
	"rabbitmq.com/v1beta1 Exchange",
	"rabbitmq.com/v1beta1 Permission",
	"rabbitmq.com/v1beta1 Policy",
	"rabbitmq.com/v1beta1 Queue",
	"rabbitmq.com/v1beta1 RabbitmqCluster",
	"rabbitmq.com/v1beta1 User",
	"rabbitmq.com/v1beta1 Vhost",
	"postgresql.cnpg.io/v1 Cluster",
	"postgresql.cnpg.io/v1 Database",
	"postgresql.cnpg.io/v1 DatabaseRole",
	"postgresql.cnpg.io/v1 Pooler",
	"postgresql.cnpg.io/v1 ScheduledBackup",
	"snapshot.storage.k8s.io/v1 VolumeSnapshotClass",
	"velero.io/v1 BackupStorageLocation",
	"velero.io/v1 Schedule",
}

func kindOf(o object.Object) string { return fmt.Sprint(o["apiVersion"], " ", o.Key().Kind) }

// The API server refuses a field that it does not know, and so does this. A new kind must be added here.
func TestFieldsAreKnown(t *testing.T) {
	seen := map[string]bool{}
	eachObject(t, func(t *testing.T, env string, o object.Object) {
		seen[kindOf(o)] = true
		if slices.Contains(others, kindOf(o)) {
			return
		}
		typed, known := builtIn[kindOf(o)]
		if !known {
			t.Errorf("%s: %v: no test knows the kind %s", env, o.Key(), kindOf(o))
			return
		}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(o, typed(), true); err != nil {
			t.Errorf("%s: %v: %v", env, o.Key(), err)
		}
	})
	for kind := range builtIn {
		if !seen[kind] {
			t.Errorf("nothing renders %s", kind)
		}
	}
	for _, kind := range others {
		if !seen[kind] {
			t.Errorf("nothing renders %s", kind)
		}
	}
}

// walk calls f for every map in a value, with its path.
func walk(value any, at string, f func(at string, m map[string]any)) {
	switch v := value.(type) {
	case object.Object:
		walk(map[string]any(v), at, f)
	case map[string]any:
		f(at, v)
		for name, field := range v {
			walk(field, at+"/"+name, f)
		}
	case []any:
		for i, item := range v {
			walk(item, fmt.Sprint(at, "/", i), f)
		}
	}
}

var subdomains = []string{"ClusterRole", "Role", "RoleBinding"}

// Names and labels are what the API server takes, wherever they stand: in objects, templates and selectors.
func TestNamesAndLabels(t *testing.T) {
	labels := 0
	eachObject(t, func(t *testing.T, env string, o object.Object) {
		check := func(what, value string, problems []string) {
			if len(problems) > 0 {
				t.Errorf("%s: %v: %s %q: %s", env, o.Key(), what, value, strings.Join(problems, "; "))
			}
		}
		if !slices.Contains(subdomains, o.Key().Kind) || o.Key().Namespace != "" {
			check("name", o.Key().Name, validation.IsDNS1123Label(o.Key().Name))
		}
		if o.Key().Kind == "CronJob" && len(o.Key().Name) > 52 {
			t.Errorf("%s: %v: the name leaves no room for the time of a run", env, o.Key())
		}
		walk(o, "", func(at string, m map[string]any) {
			for name, field := range m {
				values, isMap := field.(map[string]any)
				isLabels := name == "labels" || name == "matchLabels" || name == "selector" && o.Key().Kind == "Service"
				if !isMap || !isLabels && name != "annotations" {
					continue
				}
				for key, value := range values {
					check(at+"/"+name+" key", key, validation.IsQualifiedName(key))
					text, isText := value.(string)
					if !isText {
						t.Errorf("%s: %v: %s/%s is no string", env, o.Key(), at, key)
					}
					if name != "annotations" {
						labels++
						check(at+"/"+name+" "+key, text, validation.IsValidLabelValue(text))
					}
				}
			}
		})
	})
	if labels == 0 {
		t.Error("no label is seen")
	}
}

// Words in the name of a variable whose value is for the secret store, and values that look like one.
var (
	secretNames  = regexp.MustCompile(`(?i)(PASS(WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ENCRYPTION_KEY|CREDENTIALS?)(_|$)`)
	secretValues = regexp.MustCompile(`(?i)(-----BEGIN |^sk-|^gh[pousr]_|^xox[abp]-|^AKIA[0-9A-Z]{16}|^eyJ[a-z0-9_-]+\.|^hvs\.|://[^/@$ ]+:[^/@$ ]+@)`)
	references   = regexp.MustCompile(`\$\([A-Za-z_][A-Za-z0-9_]*\)`)
)

func TestLooksLikeASecret(t *testing.T) {
	t.Parallel()
	for variable, want := range map[[2]string]bool{
		{"DB_PASSWORD", "hunter2"}: true, {"DB_PASSWORD", "$(PGPASSWORD)"}: false, {"DB_PASSWORD", "x$(PGPASSWORD)"}: true, {"DB_PASSWORD", ""}: false,
		{"OPENAI_API_KEY", "sk-1"}: true, {"X", "sk-abc"}: true, {"X", "postgres://u:p@h/d"}: true, {"X", "postgres://$(U):$(P)@h/d"}: false,
		{"LOG_LEVEL", "info"}: false, {"MAX_TOKENS", "100"}: false, {"TOKEN_FILE", "/t"}: true, {"PASSES", "3"}: false, {"X", "-----BEGIN RSA"}: true,
	} {
		if got := looksLikeASecret(variable[0], variable[1]); got != want {
			t.Errorf("%v: %v, want %v", variable, got, want)
		}
	}
}

func looksLikeASecret(name, value string) bool {
	literal := references.ReplaceAllString(value, "")
	return secretNames.MatchString(name) && literal != "" || secretValues.MatchString(value)
}

// Git holds no secret: neither as an object nor in a variable, an argument or a file.
func TestNoSecrets(t *testing.T) {
	variables := 0
	eachObject(t, func(t *testing.T, env string, o object.Object) {
		if o.Key().Kind == "Secret" {
			t.Errorf("%s: %v", env, o.Key())
		}
		walk(o, "", func(at string, m map[string]any) {
			name, _ := m["name"].(string)
			if value, literal := m["value"].(string); literal {
				variables++
				if looksLikeASecret(name, value) {
					t.Errorf("%s: %v: %s: %s=%s", env, o.Key(), at, name, value)
				}
			}
			for key, field := range m {
				if text, isText := field.(string); isText && secretValues.MatchString(text) && key != "value" {
					t.Errorf("%s: %v: %s/%s looks like a secret", env, o.Key(), at, key)
				}
			}
		})
	})
	if variables == 0 {
		t.Error("no variable is seen")
	}
}

// Nothing may do everything, and groups are bound, never people.
func TestPermissions(t *testing.T) {
	teams := 0
	eachObject(t, func(t *testing.T, env string, o object.Object) {
		switch o.Key().Kind {
		case "ClusterRoleBinding":
			t.Errorf("%s: %v binds in every namespace", env, o.Key())
		case "Role", "ClusterRole":
			role := as[rbacv1.ClusterRole](t, o)
			for _, rule := range role.Rules {
				all := slices.Concat(rule.Verbs, rule.APIGroups, rule.Resources, rule.NonResourceURLs)
				for _, word := range all {
					if strings.Contains(word, "*") || slices.Contains([]string{"escalate", "bind", "impersonate", "secrets"}, word) {
						t.Errorf("%s: %v grants %q", env, o.Key(), word)
					}
				}
				if len(rule.Verbs) == 0 || len(rule.Resources) == 0 || len(rule.APIGroups) == 0 {
					t.Errorf("%s: %v has an empty rule", env, o.Key())
				}
			}
		case "RoleBinding":
			binding := as[rbacv1.RoleBinding](t, o)
			for _, subject := range binding.Subjects {
				switch subject.Kind {
				case "Group":
					teams++
					if subject.APIGroup != "rbac.authorization.k8s.io" || strings.HasPrefix(subject.Name, "system:") || binding.RoleRef.Kind != "ClusterRole" {
						t.Errorf("%s: %v: %+v to %+v", env, o.Key(), subject, binding.RoleRef)
					}
				case "ServiceAccount":
					// A rehearsal of recovery asks for restores where Velero runs.
					rehearses := o.Key().Namespace == schema.VeleroNamespace && subject.Namespace == "drill"
					if subject.Namespace != o.Key().Namespace && !rehearses || binding.RoleRef.Kind != "Role" {
						t.Errorf("%s: %v: %+v to %+v", env, o.Key(), subject, binding.RoleRef)
					}
				default:
					t.Errorf("%s: %v binds the %s %s", env, o.Key(), subject.Kind, subject.Name)
				}
			}
		}
	})
	if teams == 0 {
		t.Error("no team is bound")
	}
}

func as[T any](t *testing.T, o object.Object) *T {
	t.Helper()
	typed := new(T)
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(o, typed, true); err != nil {
		t.Fatalf("%v: %v", o.Key(), err)
	}
	return typed
}

// index are the objects of an environment by kind, namespace and name.
func index(env object.Environment) map[object.Key]object.Object {
	all := map[object.Key]object.Object{}
	for _, component := range env.Components {
		for _, o := range component.Objects() {
			all[o.Key()] = o
		}
	}
	return all
}

// template is the pod template of an object, or nil.
func template(t *testing.T, o object.Object) *corev1.PodTemplateSpec {
	t.Helper()
	spec, _ := o["spec"].(map[string]any)
	if jobs, cron := spec["jobTemplate"].(map[string]any); cron {
		spec, _ = jobs["spec"].(map[string]any)
	}
	pods, _ := spec["template"].(map[string]any)
	if _, runs := pods["spec"]; !runs {
		return nil // The template of a Schedule makes backups.
	}
	return as[corev1.PodTemplateSpec](t, pods)
}

// What an object names is there, in whatever component.
func TestReferences(t *testing.T) {
	t.Parallel()
	pods := 0
	for _, env := range load(t).components {
		all := index(env)
		want := func(o object.Object, group, kind, namespace, name string) {
			if _, there := all[object.Key{Group: group, Kind: kind, Namespace: namespace, Name: name}]; !there {
				t.Errorf("%s: %v names the %s %s, which is not there", env.Name, o.Key(), kind, name)
			}
		}
		for key, o := range all {
			if key.Namespace != "" {
				want(o, "", "Namespace", "", key.Namespace)
			}
			if key.Kind == "RoleBinding" {
				binding := as[rbacv1.RoleBinding](t, o)
				namespace := key.Namespace
				if binding.RoleRef.Kind == "ClusterRole" {
					namespace = ""
				}
				want(o, "rbac.authorization.k8s.io", binding.RoleRef.Kind, namespace, binding.RoleRef.Name)
			}
			if key.Kind == "StatefulSet" {
				want(o, "", "Service", key.Namespace, as[appsv1.StatefulSet](t, o).Spec.ServiceName)
			}
			if pod := template(t, o); pod != nil {
				pods++
				want(o, "", "ServiceAccount", key.Namespace, pod.Spec.ServiceAccountName)
				want(o, "scheduling.k8s.io", "PriorityClass", "", pod.Spec.PriorityClassName)
				for _, volume := range pod.Spec.Volumes {
					if volume.ConfigMap != nil {
						want(o, "", "ConfigMap", key.Namespace, volume.ConfigMap.Name)
					}
				}
				for _, variable := range pod.Spec.Containers[0].Env {
					if variable.ValueFrom != nil && variable.ValueFrom.SecretKeyRef != nil {
						want(o, "external-secrets.io", "ExternalSecret", key.Namespace, variable.ValueFrom.SecretKeyRef.Name)
					}
				}
			}
		}
	}
	if pods == 0 {
		t.Error("no pod is seen")
	}
}

// A name shared by two agents would be the address of one and the identity of the other.
func TestServiceAccountsAreNotShared(t *testing.T) {
	t.Parallel()
	for _, env := range load(t).components {
		user := map[string]object.Key{}
		for key, o := range index(env) {
			pod := template(t, o)
			if pod == nil {
				continue
			}
			account := key.Namespace + "/" + pod.Spec.ServiceAccountName
			if other, taken := user[account]; taken {
				t.Errorf("%s: %v and %v are both %s", env.Name, other, key, account)
			}
			user[account] = key
		}
	}
}

// Priority classes order what the tiers say, and none is the default of what names none.
func TestPriorityClasses(t *testing.T) {
	t.Parallel()
	everything := load(t)
	for i, env := range everything.components {
		for name, declared := range everything.environments[i].PriorityClasses {
			o, there := index(env)[object.Key{Group: "scheduling.k8s.io", Kind: "PriorityClass", Name: name}]
			if !there {
				t.Errorf("%s: no priority class %s", env.Name, name)
				continue
			}
			class := as[schedulingv1.PriorityClass](t, o)
			if int64(class.Value) != declared.Value || class.GlobalDefault || class.PreemptionPolicy == nil || (*class.PreemptionPolicy == corev1.PreemptLowerPriority) != declared.Preempts {
				t.Errorf("%s: %+v, want %+v", env.Name, class, declared)
			}
		}
	}
}

// Each namespace is closed, bounded and pinned to a level of the Pod Security Standards.
func TestNamespaces(t *testing.T) {
	t.Parallel()
	everything := load(t)
	for i, env := range everything.components {
		all := index(env)
		version := "v" + everything.environments[i].Environment.KubernetesVersion
		for key, o := range all {
			if key.Kind != "Namespace" {
				continue
			}
			namespace := as[corev1.Namespace](t, o)
			level := "restricted"
			if declared, named := everything.environments[i].Namespaces[key.Name]; named {
				level = declared.PodSecurity
			}
			for _, mode := range []string{"enforce", "audit", "warn"} {
				if namespace.Labels["pod-security.kubernetes.io/"+mode] != level || namespace.Labels["pod-security.kubernetes.io/"+mode+"-version"] != version {
					t.Errorf("%s: %s: %s of pod security: %v", env.Name, key.Name, mode, namespace.Labels)
				}
			}
			if namespace.Labels["istio.io/dataplane-mode"] != "ambient" {
				t.Errorf("%s: %s is outside the mesh", env.Name, key.Name)
			}
			if namespace.Annotations["argocd.argoproj.io/sync-options"] != "Prune=false,Delete=false" {
				t.Errorf("%s: %s can be deleted by a change in Git", env.Name, key.Name)
			}
			deny, there := all[object.Key{Group: "networking.k8s.io", Kind: "NetworkPolicy", Namespace: key.Name, Name: "default-deny"}]
			if !there {
				t.Errorf("%s: %s is open", env.Name, key.Name)
				continue
			}
			spec := as[networkingv1.NetworkPolicy](t, deny).Spec
			if want := (networkingv1.NetworkPolicySpec{PolicyTypes: []networkingv1.PolicyType{"Ingress", "Egress"}}); !reflect.DeepEqual(spec, want) {
				t.Errorf("%s: %s: %+v", env.Name, key.Name, spec)
			}
			limits, there := all[object.Key{Kind: "LimitRange", Namespace: key.Name, Name: "defaults"}]
			if !there {
				t.Errorf("%s: %s has no default limits", env.Name, key.Name)
				continue
			}
			for _, item := range as[corev1.LimitRange](t, limits).Spec.Limits {
				for _, name := range []corev1.ResourceName{"cpu", "memory", "ephemeral-storage"} {
					request, limit := item.DefaultRequest[name], item.Default[name]
					if request.IsZero() || limit.Cmp(request) < 0 || item.Type != corev1.LimitTypeContainer {
						t.Errorf("%s: %s: default %s is %s to %s", env.Name, key.Name, name, request.String(), limit.String())
					}
				}
			}
		}
	}
}

// most is how many pods a workload has at its most.
func most(t *testing.T, all map[object.Key]object.Object, o object.Object) int64 {
	t.Helper()
	key := o.Key()
	if hpa, scaled := all[object.Key{Group: "autoscaling", Kind: "HorizontalPodAutoscaler", Namespace: key.Namespace, Name: key.Name}]; scaled {
		return int64(as[autoscalingv2.HorizontalPodAutoscaler](t, hpa).Spec.MaxReplicas)
	}
	spec := o["spec"].(map[string]any)
	if so, scaled := all[object.Key{Group: "keda.sh", Kind: "ScaledObject", Namespace: key.Namespace, Name: key.Name}]; scaled {
		return so["spec"].(map[string]any)["maxReplicaCount"].(int64)
	}
	if replicas, fixed := spec["replicas"].(int64); fixed {
		return replicas
	}
	return 1 // A job.
}

// A quota holds all agents of its namespace at their most, and one pod more: an update never meets it.
func TestQuotas(t *testing.T) {
	t.Parallel()
	quotas := 0
	for _, env := range load(t).components {
		all := index(env)
		sums := map[string]corev1.ResourceList{}
		add := func(namespace string, name corev1.ResourceName, amount resource.Quantity, times int64) {
			if sums[namespace] == nil {
				sums[namespace] = corev1.ResourceList{}
			}
			amount.Mul(times)
			sum := sums[namespace][name]
			sum.Add(amount)
			sums[namespace][name] = sum
		}
		for key, o := range all {
			pod := template(t, o)
			if pod == nil || !strings.HasPrefix(key.Namespace, "agents-") {
				continue // A quota for data services would only keep a server from coming back.
			}
			pods := most(t, all, o)
			surge := pods
			if key.Kind == "Deployment" || key.Kind == "Rollout" {
				surge++
			}
			resources := pod.Spec.Containers[0].Resources
			add(key.Namespace, "requests.cpu", resources.Requests["cpu"], surge)
			add(key.Namespace, "requests.memory", resources.Requests["memory"], surge)
			add(key.Namespace, "limits.cpu", resources.Limits["cpu"], surge)
			add(key.Namespace, "limits.memory", resources.Limits["memory"], surge)
			add(key.Namespace, "pods", resource.MustParse("1"), surge)
			if key.Kind == "StatefulSet" {
				for _, claim := range as[appsv1.StatefulSet](t, o).Spec.VolumeClaimTemplates {
					add(key.Namespace, "requests.storage", claim.Spec.Resources.Requests["storage"], pods)
					add(key.Namespace, "persistentvolumeclaims", resource.MustParse("1"), pods)
				}
			}
		}
		for namespace, sum := range sums {
			o, there := all[object.Key{Kind: "ResourceQuota", Namespace: namespace, Name: "quota"}]
			if !there {
				t.Errorf("%s: %s has pods and no quota", env.Name, namespace)
				continue
			}
			quotas++
			hard := as[corev1.ResourceQuota](t, o).Spec.Hard
			for name, want := range sum {
				got := hard[name]
				double := want.DeepCopy()
				double.Mul(5)
				if got.Cmp(want) < 0 || got.Cmp(double) > 0 && !want.IsZero() {
					t.Errorf("%s: %s: quota %s of %s, at most %s are needed", env.Name, namespace, got.String(), name, want.String())
				}
			}
		}
	}
	if quotas == 0 {
		t.Error("no quota is seen")
	}
}

// Agents start after what they cannot start without, and in the phases of the bring-up nothing comes before its
// namespace.
func TestOrder(t *testing.T) {
	t.Parallel()
	everything := load(t)
	for i, env := range everything.components {
		at := map[string]object.Component{}
		for _, component := range env.Components {
			at[component.Name] = component
			if component.Kind != "agent" && component.Kind != "drill" && component.Phase > 2 || component.Phase < 1 || component.Phase > 4 {
				t.Errorf("%s: %s comes in phase %d", env.Name, component.Name, component.Phase)
			}
		}
		targets := everything.environments[i].Targets()
		for _, a := range everything.environments[i].Running {
			for name, dependency := range a.Dependencies {
				if !dependency.Startup {
					continue
				}
				before, after := at[targets[name].Name()], at[a.Name]
				if cmp.Or(cmp.Compare(before.Phase, after.Phase), cmp.Compare(before.Wave, after.Wave)) >= 0 {
					t.Errorf("%s: %s starts in %d.%d, and needs %s, which starts in %d.%d", env.Name, after.Name, after.Phase, after.Wave, before.Name, before.Phase, before.Wave)
				}
			}
		}
	}
}

// Every component becomes one Application, named after both, in the project and the phase that it says.
func TestApplications(t *testing.T) {
	t.Parallel()
	everything := load(t)
	for _, env := range everything.components {
		applications, err := argocd.Expand(everything.files, env.Name)
		if err != nil {
			t.Fatal(err)
		}
		made := map[string]argocd.Application{}
		rolling := map[bool]int{}
		for _, application := range applications {
			made[application.Component] = application
			rolling[application.Step != "-"]++
			if len(application.Name) > 63 || application.Name != env.Name+"-"+application.Component {
				t.Errorf("%s: application %q", env.Name, application.Name)
			}
		}
		if len(applications) != len(env.Components) || len(made) != len(env.Components) {
			t.Errorf("%s: %d applications for %d components", env.Name, len(applications), len(env.Components))
		}
		for _, c := range env.Components {
			want := argocd.Application{Name: env.Name + "-" + c.Name, Environment: env.Name, Component: c.Name, Phase: fmt.Sprint(c.Phase), Wave: fmt.Sprint(c.Wave),
				Step: made[c.Name].Step, Project: env.Name + "-" + c.Project, Namespace: cmp.Or(c.Namespace, "default"), Path: path.Join("rendered/overlays", env.Name, c.Name)}
			if u := c.Upstream; u != nil {
				want.Upstream = u.Repository + " " + u.Chart + u.Path + " " + u.Version
			}
			if made[c.Name] != want {
				t.Errorf("%s: got  %+v\nwant %+v", env.Name, made[c.Name], want)
			}
		}
		if (rolling[true] > 0) != (env.Name == "production") {
			t.Errorf("%s: %d applications roll", env.Name, rolling[true])
		}
	}
}

// A project allows each object of its components, and nothing that none of them has.
func TestProjects(t *testing.T) {
	t.Parallel()
	everything := load(t)
	for i, env := range everything.components {
		settings := everything.environments[i].Environment
		used, sources := map[string]map[string]bool{}, map[string]map[string]bool{}
		for _, component := range env.Components {
			name := env.Name + "-" + component.Project
			if used[name] == nil {
				used[name], sources[name] = map[string]bool{}, map[string]bool{settings.ArgoCD.Repository: true}
			}
			if u := component.Upstream; u != nil {
				sources[name][u.Repository] = true
				for _, kind := range u.ClusterKinds {
					used[name]["cluster "+kind.Group+" "+kind.Kind] = true
				}
				for _, kind := range u.NamespacedKinds {
					used[name]["namespaced "+kind.Group+" "+kind.Kind] = true
				}
				for _, namespace := range u.Namespaces {
					used[name]["to "+namespace] = true
				}
			}
			used[name]["to "+cmp.Or(component.Namespace, "default")] = true
			for _, o := range component.Objects() {
				key := o.Key()
				kind := key.Group + " " + key.Kind
				if key.Namespace == "" {
					used[name]["cluster "+kind] = true
				} else {
					used[name]["namespaced "+kind] = true
					used[name]["to "+key.Namespace] = true
				}
			}
		}
		for name, want := range used {
			var project argo.AppProject
			if err := yaml.UnmarshalStrict(everything.files["argocd/"+env.Name+"/project-"+name+".yaml"], &project); err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, destination := range project.Spec.Destinations {
				if destination.Server != settings.ArgoCD.Server || destination.Name != "" || strings.Contains(destination.Server+destination.Namespace, "*") || destination.Namespace == "" {
					t.Errorf("%s: destination %+v", name, destination)
				}
				got["to "+destination.Namespace] = true
			}
			for _, kind := range project.Spec.ClusterResourceWhitelist {
				got["cluster "+kind.Group+" "+kind.Kind] = true
			}
			for _, kind := range project.Spec.NamespaceResourceWhitelist {
				got["namespaced "+kind.Group+" "+kind.Kind] = true
			}
			if !maps.Equal(got, want) {
				t.Errorf("%s allows %v\nwant %v", name, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
			}
			if got := slices.Sorted(slices.Values(project.Spec.SourceRepos)); !slices.Equal(got, slices.Sorted(maps.Keys(sources[name]))) {
				t.Errorf("%s: sources %v", name, project.Spec.SourceRepos)
			}
		}
	}
}

// Machines with cards are labelled with a cut that exists, and it gives out what the description says of their pool. The
// operator's own default has two words only, and would undo the cut with one of them.
func TestCards(t *testing.T) {
	t.Parallel()
	type cut struct {
		Devices    any              `json:"devices"` // a list of cards, or all
		MIGEnabled bool             `json:"mig-enabled"`
		MIGDevices map[string]int64 `json:"mig-devices"`
	}
	pools := 0
	everything := load(t)
	for i, env := range everything.components {
		for _, component := range env.Components {
			if component.Name != "gpu-operator" {
				continue
			}
			var values struct {
				MIGManager struct {
					Config struct {
						Default *string
						Data    map[string]string
					}
				}
				Nodes struct {
					Worker struct {
						Config struct {
							Sources struct {
								Custom []struct{ Labels map[string]string }
							}
						}
					}
				} `json:"node-feature-discovery"`
			}
			var cuts struct {
				Configs map[string][]cut `json:"mig-configs"`
			}
			data, err := yaml.Marshal(component.Upstream.Values)
			if err := errors.Join(err, yaml.Unmarshal(data, &values)); err != nil {
				t.Fatal(err)
			}
			if err := yaml.Unmarshal([]byte(values.MIGManager.Config.Data["config.yaml"]), &cuts); err != nil {
				t.Fatal(err)
			}
			if def := values.MIGManager.Config.Default; def == nil || *def != "" {
				t.Errorf("%s: the operator labels machines itself", env.Name)
			}
			if rules := values.Nodes.Worker.Config.Sources.Custom; len(rules) != 1 {
				t.Fatalf("%s: %d rules label machines", env.Name, len(rules))
			}
			label := values.Nodes.Worker.Config.Sources.Custom[0].Labels["nvidia.com/mig.config"]
			got := map[string]int64{"gpu": 0}
			for _, c := range cuts.Configs[label] {
				cards, _ := c.Devices.([]any)
				if !c.MIGEnabled {
					got["gpu"] += int64(len(cards))
				}
				for profile, n := range c.MIGDevices {
					got[profile] += n * int64(len(cards))
				}
			}
			for name, pool := range everything.environments[i].Environment.NodePools {
				if pool.GPU == nil {
					continue
				}
				pools++
				want := map[string]int64{"gpu": pool.GPU.Whole}
				maps.Copy(want, pool.GPU.Slices)
				if !maps.Equal(got, want) {
					t.Errorf("%s: machines are labelled %q, which gives %v; pool %s has %v", env.Name, label, got, name, want)
				}
			}
		}
	}
	if pools == 0 {
		t.Error("no pool has cards")
	}
}

// The same description gives the same files, in whatever order the processors work.
func TestSameInputSameFiles(t *testing.T) {
	t.Parallel()
	first := load(t)
	components, err := generators.Components(first.environments)
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := generators.Tree(first.environments, components)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(files, first.files, slices.Equal) {
		t.Error("the files differ")
	}
}

func TestComponentsRefuseATwin(t *testing.T) {
	t.Parallel()
	env := load(t).environments[0]
	twice := &platform.Environment{Platform: env.Platform, Running: slices.Concat(env.Running, env.Running[:1])}
	_, err := generators.Components([]*platform.Environment{env, twice})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("component %q", env.Running[0].Name)) {
		t.Errorf("got %v", err)
	}
}

func TestParallel(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 100} {
		var calls atomic.Int64
		seen := make([]bool, n)
		if err := generators.Parallel(n, func(i int) error { calls.Add(1); seen[i] = true; return nil }); err != nil || calls.Load() != int64(n) || slices.Contains(seen, false) {
			t.Errorf("%d calls of %d, error %v", calls.Load(), n, err)
		}
	}
	low, high := errors.New("low"), errors.New("high")
	var group sync.WaitGroup
	group.Add(1)
	// The higher number fails first, and the lower is what is said.
	err := generators.Parallel(2, func(i int) error {
		if i == 1 {
			defer group.Done()
			return high
		}
		return low
	})
	group.Wait()
	if !errors.Is(err, low) {
		t.Errorf("got %v", err)
	}
}

// Every object leads to a line that a person can change, and a place in it to the field that decides it.
func TestSource(t *testing.T) {
	t.Parallel()
	all := load(t)
	for i, env := range all.components {
		for _, component := range env.Components {
			for _, o := range component.Objects() {
				at := generators.Source(all.environments[i], component.Kind, component.Name, o, "")
				if !strings.HasPrefix(at.File, "environments/") || at.Line == 0 {
					t.Errorf("%s: %s: %v comes from %v", env.Name, component.Name, o.Key(), at)
				}
			}
		}
	}
	if at := generators.Source(all.environments[0], "", "argocd", object.Object{}, "/spec"); !strings.HasPrefix(at.File, "environments/") {
		t.Errorf("delivery comes from %v", at)
	}
	for name, test := range map[string]struct{ kind, pointer, text string }{
		"an image":                    {"Deployment", "/spec/template/spec/containers/0/image", "image:"},
		"a request":                   {"Deployment", "/spec/template/spec/containers/0/resources/requests/cpu", "size:"},
		"a probe":                     {"Deployment", "/spec/template/spec/containers/0/readinessProbe/httpGet/path", "probes:"},
		"a label":                     {"Deployment", "/metadata/labels/sutaz.ai~1data-class", "data:"},
		"what it may reach":           {"NetworkPolicy", "/spec/egress/1", "dependencies:"},
		"what it may do":              {"Role", "/rules/0/verbs", "permissions:"},
		"files":                       {"ConfigMap", "/data/rules.yaml", "files:"},
		"the security of a container": {"Deployment", "/spec/template/spec/containers/0/securityContext", "agents:"},
	} {
		const agent = "self-healing-orchestrator"
		found := false
		for key, o := range index(all.components[0]) {
			if key.Kind != test.kind || key.Name != agent {
				continue
			}
			found = true
			at := generators.Source(all.environments[0], "agent", agent, o, test.pointer)
			data, err := os.ReadFile(filepath.Join("..", at.File))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(data), "\n")
			if path.Base(at.File) != agent+".cue" || !strings.Contains(lines[at.Line-1], test.text) {
				t.Errorf("%s leads to %v: %s", name, at, lines[at.Line-1])
			}
		}
		if !found {
			t.Errorf("%s has no %s", agent, test.kind)
		}
	}
}
