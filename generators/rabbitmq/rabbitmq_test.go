package rabbitmq_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/rabbitmq"
)

var load = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

// environment is one of the repository's own, with what is rendered for its broker.
func environment(t *testing.T, name string) (*platform.Environment, object.Component) {
	t.Helper()
	environments, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range environments {
		if env.Environment.Name != name {
			continue
		}
		components := rabbitmq.Components(env)
		if len(components) != 1 {
			t.Fatalf("%s has %d brokers", name, len(components))
		}
		return env, components[0]
	}
	t.Fatalf("no environment %s", name)
	return nil, object.Component{}
}

// of are the objects of a kind, by name.
func of(c object.Component, kind string) map[string]object.Object {
	found := map[string]object.Object{}
	for _, o := range c.Objects() {
		if o.Key().Kind == kind {
			found[o.Key().Name] = o
		}
	}
	return found
}

// at is a field of an object as text.
func at(t *testing.T, o object.Object, path ...string) string {
	t.Helper()
	var value any = map[string]any(o)
	for _, step := range path {
		m, is := value.(map[string]any)
		if !is || m[step] == nil {
			return ""
		}
		value = m[step]
	}
	if text, is := value.(string); is {
		return text
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Where there are three zones there are three servers, each in its own, and one may go at a time.
func TestServers(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		servers string
		budgets int
		spread  []string
	}{
		"production": {"3", 1, []string{"topology.kubernetes.io/zone DoNotSchedule", "kubernetes.io/hostname DoNotSchedule"}},
		"staging":    {"3", 1, []string{"topology.kubernetes.io/zone DoNotSchedule", "kubernetes.io/hostname DoNotSchedule"}},
		"dr":         {"3", 1, []string{"topology.kubernetes.io/zone DoNotSchedule", "kubernetes.io/hostname DoNotSchedule"}},
		"dev":        {"1", 0, []string{"kubernetes.io/hostname ScheduleAnyway"}},
	} {
		env, c := environment(t, name)
		cluster := of(c, "RabbitmqCluster")["rabbitmq"]
		if got := at(t, cluster, "spec", "replicas"); got != want.servers || fmt.Sprint(c.Runs[0].Most) != got || c.Runs[0].CPU == 0 || c.Runs[0].Memory == 0 {
			t.Errorf("%s: %s servers, want %s; counted %+v", name, got, want.servers, c.Runs)
		}
		if got := len(of(c, "PodDisruptionBudget")); got != want.budgets {
			t.Errorf("%s: %d budgets", name, got)
		}
		pods := cluster["spec"].(map[string]any)["override"].(map[string]any)["statefulSet"].(map[string]any)["spec"].(map[string]any)["template"].(map[string]any)["spec"].(map[string]any)
		var spread []string
		for _, constraint := range pods["topologySpreadConstraints"].([]any) {
			spread = append(spread, fmt.Sprint(constraint.(map[string]any)["topologyKey"], " ", constraint.(map[string]any)["whenUnsatisfiable"]))
		}
		if !slices.Equal(spread, want.spread) || pods["priorityClassName"] != "sutaz-data" {
			t.Errorf("%s: spread %v, priority %v", name, spread, pods["priorityClassName"])
		}
		if got := at(t, cluster, "spec", "persistence", "storageClassName"); got != env.Environment.StorageClasses["fast"] {
			t.Errorf("%s: storage class %q", name, got)
		}
		if !strings.Contains(at(t, cluster, "metadata", "annotations", "argocd.argoproj.io/sync-options"), "Prune=false,Delete=false") {
			t.Errorf("%s: the cluster can be deleted by a change in Git", name)
		}
		if got := at(t, cluster, "spec", "override", "statefulSet", "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"); got != "Retain" {
			t.Errorf("%s: claims are deleted with the cluster: %q", name, got)
		}
		if !strings.Contains(at(t, cluster, "spec", "rabbitmq", "additionalConfig"), "default_queue_type = quorum\n") {
			t.Errorf("%s: a queue that nobody declared would be on one server", name)
		}
	}
}

// Data that are restored into a new cluster know the user with which the operators work: both have the password from the
// secret store. The cluster operator reads a Secret of this name whatever the cluster says, and takes it for its own
// without the label.
func TestDefaultUser(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"production", "staging", "dr", "dev"} {
		_, c := environment(t, name)
		secret := of(c, "ExternalSecret")["rabbitmq-default-user"]
		if got := at(t, of(c, "RabbitmqCluster")["rabbitmq"], "spec", "secretBackend", "externalSecret", "name"); got != "rabbitmq-default-user" || secret == nil {
			t.Fatalf("%s: the cluster has its user from %q", name, got)
		}
		template := []string{"spec", "target", "template"}
		if got := at(t, secret, append(template, "data", "default_user.conf")...); got != "default_user = {{ .username }}\ndefault_pass = {{ .password }}\n" {
			t.Errorf("%s: servers read %q", name, got)
		}
		if got := at(t, secret, append(template, "metadata", "labels", "app.kubernetes.io/part-of")...); got != "rabbitmq" {
			t.Errorf("%s: the operator would write its own labels over %q", name, got)
		}
		if got := at(t, secret, append(template, "mergePolicy")...); got != "Merge" {
			t.Errorf("%s: %q drops the user and the password that operators read", name, got)
		}
		if got := at(t, secret, "metadata", "annotations", "argocd.argoproj.io/sync-options"); got != "Prune=false,Delete=false" {
			t.Errorf("%s: it would go before the servers that mount it: %q", name, got)
		}
	}
}

// Queues are kept by a majority, and outlive their object. A standby has those of its agents that wait.
func TestQueues(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"production", "dr"} {
		env, c := environment(t, name)
		bound, idle := map[string]bool{}, 0
		for _, binding := range of(c, "Binding") {
			if at(t, binding, "spec", "routingKey") == at(t, binding, "spec", "destination") && at(t, binding, "spec", "source") == "work" {
				bound[at(t, binding, "spec", "destination")] = true
			}
		}
		declared := map[string]bool{}
		for key, queue := range of(c, "Queue") {
			declared[at(t, queue, "spec", "name")] = true
			if got := at(t, queue, "spec", "type") + at(t, queue, "spec", "durable") + at(t, queue, "spec", "deletionPolicy") + at(t, queue, "spec", "vhost"); got != "quorumtrueretainagents" {
				t.Errorf("%s: %s: %s", name, key, got)
			}
		}
		for _, a := range env.Running {
			if a.Scaling == nil || a.Scaling.Queue == nil || a.Name == "dify-worker" {
				continue
			}
			if a.Idle {
				idle++
			}
			if !declared[a.Scaling.Queue.Name] || !bound[a.Scaling.Queue.Name] {
				t.Errorf("%s: %s waits for %s, which nobody can fill", name, a.Name, a.Scaling.Queue.Name)
			}
		}
		if declared["dataset"] || !declared["dead-letters"] || (idle > 0) != (name == "dr") {
			t.Errorf("%s: %v, %d idle", name, slices.Sorted(maps.Keys(declared)), idle)
		}
	}
}

// Each client has its own user with credentials from the secret store, and rights on nothing that is not its own.
func TestRights(t *testing.T) {
	t.Parallel()
	_, c := environment(t, "production")
	for _, test := range []struct{ agent, vhost, configure, write, read string }{
		{"aider", "agents", "^$", "^work$", `^agents\.aider$`},
		{"letta", "agents", "^$", "^work$", "^$"},
		{"dify-worker", "dify", ".*", ".*", ".*"},
	} {
		permission := of(c, "Permission")["rabbitmq-"+test.vhost+"-"+test.agent]
		for right, want := range map[string]string{"configure": test.configure, "write": test.write, "read": test.read} {
			if got := at(t, permission, "spec", "permissions", right); got != want {
				t.Errorf("%s: %s %q, want %q", test.agent, right, got, want)
			}
		}
		user, external := of(c, "User")["rabbitmq-"+test.agent], of(c, "ExternalSecret")["rabbitmq-"+test.agent]
		if at(t, permission, "spec", "vhost") != test.vhost || at(t, permission, "spec", "userReference", "name") != user.Key().Name ||
			at(t, user, "spec", "importCredentialsSecret", "name") != external.Key().Name {
			t.Errorf("%s: %v\n%v\n%v", test.agent, permission, user, external)
		}
		if !strings.Contains(at(t, external, "spec", "data"), `"key":"data/rabbitmq/`+test.agent+`"`) || at(t, external, "metadata", "labels", "rabbitmq.com/topology-operator") != "true" {
			t.Errorf("%s: %v", test.agent, external)
		}
		// The webhook of the operator refuses a user before its Secret.
		if at(t, user, "metadata", "annotations", "argocd.argoproj.io/sync-wave") != "1" {
			t.Errorf("%s: its user comes with its Secret", test.agent)
		}
	}
	// In the shared vhost no one reaches the queue of another.
	for key, permission := range of(c, "Permission") {
		if at(t, permission, "spec", "vhost") != "agents" {
			continue
		}
		for _, right := range []string{"configure", "write", "read"} {
			expression := regexp.MustCompile(at(t, permission, "spec", "permissions", right))
			for _, queue := range of(c, "Queue") {
				own := "rabbitmq-" + strings.ReplaceAll(at(t, queue, "spec", "name"), ".", "-")
				if expression.MatchString(at(t, queue, "spec", "name")) && (right != "read" || own != key) {
					t.Errorf("%s may %s %s", key, right, at(t, queue, "spec", "name"))
				}
			}
		}
	}
}

// In a standby who only takes work is no client; who publishes is.
func TestStandby(t *testing.T) {
	t.Parallel()
	env, c := environment(t, "dr")
	users, idle := of(c, "User"), 0
	for _, a := range env.Running {
		if a.Idle {
			idle++
			if _, is := users["rabbitmq-"+a.Name]; is {
				t.Errorf("%s could take work", a.Name)
			}
		}
	}
	if idle == 0 || len(users) == 0 {
		t.Errorf("%d idle, %d users: the test shows nothing", idle, len(users))
	}
}

// Everybody reaches the port that it needs and no other; servers call each other alone.
func TestNetwork(t *testing.T) {
	t.Parallel()
	_, c := environment(t, "production")
	policy := &networkingv1.NetworkPolicy{}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(of(c, "NetworkPolicy")["rabbitmq"], policy); err != nil {
		t.Fatal(err)
	}
	in, out := map[string]string{}, map[string]string{}
	for _, rule := range policy.Spec.Ingress {
		in[peer(rule.From)] = numbers(rule.Ports)
	}
	for _, rule := range policy.Spec.Egress {
		out[peer(rule.To)] = numbers(rule.Ports)
	}
	for from, want := range map[string]string{
		"agents-coding aider": "5672 15008", "agents-workflow n8n": "5672 15008", "keda keda-operator": "5672 15008",
		"rabbitmq-system rabbitmq-cluster-operator": "15672 15008", "rabbitmq-system messaging-topology-operator": "15672 15008",
		"data rabbitmq": "4369 25672 15008", "platform prometheus": "15692 15008", "169.254.7.127/32": "5672 15672",
		"agents-security nuclei": "",
	} {
		if in[from] != want {
			t.Errorf("%s reaches %q, want %q", from, in[from], want)
		}
	}
	if want := map[string]string{"kube-system kube-dns": "53 53", "data rabbitmq": "4369 25672 15008"}; !maps.Equal(out, want) {
		t.Errorf("servers reach %v, want %v", out, want)
	}
}

func peer(peers []networkingv1.NetworkPolicyPeer) string {
	if block := peers[0].IPBlock; block != nil {
		return block.CIDR
	}
	labels := slices.Collect(maps.Values(peers[0].PodSelector.MatchLabels))
	return peers[0].NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"] + " " + strings.Join(labels, ",")
}

func numbers(ports []networkingv1.NetworkPolicyPort) string {
	var all []string
	for _, port := range ports {
		all = append(all, port.Port.String())
	}
	return strings.Join(all, " ")
}
