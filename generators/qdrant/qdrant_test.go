package qdrant_test

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
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/qdrant"
)

var repository = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

// rendered is the store of one environment.
type rendered struct {
	env       *platform.Environment
	component object.Component
	objects   map[string]object.Object
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
		components := qdrant.Components(env)
		if len(components) != 1 {
			t.Fatalf("%d components", len(components))
		}
		r := rendered{env, components[0], map[string]object.Object{}}
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

// settings are those of the servers that matter here.
type settings struct {
	Cluster struct{ Enabled bool }
	Service struct {
		JWT bool `json:"jwt_rbac"`
	}
	Storage struct {
		Snapshots struct {
			Storage string `json:"snapshots_storage"`
			S3      struct {
				Bucket   string
				Endpoint string `json:"endpoint_url"`
			} `json:"s3_config"`
		} `json:"snapshots_config"`
		Collection struct {
			Replication int `json:"replication_factor"`
			Consistency int `json:"write_consistency_factor"`
		}
	}
}

func TestCopiesFollowFromServers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env                               string
		servers, replication, consistency int
	}{{"production", 3, 3, 2}, {"staging", 3, 3, 2}, {"dr", 3, 3, 2}, {"dev", 1, 1, 1}} {
		r := render(t, test.env)
		set := as[appsv1.StatefulSet](t, r, "StatefulSet/qdrant")
		if *set.Spec.Replicas != int32(test.servers) || set.Spec.PodManagementPolicy != appsv1.ParallelPodManagement {
			t.Errorf("%s: %d servers, %s", test.env, *set.Spec.Replicas, set.Spec.PodManagementPolicy)
		}
		var got settings
		if err := yaml.Unmarshal([]byte(as[corev1.ConfigMap](t, r, "ConfigMap/qdrant").Data["production.yaml"]), &got); err != nil {
			t.Fatal(err)
		}
		if !got.Cluster.Enabled || !got.Service.JWT || got.Storage.Collection.Replication != test.replication || got.Storage.Collection.Consistency != test.consistency {
			t.Errorf("%s: %+v", test.env, got)
		}
		to := r.env.ObjectStores["primary"]
		if s := got.Storage.Snapshots; s.Storage != "s3" || s.S3.Bucket != to.Bucket || s.S3.Endpoint != "https://"+to.Host+":443" {
			t.Errorf("%s: snapshots go to %+v", test.env, s)
		}
		if _, budget := r.objects["PodDisruptionBudget/qdrant"]; budget != (test.servers > 1) {
			t.Errorf("%s: a budget is there: %v", test.env, budget)
		}
		if runs := r.component.Runs[0]; runs.Fewest != int64(test.servers) || runs.Most != int64(test.servers) || runs.CPU == 0 {
			t.Errorf("%s: counted as %+v", test.env, runs)
		}
	}
}

func TestServersAreApart(t *testing.T) {
	t.Parallel()
	spread := as[appsv1.StatefulSet](t, render(t, "production"), "StatefulSet/qdrant").Spec.Template.Spec.TopologySpreadConstraints
	for _, key := range []string{corev1.LabelTopologyZone, corev1.LabelHostname} {
		if !slices.ContainsFunc(spread, func(c corev1.TopologySpreadConstraint) bool {
			return c.TopologyKey == key && c.WhenUnsatisfiable == corev1.DoNotSchedule && c.MaxSkew == 1
		}) {
			t.Errorf("nothing keeps servers apart by %s", key)
		}
	}
}

// Whoever has the servers' files cannot change what runs, and a new configuration makes new pods.
func TestNothingElseIsWritten(t *testing.T) {
	t.Parallel()
	r := render(t, "production")
	template := as[appsv1.StatefulSet](t, r, "StatefulSet/qdrant").Spec.Template
	pods := map[string]corev1.PodSpec{
		"server":      template.Spec,
		"collections": as[batchv1.Job](t, r, "Job/qdrant-collections").Spec.Template.Spec,
		"snapshots":   as[batchv1.CronJob](t, r, "CronJob/qdrant-snapshots").Spec.JobTemplate.Spec.Template.Spec,
	}
	writable, accounts := map[string][]string{"server": {"/data/qdrant", "/tmp"}}, map[string]bool{}
	for name, pod := range pods {
		var got []string
		for _, mount := range pod.Containers[0].VolumeMounts {
			if !mount.ReadOnly {
				got = append(got, mount.MountPath)
			}
		}
		if !slices.Equal(got, writable[name]) {
			t.Errorf("%s writes to %v", name, got)
		}
		if *pod.AutomountServiceAccountToken || !*pod.Containers[0].SecurityContext.ReadOnlyRootFilesystem || *pod.SecurityContext.RunAsUser == 0 {
			t.Errorf("%s may do too much", name)
		}
		accounts[pod.ServiceAccountName] = true
	}
	if len(accounts) != len(pods) {
		t.Errorf("accounts are shared: %v", accounts)
	}
	if want := part.Checksum(as[corev1.ConfigMap](t, r, "ConfigMap/qdrant").Data); template.Annotations[part.LabelChecksum] != want {
		t.Errorf("the checksum is %q, want %q", template.Annotations[part.LabelChecksum], want)
	}
}

// from are the names of pods that a policy lets in to a port, by namespace and name.
func from(policy *networkingv1.NetworkPolicy, port int) []string {
	var names []string
	for _, rule := range policy.Spec.Ingress {
		if !slices.ContainsFunc(rule.Ports, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.IntValue() == port }) {
			continue
		}
		for _, peer := range rule.From {
			if peer.PodSelector != nil {
				names = append(names, peer.NamespaceSelector.MatchLabels[corev1.LabelMetadataName]+"/"+peer.PodSelector.MatchLabels["app.kubernetes.io/name"])
			}
		}
	}
	slices.Sort(names)
	return names
}

func TestOnlyWhoIsDeclaredGetsIn(t *testing.T) {
	t.Parallel()
	r := render(t, "production")
	policy := as[networkingv1.NetworkPolicy](t, r, "NetworkPolicy/qdrant")
	if got := from(policy, 6335); !slices.Equal(got, []string{"data/qdrant"}) {
		t.Errorf("the port among servers is open to %v", got)
	}
	want := []string{"data/faiss-builder", "data/qdrant-collections", "data/qdrant-snapshots", "platform/prometheus"}
	for _, agent := range r.env.Running {
		for _, edge := range agent.Calls {
			if edge.Name() == "qdrant" && slices.ContainsFunc(edge.Ports, func(p platform.NamedPort) bool { return p.Name == "rest" }) {
				want = append(want, agent.Namespace+"/"+agent.Name)
			}
		}
	}
	slices.Sort(want)
	if got := from(policy, 6333); len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("open to %v, want %v", got, want)
	}
	for _, port := range as[corev1.Service](t, r, "Service/qdrant").Spec.Ports {
		if port.Port == 6335 {
			t.Error("the Service of clients has the port among servers")
		}
	}
	for _, job := range []string{"qdrant-collections", "qdrant-snapshots"} {
		egress := as[networkingv1.NetworkPolicy](t, r, "NetworkPolicy/"+job).Spec.Egress
		if last := egress[len(egress)-1]; len(egress) != 2 || last.Ports[0].Port.IntValue() != 6333 || last.To[0].PodSelector.MatchLabels["app.kubernetes.io/name"] != "qdrant" {
			t.Errorf("%s may call %+v", job, egress)
		}
	}
}

func TestKeysComeFromTheSecretStore(t *testing.T) {
	t.Parallel()
	r := render(t, "production")
	for name, want := range map[string]string{
		"qdrant":             "data/qdrant/qdrant data/qdrant/qdrant backup/primary backup/primary",
		"qdrant-collections": "data/qdrant/qdrant-collections", "qdrant-snapshots": "data/qdrant/qdrant-snapshots",
	} {
		var got []string
		for _, value := range r.objects["ExternalSecret/"+name]["spec"].(map[string]any)["data"].([]any) {
			got = append(got, value.(map[string]any)["remoteRef"].(map[string]any)["key"].(string))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s asks for %v", name, got)
		}
	}
	scraped := r.objects["PodMonitor/qdrant"]["spec"].(map[string]any)["podMetricsEndpoints"].([]any)[0].(map[string]any)
	key := scraped["authorization"].(map[string]any)["credentials"].(map[string]any)
	if scraped["port"] != "rest" || key["name"] != "qdrant" || key["key"] != "read-only-api-key" {
		t.Errorf("Prometheus asks with %v", scraped)
	}
	for _, variable := range as[appsv1.StatefulSet](t, r, "StatefulSet/qdrant").Spec.Template.Spec.Containers[0].Env {
		if strings.HasSuffix(variable.Name, "KEY") && (variable.Value != "" || variable.ValueFrom.SecretKeyRef.Name != "qdrant") {
			t.Errorf("%+v", variable)
		}
	}
}

// A standby has nothing of its own to copy.
func TestSnapshotsAreOfWhatIsUsed(t *testing.T) {
	t.Parallel()
	for env, suspended := range map[string]bool{"production": false, "dr": true} {
		cron := as[batchv1.CronJob](t, render(t, env), "CronJob/qdrant-snapshots")
		if *cron.Spec.Suspend != suspended || cron.Spec.ConcurrencyPolicy != batchv1.ForbidConcurrent {
			t.Errorf("%s: suspended %v, %s", env, *cron.Spec.Suspend, cron.Spec.ConcurrencyPolicy)
		}
		variables := map[string]string{}
		for _, variable := range cron.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Env {
			variables[variable.Name] = variable.Value
		}
		if got := strings.Fields(variables["SERVERS"]); len(got) != 3 || got[2] != "http://qdrant-2.qdrant-pods.data.svc.cluster.local:6333" || variables["RETENTION_DAYS"] != "30" {
			t.Errorf("%s: %v", env, variables)
		}
	}
}
