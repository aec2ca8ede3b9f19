package agent_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

// reference is the object whose replicas are scaled.
type reference struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
}

// scaledObject is what is written of a ScaledObject of KEDA.
type scaledObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ScaleTargetRef  reference `json:"scaleTargetRef"`
		MinReplicaCount *int32    `json:"minReplicaCount"`
		MaxReplicaCount *int32    `json:"maxReplicaCount"`
		PollingInterval *int32    `json:"pollingInterval"`
		CooldownPeriod  *int32    `json:"cooldownPeriod"`
		Advanced        struct {
			HorizontalPodAutoscalerConfig struct {
				Behavior autoscalingv2.HorizontalPodAutoscalerBehavior `json:"behavior"`
			} `json:"horizontalPodAutoscalerConfig"`
		} `json:"advanced"`
		Triggers []struct {
			Type              string            `json:"type"`
			MetricType        string            `json:"metricType"`
			Metadata          map[string]string `json:"metadata"`
			AuthenticationRef *struct {
				Name string `json:"name"`
			} `json:"authenticationRef"`
		} `json:"triggers"`
	} `json:"spec"`
}

type triggerAuthentication struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		SecretTargetRef []struct {
			Parameter string `json:"parameter"`
			Name      string `json:"name"`
			Key       string `json:"key"`
		} `json:"secretTargetRef"`
	} `json:"spec"`
}

type recommender struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		TargetRef    reference `json:"targetRef"`
		UpdatePolicy struct {
			UpdateMode string `json:"updateMode"`
		} `json:"updatePolicy"`
	} `json:"spec"`
}

func (r reference) is(o object.Object) bool {
	return o["apiVersion"] == r.APIVersion && o.Key().Kind == r.Kind && o.Key().Name == r.Name
}

// A workload has one owner of its replicas: its own field, an autoscaler, or one that KEDA makes. Two would fight.
func TestOneScaler(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		w := r.pods
		autoscalers := all[autoscalingv2.HorizontalPodAutoscaler](t, r, "HorizontalPodAutoscaler")
		scaled := all[scaledObject](t, r, "ScaledObject")
		recommenders := all[recommender](t, r, "VerticalPodAutoscaler")
		if len(autoscalers)+len(scaled) > 1 {
			t.Fatalf("%d autoscalers and %d scaled objects", len(autoscalers), len(scaled))
		}
		under := len(autoscalers)+len(scaled) == 1
		if under != r.Autoscaled {
			t.Errorf("under an autoscaler: %v", under)
		}
		if _, queue := r.queue(); (len(scaled) == 1) != (under && queue) {
			t.Errorf("%d scaled objects, a queue: %v", len(scaled), queue)
		}
		switch {
		case w.ends || under:
			if w.replicas != nil {
				t.Error("the manifest says replicas, and something else decides them")
			}
		case w.replicas == nil:
			t.Error("nothing says how many replicas")
		case r.Idle && r.Workload == "worker":
			if *w.replicas != 0 {
				t.Errorf("%d replicas without a queue", *w.replicas)
			}
		case int64(*w.replicas) != r.Min:
			t.Errorf("%d replicas, want %d", *w.replicas, r.Min)
		}
		if len(recommenders) > 1 || under != (len(recommenders) == 1) {
			t.Errorf("%d recommenders", len(recommenders))
		}
		for _, v := range recommenders {
			if v.Spec.UpdatePolicy.UpdateMode != "Off" || !v.Spec.TargetRef.is(w.object) {
				t.Errorf("recommender: %+v", v.Spec)
			}
		}
	})
}

func (r rendered) queue() (name string, declared bool) {
	if r.Scaling == nil || r.Scaling.Queue == nil {
		return "", false
	}
	return r.Scaling.Queue.Name, true
}

// thresholds are the entry's, or what the requirements say: 70 % of the cores and 80 % of the memory.
func (r rendered) thresholds() (cpu, memory int32) {
	if r.Scaling != nil {
		return int32(r.Scaling.CPU), int32(r.Scaling.Memory)
	}
	return 70, 80
}

func TestAutoscalers(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		cpu, memory := r.thresholds()
		for _, hpa := range all[autoscalingv2.HorizontalPodAutoscaler](t, r, "HorizontalPodAutoscaler") {
			target := hpa.Spec.ScaleTargetRef
			if !(reference{target.APIVersion, target.Kind, target.Name}).is(r.pods.object) {
				t.Errorf("it scales %v", target)
			}
			checkRange(t, r, hpa.Spec.MinReplicas, &hpa.Spec.MaxReplicas)
			got := map[corev1.ResourceName]int32{}
			for _, metric := range hpa.Spec.Metrics {
				if metric.Type != autoscalingv2.ResourceMetricSourceType || metric.Resource.Target.Type != autoscalingv2.UtilizationMetricType {
					t.Errorf("metric %+v", metric)
				}
				got[metric.Resource.Name] = *metric.Resource.Target.AverageUtilization
			}
			if len(hpa.Spec.Metrics) != 2 || got[corev1.ResourceCPU] != cpu || got[corev1.ResourceMemory] != memory {
				t.Errorf("thresholds %v, want %d and %d", got, cpu, memory)
			}
			checkBehavior(t, *hpa.Spec.Behavior)
		}
		for _, so := range all[scaledObject](t, r, "ScaledObject") {
			if !so.Spec.ScaleTargetRef.is(r.pods.object) {
				t.Errorf("it scales %v", so.Spec.ScaleTargetRef)
			}
			checkRange(t, r, so.Spec.MinReplicaCount, so.Spec.MaxReplicaCount)
			checkBehavior(t, so.Spec.Advanced.HorizontalPodAutoscalerConfig.Behavior)
			got := map[string]string{}
			for _, trigger := range so.Spec.Triggers {
				got[trigger.Type] = trigger.Metadata["value"]
				switch trigger.Type {
				case "cpu", "memory":
					if trigger.MetricType != "Utilization" || len(trigger.Metadata) != 1 {
						t.Errorf("trigger %+v", trigger)
					}
				case "rabbitmq":
					queue, _ := r.queue()
					if trigger.Metadata["queueName"] != queue || trigger.Metadata["mode"] != "QueueLength" || trigger.AuthenticationRef == nil {
						t.Errorf("trigger %+v", trigger)
						continue
					}
					if want := map[bool]string{true: "dify", false: "agents"}[r.Name == "dify-worker"]; trigger.Metadata["vhostName"] != want {
						t.Errorf("%s: it looks for its queue in vhost %q, not in %s", r.Name, trigger.Metadata["vhostName"], want)
					}
					checkTriggerAuthentication(t, r, trigger.AuthenticationRef.Name)
				default:
					t.Errorf("trigger %s", trigger.Type)
				}
			}
			if got["cpu"] != strconv.Itoa(int(cpu)) || got["memory"] != strconv.Itoa(int(memory)) || got["rabbitmq"] != strconv.Itoa(int(r.Scaling.Queue.Depth)) {
				t.Errorf("thresholds %v", got)
			}
		}
		if len(r.kinds("TriggerAuthentication")) != len(r.kinds("ScaledObject")) {
			t.Errorf("%d authentications for %d scaled objects", len(r.kinds("TriggerAuthentication")), len(r.kinds("ScaledObject")))
		}
	})
}

// What is counted against machines is what the objects ask for: as many pods as they have, or may come to have.
func TestRuns(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		fewest, most := int64(1), int64(1)
		if w := r.pods; w.replicas != nil {
			fewest, most = int64(*w.replicas), int64(*w.replicas)
		}
		for _, hpa := range all[autoscalingv2.HorizontalPodAutoscaler](t, r, "HorizontalPodAutoscaler") {
			fewest, most = int64(*hpa.Spec.MinReplicas), int64(hpa.Spec.MaxReplicas)
		}
		for _, so := range all[scaledObject](t, r, "ScaledObject") {
			fewest, most = int64(*so.Spec.MinReplicaCount), int64(*so.Spec.MaxReplicaCount)
		}
		requests, accelerators := r.pods.template.Spec.Containers[0].Resources.Requests, map[string]int64{}
		for name, quantity := range requests {
			if strings.HasPrefix(string(name), "nvidia.com/") {
				accelerators[string(name)] = quantity.Value()
			}
		}
		if len(r.runs) != 1 {
			t.Fatalf("%d sorts of pods", len(r.runs))
		}
		got := r.runs[0]
		if got.CPU != requests.Cpu().MilliValue() || got.Memory != requests.Memory().Value() || !maps.Equal(got.Accelerators, accelerators) ||
			got.Fewest != fewest || got.Most != most || got.GPU != (len(accelerators) > 0) || !slices.Equal(got.Capacity, r.TierPolicy.Capacity) {
			t.Errorf("got %+v, want %d to %d pods of %v", got, fewest, most, requests)
		}
	})
}

func checkRange(t *testing.T, r rendered, fewest, most *int32) {
	t.Helper()
	if fewest == nil || most == nil || int64(*fewest) != r.Min || int64(*most) != r.Max || *fewest < 1 || *fewest >= *most {
		t.Errorf("from %v to %v replicas, want %d to %d", fewest, most, r.Min, r.Max)
	}
}

// Replicas go slowly: the next message may need them.
func checkBehavior(t *testing.T, b autoscalingv2.HorizontalPodAutoscalerBehavior) {
	t.Helper()
	if b.ScaleDown == nil || b.ScaleDown.StabilizationWindowSeconds == nil || *b.ScaleDown.StabilizationWindowSeconds < 60 || len(b.ScaleDown.Policies) == 0 {
		t.Errorf("scale down: %+v", b.ScaleDown)
	}
}

// KEDA reads the secret in the namespace of the agent, and the store fills it.
func checkTriggerAuthentication(t *testing.T, r rendered, name string) {
	t.Helper()
	found := all[triggerAuthentication](t, r, "TriggerAuthentication")
	if len(found) != 1 || found[0].Name != name || len(found[0].Spec.SecretTargetRef) != 1 {
		t.Fatalf("authentication %q: %+v", name, found)
	}
	ref := found[0].Spec.SecretTargetRef[0]
	if ref.Parameter != "host" || !slices.Contains(r.secrets(t)[ref.Name], ref.Key) {
		t.Errorf("%+v reads what no store fills", ref)
	}
}

// Production has room for a lost zone and for load: all scale, but what must be one.
func TestProductionScales(t *testing.T) {
	t.Parallel()
	scaled := 0
	for _, r := range render(t, environment(t, "production")) {
		if r.pods.ends {
			continue
		}
		if r.Scaling != nil && r.Scaling.Max == 1 {
			continue // The entry says why.
		}
		if r.Scaling != nil && r.Scaling.Min > 0 && r.Scaling.Min == r.Scaling.Max {
			continue
		}
		scaled++
		fewest := int64(2)
		if r.Tier == "critical" && (r.Scaling == nil || r.Scaling.Min == 0 && r.Scaling.Max == 0) {
			fewest = 3
		}
		if !r.Autoscaled || r.Min < fewest {
			t.Errorf("%s (%s): scales %v, from %d", r.Name, r.Tier, r.Autoscaled, r.Min)
		}
	}
	if scaled == 0 {
		t.Error("nothing scales")
	}
}

// The second region waits: as few replicas as there are, nothing to the public, nothing from a queue.
func TestStandby(t *testing.T) {
	t.Parallel()
	dr := environment(t, "dr")
	if dr.Environment.Role != "standby" {
		t.Fatal("dr is no standby")
	}
	idle, public := 0, 0
	for _, r := range render(t, dr) {
		if len(r.kinds("HorizontalPodAutoscaler"))+len(r.kinds("ScaledObject"))+len(r.kinds("TriggerAuthentication")) > 0 {
			t.Errorf("%s scales", r.Name)
		}
		for _, service := range r.kinds("Service") {
			if service["metadata"].(map[string]any)["annotations"] != nil && r.Exposure == "public" {
				t.Errorf("%s is exposed", r.Name)
			}
		}
		if r.Exposure == "public" {
			public++
		}
		values := map[string]string{}
		for _, variable := range r.pods.template.Spec.Containers[0].Env {
			values[variable.Name] = variable.Value
		}
		if values["SUTAZ_READ_ONLY"] != "true" {
			t.Errorf("%s is not told that it only reads", r.Name)
		}
		_, consumes := r.queue()
		if !consumes {
			continue
		}
		idle++
		if _, told := values["SUTAZ_QUEUE"]; told {
			t.Errorf("%s is told a queue", r.Name)
		}
		if slices.Contains(r.egressRules(t), "data app.kubernetes.io/name=rabbitmq: TCP/5672 TCP/15008") {
			t.Errorf("%s reaches the broker", r.Name)
		}
	}
	if idle == 0 || public == 0 {
		t.Errorf("%d consumers and %d public agents: the test shows nothing", idle, public)
	}
	// The same rule is there where it is allowed.
	reached := slices.ContainsFunc(render(t, environment(t, "production")), func(r rendered) bool {
		return slices.Contains(r.egressRules(t), "data app.kubernetes.io/name=rabbitmq: TCP/5672 TCP/15008")
	})
	if !reached {
		t.Error("nobody reaches the broker in production: the test looks for the wrong rule")
	}
}

// Without its queue a worker has nothing to do, and no pod to guard; a service still answers.
func TestIdle(t *testing.T) {
	t.Parallel()
	dr := environment(t, "dr")
	for workload, want := range map[string]int32{"worker": 0, "service": 3} {
		r := one(t, dr, dr.Running[0].Name, func(a *platform.Agent) {
			a.Workload, a.Idle, a.Min, a.Max, a.Autoscaled = workload, true, 3, 3, false
		})
		if got := r.pods.replicas; got == nil || *got != want {
			t.Errorf("an idle %s has %v replicas, want %d", workload, got, want)
		}
		if budgets := len(r.kinds("PodDisruptionBudget")); (budgets == 1) != (want > 1) {
			t.Errorf("an idle %s has %d budgets", workload, budgets)
		}
	}
}

func TestStagingHasNoAccelerators(t *testing.T) {
	t.Parallel()
	for _, r := range render(t, environment(t, "staging")) {
		for name := range r.pods.template.Spec.Containers[0].Resources.Limits {
			if name != corev1.ResourceCPU && name != corev1.ResourceMemory && name != corev1.ResourceEphemeralStorage {
				t.Errorf("%s asks for %s", r.Name, name)
			}
		}
	}
}
