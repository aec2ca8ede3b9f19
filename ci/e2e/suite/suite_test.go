package suite

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/ci/e2e/model"
)

// application is one that was made and ready after so many seconds; not ready is 0.
func (t timeline) application(name string, created, ready int) {
	t[name] = &state{synced: ready > 0, healthy: ready > 0, created: time.Duration(created) * time.Second, ready: time.Duration(ready) * time.Second}
}

func TestUnhealthy(t *testing.T) {
	t.Parallel()
	seen := timeline{}
	seen.application("good", 1, 2)
	seen.application("bad", 1, 0)
	seen.application("strange", 1, 2)
	seen["bad"].message = "because"
	got := seen.unhealthy([]model.Application{{Name: "good"}, {Name: "bad"}, {Name: "absent"}})
	if want := []string{"bad: because", "absent: was never made", "strange: nobody wants it"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if seen.healthy() != 2 {
		t.Errorf("%d healthy, want 2", seen.healthy())
	}
}

func TestDisorder(t *testing.T) {
	t.Parallel()
	env := &model.Environment{Applications: []model.Application{
		{Name: "a", Phase: "1"}, {Name: "b", Phase: "3", Step: "1"}, {Name: "c", Phase: "3", Step: "2"},
	}}
	env.Settings.Phases = map[string]struct {
		Sync string `json:"sync"`
	}{"1": {"automated"}, "3": {"rolling"}}
	for name, test := range map[string]struct {
		a, b, c [2]int
		want    int
	}{
		"in order":                     {[2]int{1, 5}, [2]int{6, 8}, [2]int{6, 9}, 0},
		"a phase begins too soon":      {[2]int{1, 5}, [2]int{4, 8}, [2]int{6, 9}, 1},
		"a step ends before the last":  {[2]int{1, 5}, [2]int{6, 9}, [2]int{6, 8}, 1},
		"both":                         {[2]int{1, 5}, [2]int{4, 9}, [2]int{6, 8}, 2},
		"the same moment is no matter": {[2]int{1, 5}, [2]int{5, 8}, [2]int{5, 8}, 0},
	} {
		seen := timeline{}
		for i, at := range [][2]int{test.a, test.b, test.c} {
			seen.application("abc"[i:i+1], at[0], at[1])
		}
		if got := seen.disorder(env); len(got) != test.want {
			t.Errorf("%s: %q, want %d lines", name, got, test.want)
		}
	}
}

// machine is a worker of 4 cores in a zone.
func machine(name, zone, kind string) corev1.Node {
	return corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{corev1.LabelTopologyZone: zone, "sutaz.ai/role": "worker", "sutaz.ai/capacity": kind}},
		Status:     corev1.NodeStatus{Allocatable: corev1.ResourceList{"cpu": resource.MustParse("4"), "memory": resource.MustParse("8Gi"), "pods": resource.MustParse("110")}},
	}
}

func machines(all ...corev1.Node) map[string]corev1.Node {
	nodes := map[string]corev1.Node{}
	for _, n := range all {
		nodes[n.Name] = n
	}
	return nodes
}

// pod is one of an agent, with cores, on a node or waiting for one.
func pod(agent, node, cpu string, change ...func(*corev1.Pod)) corev1.Pod {
	p := corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: "n", Name: agent, Labels: map[string]string{agentLabel: agent}},
		Spec: corev1.PodSpec{NodeName: node, Containers: []corev1.Container{{
			Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{"cpu": resource.MustParse(cpu), "memory": resource.MustParse("1Gi")}},
		}}},
	}
	for _, f := range change {
		f(&p)
	}
	return p
}

func only(kinds ...string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Spec.Affinity = &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
			NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{{Key: "sutaz.ai/capacity", Operator: corev1.NodeSelectorOpIn, Values: kinds}}}},
		}}}
	}
}

func TestZonesFor(t *testing.T) {
	t.Parallel()
	tainted := machine("t", "c", "reserved")
	tainted.Spec.Taints = []corev1.Taint{{Key: "dedicated", Effect: corev1.TaintEffectNoSchedule}}
	nodes := []corev1.Node{machine("r", "a", "reserved"), machine("s", "b", "spot"), tainted}
	for want, changes := range map[string][]func(*corev1.Pod){
		"a b": nil, "b": {only("spot")}, "a": {only("reserved")}, "": {only("none")},
		"a b c": {func(p *corev1.Pod) { p.Spec.Tolerations = []corev1.Toleration{{Operator: corev1.TolerationOpExists}} }},
	} {
		if got := strings.Join(zonesFor(pod("a", "", "1", changes...), nodes), " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func important(n int32) func(*corev1.Pod) { return func(p *corev1.Pod) { p.Spec.Priority = &n } }

func never(p *corev1.Pod) {
	policy := corev1.PreemptNever
	p.Spec.PreemptionPolicy = &policy
}

func spreads(p *corev1.Pod) {
	p.Spec.TopologySpreadConstraints = []corev1.TopologySpreadConstraint{{TopologyKey: corev1.LabelTopologyZone, MaxSkew: 1, WhenUnsatisfiable: corev1.DoNotSchedule}}
}

func TestNeedless(t *testing.T) {
	t.Parallel()
	tainted := machine("s", "a", "spot")
	tainted.Spec.Taints = []corev1.Taint{{Key: "spot", Effect: corev1.TaintEffectNoSchedule}}
	closed := machine("c", "a", "reserved")
	closed.Spec.Unschedulable = true
	for name, test := range map[string]struct {
		nodes    map[string]corev1.Node
		others   []corev1.Pod
		waiting  corev1.Pod
		needless bool
	}{
		"an empty machine":                   {machines(machine("r", "a", "reserved")), nil, pod("x", "", "4"), true},
		"a machine that is too small":        {machines(machine("r", "a", "reserved")), nil, pod("x", "", "5"), false},
		"room beside another":                {machines(machine("r", "a", "reserved")), []corev1.Pod{pod("y", "r", "3")}, pod("x", "", "1"), true},
		"rests on two machines":              {machines(machine("r", "a", "reserved"), machine("q", "a", "reserved")), []corev1.Pod{pod("y", "r", "3"), pod("z", "q", "3")}, pod("x", "", "2"), false},
		"held by one less important":         {machines(machine("r", "a", "reserved")), []corev1.Pod{pod("y", "r", "4", important(1))}, pod("x", "", "2", important(2)), true},
		"held by one as important":           {machines(machine("r", "a", "reserved")), []corev1.Pod{pod("y", "r", "4", important(2))}, pod("x", "", "2", important(2)), false},
		"less important, but pushes nobody":  {machines(machine("r", "a", "reserved")), []corev1.Pod{pod("y", "r", "4", important(1))}, pod("x", "", "2", important(2), never), false},
		"another kind of machine":            {machines(machine("r", "a", "reserved")), nil, pod("x", "", "1", only("spot")), false},
		"a machine of either kind":           {machines(machine("r", "a", "reserved")), nil, pod("x", "", "1", only("reserved", "spot")), true},
		"a taint":                            {machines(tainted), nil, pod("x", "", "1"), false},
		"a closed machine":                   {machines(closed), nil, pod("x", "", "1"), false},
		"spread: the emptiest zone has room": {machines(machine("r", "a", "reserved"), machine("q", "b", "reserved")), []corev1.Pod{pod("x", "r", "1")}, pod("x", "", "1", spreads), true},
		"spread: the emptiest zone is full":  {machines(machine("r", "a", "reserved"), machine("q", "b", "reserved")), []corev1.Pod{pod("x", "r", "1"), pod("y", "q", "4")}, pod("x", "", "1", spreads), false},
		"no spread: another zone will do":    {machines(machine("r", "a", "reserved"), machine("q", "b", "reserved")), []corev1.Pod{pod("x", "r", "1"), pod("y", "q", "4")}, pod("x", "", "1"), true},
		"spread: another version is no peer": {machines(machine("r", "a", "reserved"), machine("q", "b", "reserved")), []corev1.Pod{pod("x", "r", "1", func(p *corev1.Pod) { p.Labels[hashLabel] = "old" }), pod("y", "q", "4")}, pod("x", "", "1", spreads), true},
	} {
		got := needless([]corev1.Pod{test.waiting}, append(test.others, test.waiting), test.nodes)
		if (len(got) > 0) != test.needless {
			t.Errorf("%s: %q, want needless %t", name, got, test.needless)
		}
	}
}

func TestSums(t *testing.T) {
	t.Parallel()
	card := func(p *corev1.Pod) {
		p.Spec.Containers[0].Resources.Requests["nvidia.com/mig-1g.10gb"] = resource.MustParse("2")
		p.Spec.Containers[0].Resources.Limits = corev1.ResourceList{"nvidia.com/mig-1g.10gb": resource.MustParse("2")}
	}
	const gibi = 1 << 30
	got := asked([]workload{
		{pod("a", "", "1", only("reserved")).Spec, 2, 2}, {pod("b", "", "500m", only("spot", "reserved")).Spec, 3, 3},
		{pod("c", "", "1", only("spot")).Spec, 0, 1}, {pod("d", "", "1", card).Spec, 2, 2},
	})
	want := map[string]model.Amount{
		"reserved": {CPU: 2000, Memory: 2 * gibi}, "spot": {CPU: 1000, Memory: gibi}, bothKinds: {CPU: 4500, Memory: 6 * gibi},
		"gpu": {CPU: 2000, Memory: 2 * gibi, GPU: map[string]int64{"1g.10gb": 4}},
	}
	if len(got) != len(want) {
		t.Errorf("rows %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	for row := range want {
		if lines := difference(row, want[row], got[row]); len(lines) > 0 {
			t.Error(lines)
		}
	}
	if len(difference("gpu", want["gpu"], got[bothKinds])) == 0 {
		t.Error("different amounts are held for equal")
	}
	control := machine("k", "a", "reserved")
	control.Labels["sutaz.ai/role"] = "control-plane"
	has := allocatable([]corev1.Node{machine("r", "a", "reserved"), machine("s", "a", "spot"), machine("q", "b", "reserved"), control})
	for row, cpu := range map[string]int64{"reserved": 8000, "spot": 4000, bothKinds: 12000} {
		if has[row].CPU != cpu {
			t.Errorf("%s: %d millicores, want %d", row, has[row].CPU, cpu)
		}
	}
	if len(has) != 3 {
		t.Errorf("rows %v", slices.Sorted(maps.Keys(has)))
	}
}

func TestAccelerators(t *testing.T) {
	t.Parallel()
	node := machine("g", "a", "reserved")
	node.Status.Allocatable["nvidia.com/gpu"] = resource.MustParse("2")
	cards := func(n string) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			p.Spec.Containers[0].Resources.Limits = corev1.ResourceList{"nvidia.com/gpu": resource.MustParse(n)}
		}
	}
	nodes := machines(node)
	if figure, over := accelerators(nodes, []corev1.Pod{pod("a", "g", "1", cards("2")), pod("b", "", "1", cards("1"))}); figure != "2 gpu" || len(over) > 0 {
		t.Errorf("%q, %q", figure, over)
	}
	if _, over := accelerators(nodes, []corev1.Pod{pod("a", "g", "1", cards("2")), pod("b", "g", "1", cards("1"))}); len(over) != 1 {
		t.Errorf("3 of 2 cards: %q", over)
	}
	if figure, _ := accelerators(nodes, []corev1.Pod{pod("a", "g", "1")}); figure != "none asked for" {
		t.Errorf("%q", figure)
	}
}

// Each publication is a commit at the branch, also when nothing changed; a file that went is gone.
func TestPublish(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	work, bare := filepath.Join(dir, "work"), filepath.Join(dir, "r.git")
	if err := os.Mkdir(work, 0o700); err != nil {
		t.Fatal(err)
	}
	tree := func() string {
		out, err := exec.Command("git", "-C", bare, "-c", "safe.directory=*", "ls-tree", "-r", "--name-only", "release").CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.Join(strings.Fields(string(out)), " ")
	}
	for i, want := range []string{"file0", "file0 file1", "file0 file1", "file1"} {
		switch i {
		case 0, 1:
			if err := os.WriteFile(filepath.Join(work, fmt.Sprintf("file%d", i)), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		case 3:
			if err := os.Remove(filepath.Join(work, "file0")); err != nil {
				t.Fatal(err)
			}
		}
		if err := publish(t.Context(), work, bare, "release"); err != nil {
			t.Fatal(err)
		}
		if got := tree(); got != want {
			t.Errorf("publication %d: %q, want %q", i, got, want)
		}
	}
	out, err := exec.Command("git", "-C", bare, "rev-list", "--count", "release").Output()
	if err != nil || strings.TrimSpace(string(out)) != "4" {
		t.Errorf("%s commits (%v), want 4", out, err)
	}
}
