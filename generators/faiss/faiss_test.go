package faiss_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/sutazai/sutaz/generators/faiss"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

var repository = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

// rendered is the store of one environment.
type rendered struct {
	env     *platform.Environment
	objects map[string]object.Object
}

// render renders the store in an environment.
func render(t *testing.T, name string) rendered {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range all {
		if env.Environment.Name != name {
			continue
		}
		components := faiss.Components(env)
		if len(components) != 1 || len(components[0].Runs) != 2 {
			t.Fatalf("%d components", len(components))
		}
		r := rendered{env, map[string]object.Object{}}
		for _, o := range components[0].Objects() {
			r.objects[o.Key().Kind+"/"+o.Key().Name] = o
		}
		return r
	}
	t.Fatalf("no environment %q", name)
	return rendered{}
}

// as is an object with its fields by type.
func as[T any](t *testing.T, r rendered, key string) *T {
	t.Helper()
	o, there := r.objects[key]
	if !there {
		t.Fatalf("no %s", key)
	}
	var typed T
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o, &typed); err != nil {
		t.Fatal(err)
	}
	return &typed
}

// No two readers can differ: they mount one reference, and write nothing.
func TestReadersCannotDiffer(t *testing.T) {
	t.Parallel()
	for env, servers := range map[string]int32{"production": 3, "staging": 3, "dr": 3, "dev": 1} {
		r := render(t, env)
		deployment := as[appsv1.Deployment](t, r, "Deployment/faiss")
		if *deployment.Spec.Replicas != servers || deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.IntValue() != 0 {
			t.Errorf("%s: %d readers, %+v", env, *deployment.Spec.Replicas, deployment.Spec.Strategy)
		}
		index := r.env.Stores["faiss"].FAISS.Index
		pod := deployment.Spec.Template.Spec
		for _, volume := range pod.Volumes {
			if volume.Name != "index" {
				if volume.EmptyDir == nil {
					t.Errorf("%s: %s stays", env, volume.Name)
				}
				continue
			}
			if volume.Image == nil || volume.Image.Reference != index.Repository+":"+index.Tag || volume.Image.PullPolicy != corev1.PullIfNotPresent {
				t.Errorf("%s: the index is %+v", env, volume.VolumeSource)
			}
		}
		for _, mount := range pod.Containers[0].VolumeMounts {
			if mount.ReadOnly == (mount.MountPath == "/tmp") {
				t.Errorf("%s: %s is writable: %v", env, mount.MountPath, !mount.ReadOnly)
			}
		}
		if _, budget := r.objects["PodDisruptionBudget/faiss"]; budget != (servers > 1) {
			t.Errorf("%s: a budget is there: %v", env, budget)
		}
		zones := slices.ContainsFunc(pod.TopologySpreadConstraints, func(c corev1.TopologySpreadConstraint) bool {
			return c.TopologyKey == corev1.LabelTopologyZone && c.WhenUnsatisfiable == corev1.DoNotSchedule
		})
		if zones != (len(r.env.Environment.Zones) > 1) {
			t.Errorf("%s: kept apart by zone: %v", env, zones)
		}
	}
}

// Environments do not push over each other; a standby serves what the primary has built, and builds nothing.
func TestEachEnvironmentHasItsIndexes(t *testing.T) {
	t.Parallel()
	repositories := map[string]string{}
	for env, suspended := range map[string]bool{"production": false, "staging": false, "dev": false, "dr": true} {
		r := render(t, env)
		cron := as[batchv1.CronJob](t, r, "CronJob/faiss-builder")
		if *cron.Spec.Suspend != suspended || cron.Spec.ConcurrencyPolicy != batchv1.ForbidConcurrent {
			t.Errorf("%s: suspended %v, %s", env, *cron.Spec.Suspend, cron.Spec.ConcurrencyPolicy)
		}
		for _, variable := range cron.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Env {
			if variable.Name == "FAISS_INDEX_REPOSITORY" {
				repositories[env] = variable.Value
			}
		}
	}
	if repositories["dr"] != repositories["production"] || repositories["staging"] == repositories["production"] || repositories["dev"] == repositories["staging"] {
		t.Errorf("indexes are pushed to %v", repositories)
	}
}

func TestBuilderReadsItsSourceAndPushes(t *testing.T) {
	t.Parallel()
	r := render(t, "production")
	policy := as[networkingv1.NetworkPolicy](t, r, "NetworkPolicy/faiss-builder")
	if len(policy.Spec.Ingress) > 0 || len(policy.Spec.Egress) != 3 {
		t.Fatalf("%+v", policy.Spec)
	}
	if to := policy.Spec.Egress[1].To[0]; to.PodSelector.MatchLabels["app.kubernetes.io/name"] != "qdrant" {
		t.Errorf("it reads from %+v", to)
	}
	if !strings.HasPrefix(policy.Annotations["egress.sutaz.ai/registry"], "ghcr.io:443,") || policy.Spec.Egress[2].Ports[0].Port.IntValue() != 443 {
		t.Errorf("it pushes to %v", policy.Annotations)
	}
	var keys []string
	for _, value := range r.objects["ExternalSecret/faiss-builder"]["spec"].(map[string]any)["data"].([]any) {
		value := value.(map[string]any)
		keys = append(keys, value["secretKey"].(string)+"="+value["remoteRef"].(map[string]any)["key"].(string))
	}
	want := []string{"QDRANT_API_KEY=data/qdrant/faiss-builder", "REGISTRY_PASSWORD=registry/faiss-builder", "REGISTRY_USERNAME=registry/faiss-builder"}
	if !slices.Equal(keys, want) {
		t.Errorf("its keys are %v", keys)
	}
	clients := r.env.Clients("qdrant")
	if !slices.ContainsFunc(clients, func(c platform.Client) bool {
		return c.Name == "faiss-builder" && c.Namespace == "data" && c.Agent == nil
	}) {
		t.Error("the source does not know the builder")
	}
}

// Readers answer clients, and call nobody.
func TestReadersAnswerClients(t *testing.T) {
	t.Parallel()
	r := render(t, "production")
	policy := as[networkingv1.NetworkPolicy](t, r, "NetworkPolicy/faiss")
	var got, want []string
	for _, rule := range policy.Spec.Ingress {
		for _, peer := range rule.From {
			if peer.PodSelector != nil {
				got = append(got, peer.PodSelector.MatchLabels["app.kubernetes.io/name"])
			}
		}
	}
	for _, agent := range r.env.Running {
		if slices.ContainsFunc(agent.Calls, func(e platform.Edge) bool { return e.Name() == "faiss" }) {
			want = append(want, agent.Name)
		}
	}
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("open to %v, want %v", got, want)
	}
	if egress := policy.Spec.Egress; len(egress) != 1 || egress[0].Ports[0].Port.IntValue() != 53 {
		t.Errorf("they may call %+v", egress)
	}
	if got, builder := as[appsv1.Deployment](t, r, "Deployment/faiss").Spec.Template.Spec, as[batchv1.CronJob](t, r, "CronJob/faiss-builder").Spec.JobTemplate.Spec.Template.Spec; got.ServiceAccountName == builder.ServiceAccountName || *got.AutomountServiceAccountToken || *builder.AutomountServiceAccountToken {
		t.Error("readers and the builder share an account, or have a token")
	}
}
