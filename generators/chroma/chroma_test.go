package chroma_test

import (
	"os"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/sutazai/sutaz/generators/chroma"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
)

// as is an object with its fields by type.
func as[T any](t *testing.T, o object.Object) *T {
	t.Helper()
	var typed T
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o, &typed); err != nil {
		t.Fatal(err)
	}
	return &typed
}

// One server with its volume is all there can be, and nothing pretends to be more.
func TestOneServer(t *testing.T) {
	t.Parallel()
	all, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range all {
		t.Run(env.Environment.Name, func(t *testing.T) {
			t.Parallel()
			components := chroma.Components(env)
			if len(components) != 1 || components[0].Namespace != "data" || components[0].Runs[0].Most != 1 || components[0].Runs[0].Memory == 0 {
				t.Fatalf("%+v", components)
			}
			kinds := map[string]int{}
			for _, o := range components[0].Objects() {
				kinds[o.Key().Kind]++
				switch o.Key().Kind {
				case "StatefulSet":
					testServer(t, env, as[appsv1.StatefulSet](t, o))
				case "NetworkPolicy":
					testPolicy(t, env, as[networkingv1.NetworkPolicy](t, o))
				}
			}
			if kinds["StatefulSet"] != 1 || kinds["NetworkPolicy"] != 1 || kinds["ServiceAccount"] != 1 || kinds["Service"] != 2 || kinds["PodDisruptionBudget"] != 0 {
				t.Errorf("%v", kinds)
			}
		})
	}
}

func testServer(t *testing.T, env *platform.Environment, set *appsv1.StatefulSet) {
	t.Helper()
	pod, claim := set.Spec.Template.Spec, set.Spec.VolumeClaimTemplates[0]
	if *set.Spec.Replicas != 1 || set.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted != appsv1.RetainPersistentVolumeClaimRetentionPolicyType {
		t.Errorf("%d servers, %+v", *set.Spec.Replicas, set.Spec.PersistentVolumeClaimRetentionPolicy)
	}
	volume := env.Stores["chroma"].Volume
	if *claim.Spec.StorageClassName != env.Environment.StorageClasses[volume.Class] || claim.Spec.Resources.Requests.Storage().String() != volume.Size ||
		claim.Annotations["argocd.argoproj.io/sync-options"] != part.Keep {
		t.Errorf("the claim is %+v", claim)
	}
	var writable []string
	for _, mount := range pod.Containers[0].VolumeMounts {
		if !mount.ReadOnly {
			writable = append(writable, mount.MountPath)
		}
	}
	if !slices.Equal(writable, []string{"/data", "/tmp"}) || *pod.AutomountServiceAccountToken || pod.ServiceAccountName != "chroma" {
		t.Errorf("writes to %v, as %s", writable, pod.ServiceAccountName)
	}
	for _, variable := range pod.Containers[0].Env {
		if variable.Value != "FALSE" {
			t.Errorf("%s is %s", variable.Name, variable.Value)
		}
	}
	place := pod.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms[0].MatchExpressions[0]
	if place.Key != "sutaz.ai/capacity" || !slices.Equal(place.Values, []string{"reserved"}) {
		t.Errorf("runs on %+v", place)
	}
}

// testPolicy wants the agents that call the store, and nobody else.
func testPolicy(t *testing.T, env *platform.Environment, policy *networkingv1.NetworkPolicy) {
	t.Helper()
	var got, want []string
	for _, rule := range policy.Spec.Ingress {
		for _, peer := range rule.From {
			if peer.PodSelector != nil {
				got = append(got, peer.PodSelector.MatchLabels["app.kubernetes.io/name"])
			}
		}
	}
	for _, agent := range env.Running {
		if slices.ContainsFunc(agent.Calls, func(e platform.Edge) bool { return e.Name() == "chromadb" }) {
			want = append(want, agent.Name)
		}
	}
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("open to %v, want %v", got, want)
	}
	if len(policy.Spec.Egress) != 1 || policy.Spec.Egress[0].Ports[0].Port.IntValue() != 53 {
		t.Errorf("it may call %+v", policy.Spec.Egress)
	}
}
