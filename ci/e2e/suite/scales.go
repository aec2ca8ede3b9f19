package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	requests "k8s.io/component-helpers/resource"
	scheduling "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"

	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/report"
	"github.com/sutazai/sutaz/ci/e2e/standin"
)

// scalingTimeout is how long the scheduler may take to place what autoscalers ask for at most.
const scalingTimeout = 3 * time.Minute

// scales sets every workload that an autoscaler scales to its maximum, and compares what is placed with what
// `sutaz capacity` computed. In the end, all have their minimum again.
func (r *run) scales(ctx context.Context) error {
	r.suite = "scales"
	rows, err := model.Capacity(ctx, r.Programs.Sutaz, r.Root, r.env.Settings.Name)
	if err != nil {
		return err
	}
	objects := slices.Concat(slices.Collect(maps.Values(r.env.Objects))...)
	maximums := standin.Maximums(objects)
	since := time.Now()
	if err := r.scaleAll(ctx, maximums); err != nil {
		return err
	}
	nodes, pods, err := r.placedOrRefused(ctx)
	if err != nil {
		return err
	}
	workloads, err := r.workloads(ctx)
	if err != nil {
		return err
	}
	if len(maximums) == 0 {
		r.add(report.Check{Name: "autoscaled workloads", Status: report.NotProven, Figure: "no autoscaler is rendered here"})
	}
	asked, has := asked(workloads), allocatable(slices.Collect(maps.Values(nodes)))
	var differ []string
	for _, row := range rows {
		differ = append(differ, difference(row.Nodes+" ask for", row.Maximum, asked[row.Nodes])...)
		differ = append(differ, difference(row.Nodes+" have", row.Allocatable, has[row.Nodes])...)
	}
	r.check("asked for and had at the maximum as computed", fmt.Sprintf("%d autoscaled of %d workloads", len(maximums), len(workloads)), since, differ)
	waiting := slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool { return p.Spec.NodeName != "" })
	for _, row := range rows {
		r.compareWaiting(row, waiting, since)
	}
	r.check("what waits has no machine with room", fmt.Sprintf("%d of %d pods wait", len(waiting), len(pods)), since, needless(waiting, pods, nodes))
	if err := r.scaleAll(ctx, standin.Minimums(objects)); err != nil {
		return err
	}
	since = time.Now()
	var short []string
	against := r.within(ctx, scalingTimeout, func() (bool, error) {
		short, err = r.missing(ctx)
		return err == nil && len(short) == 0, err
	}, "not everything is at its minimum again")
	r.check("all is at its minimum again", fmt.Sprintf("after %.0f s", time.Since(since).Seconds()), since, append(against, short...))
	return nil
}

// compareWaiting reports who waits for the nodes of a row. A sum that is more than the nodes have must show in pods that
// wait. The converse does not hold: a sum may fit, and no machine have room for a whole pod. That is held by needless.
func (r *run) compareWaiting(row model.CapacityRow, waiting []corev1.Pod, since time.Time) {
	var lines []string
	for _, pod := range waiting {
		if kind := rowOf(pod.Spec); kind == row.Nodes || kind != "gpu" && row.Nodes == bothKinds {
			lines = append(lines, pod.Namespace+"/"+pod.Name+": "+why(pod))
		}
	}
	sum := "the sum fits"
	var against []string
	if !row.MaximumFits {
		sum = "the sum does not fit"
		if len(lines) == 0 {
			against = []string{"it was computed that the maximum does not fit, and nothing waits"}
		}
	}
	r.check("the maximum on "+row.Nodes+" nodes", fmt.Sprintf("%s, %d pods wait", sum, len(lines)), since, against)
	r.checks[len(r.checks)-1].Details = append(against, lines...)
}

// scaleAll sets replicas as autoscalers do. A Rollout's are those of the Deployment that stands in for it.
func (r *run) scaleAll(ctx context.Context, replicas map[standin.Target]int64) error {
	for target, n := range replicas {
		if target.Kind == "Rollout" {
			target.Kind, target.Name = "Deployment", standin.Name(target.Name)
		}
		if err := r.scale(ctx, target, n); err != nil {
			return fmt.Errorf("scaling %s/%s to %d: %w", target.Namespace, target.Name, n, err)
		}
	}
	return nil
}

// calm is how long nothing may have moved before the scheduler counts as done: it tries again after ten seconds at most,
// and what makes room for something more important takes a few of them.
const calm = 15 * time.Second

// placedOrRefused waits until every workload has all its pods, and the scheduler has bound or refused each and moves none.
func (r *run) placedOrRefused(ctx context.Context) (nodes map[string]corev1.Node, pods []corev1.Pod, err error) {
	var last string
	since := time.Now()
	against := r.within(ctx, scalingTimeout, func() (bool, error) {
		if nodes, pods, err = r.nodesAndPods(ctx); err != nil {
			return false, err
		}
		workloads, err := r.workloads(ctx)
		if err != nil {
			return false, err
		}
		var want int64
		for _, w := range workloads {
			want += w.pods
		}
		var where []string
		undecided := false
		for _, pod := range pods {
			where = append(where, pod.Namespace+"/"+pod.Name+" "+pod.Spec.NodeName)
			undecided = undecided || pod.Spec.NodeName == "" && !refused(pod)
		}
		slices.Sort(where)
		if now := strings.Join(where, "\n"); now != last || undecided || int64(len(pods)) != want {
			last, since = now, time.Now()
		}
		return time.Since(since) > calm, nil
	}, "not every pod is bound or refused")
	if len(against) > 0 {
		return nil, nil, errors.New(strings.Join(against, "\n"))
	}
	return nodes, pods, nil
}

// refused says whether the scheduler has looked at a pod and found no node.
func refused(pod corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse && c.Reason == corev1.PodReasonUnschedulable
	})
}

// workload is a template with the number of its pods: those that run now, and those to count in a computation.
type workload struct {
	spec          corev1.PodSpec
	pods, counted int64
}

// workloads are all that make pods. A CronJob counts as one pod, as it would while it runs.
func (r *run) workloads(ctx context.Context) ([]workload, error) {
	var all []workload
	deployments, err := r.c.Kubernetes.AppsV1().Deployments("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, d := range deployments.Items {
		all = append(all, workload{d.Spec.Template.Spec, int64(*d.Spec.Replicas), int64(*d.Spec.Replicas)})
	}
	sets, err := r.c.Kubernetes.AppsV1().StatefulSets("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, s := range sets.Items {
		all = append(all, workload{s.Spec.Template.Spec, int64(*s.Spec.Replicas), int64(*s.Spec.Replicas)})
	}
	jobs, err := r.c.Kubernetes.BatchV1().CronJobs("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, j := range jobs.Items {
		all = append(all, workload{j.Spec.JobTemplate.Spec.Template.Spec, 0, 1})
	}
	once, err := r.c.Kubernetes.BatchV1().Jobs("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, j := range once.Items {
		if metav1.GetControllerOf(&j) == nil { // Else its CronJob counts.
			all = append(all, workload{j.Spec.Template.Spec, 0, 1})
		}
	}
	return all, nil
}

// nodesAndPods are all nodes by name, and all pods that have not ended and belong to no job.
func (r *run) nodesAndPods(ctx context.Context) (map[string]corev1.Node, []corev1.Pod, error) {
	list, err := r.c.Kubernetes.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, nil, err
	}
	nodes := map[string]corev1.Node{}
	for _, node := range list.Items {
		nodes[node.Name] = node
	}
	pods, err := r.c.Kubernetes.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, nil, err
	}
	return nodes, slices.DeleteFunc(pods.Items, func(p corev1.Pod) bool {
		owner := metav1.GetControllerOf(&p)
		return p.DeletionTimestamp != nil || owner != nil && owner.Kind == "Job"
	}), nil
}

// needless lists pods that wait although a machine that they may use has room for them. Room is also what less important
// pods hold, where the waiting pod may push them out; and a machine counts only where the pod may go without breaking the
// spread over zones that it insists on.
func needless(waiting, pods []corev1.Pod, nodes map[string]corev1.Node) []string {
	var lines []string
	for _, pod := range waiting {
		mayUse := map[string]bool{}
		for name, node := range nodes {
			mayUse[name] = admits(pod, node)
		}
		open := openZones(pod, pods, nodes, mayUse)
		for _, name := range slices.Sorted(maps.Keys(nodes)) {
			if mayUse[name] && open(nodes[name]) && hasRoom(pod, pods, nodes[name]) {
				lines = append(lines, fmt.Sprintf("%s/%s waits, and %s has room: %s", pod.Namespace, pod.Name, name, why(pod)))
				break
			}
		}
	}
	return lines
}

// admits says whether a pod wants to and may be on a node, whatever is on it already.
func admits(pod corev1.Pod, node corev1.Node) bool {
	matches, err := nodeaffinity.GetRequiredNodeAffinity(&pod).Match(&node)
	_, repelled := scheduling.FindMatchingUntoleratedTaint(klog.Background(), node.Spec.Taints, pod.Spec.Tolerations, func(t *corev1.Taint) bool {
		return t.Effect != corev1.TaintEffectPreferNoSchedule
	}, false)
	return err == nil && matches && !repelled && !node.Spec.Unschedulable
}

// hasRoom says whether a node has room for a pod beside those on it that are at least as important.
func hasRoom(pod corev1.Pod, pods []corev1.Pod, node corev1.Node) bool {
	free := node.Status.Allocatable.DeepCopy()
	places := free[corev1.ResourcePods]
	number := places.Value()
	for _, other := range pods {
		pushes := pod.Spec.PreemptionPolicy == nil || *pod.Spec.PreemptionPolicy != corev1.PreemptNever
		if other.Spec.NodeName != node.Name || pushes && priority(other) < priority(pod) {
			continue
		}
		number--
		for name, amount := range requests.PodRequests(&other, requests.PodResourcesOptions{}) {
			left := free[name]
			left.Sub(amount)
			free[name] = left
		}
	}
	for name, amount := range requests.PodRequests(&pod, requests.PodResourcesOptions{}) {
		if left := free[name]; left.Cmp(amount) < 0 {
			return false
		}
	}
	return number > 0
}

func priority(pod corev1.Pod) int32 {
	if pod.Spec.Priority == nil {
		return 0
	}
	return *pod.Spec.Priority
}

// openZones says in which zones a pod may be without differing from the emptiest that it may use by more than it allows.
func openZones(pod corev1.Pod, pods []corev1.Pod, nodes map[string]corev1.Node, mayUse map[string]bool) func(corev1.Node) bool {
	zoneOf := func(node corev1.Node) string { return node.Labels[corev1.LabelTopologyZone] }
	allowed := int32(math.MaxInt32)
	for _, c := range pod.Spec.TopologySpreadConstraints {
		if c.TopologyKey == corev1.LabelTopologyZone && c.WhenUnsatisfiable == corev1.DoNotSchedule {
			allowed = min(allowed, c.MaxSkew)
		}
	}
	peers := map[string]int32{}
	for name, node := range nodes {
		if mayUse[name] {
			peers[zoneOf(node)] += 0
		}
	}
	for _, other := range pods {
		if same(pod, other) && mayUse[other.Spec.NodeName] {
			peers[zoneOf(nodes[other.Spec.NodeName])]++
		}
	}
	fewest := int32(math.MaxInt32)
	for _, n := range peers {
		fewest = min(fewest, n)
	}
	return func(node corev1.Node) bool {
		return allowed == math.MaxInt32 || peers[zoneOf(node)]+1-fewest <= allowed
	}
}

// same says whether two pods are of one version of one workload: the spread is over those.
func same(a, b corev1.Pod) bool {
	return a.Namespace == b.Namespace && slices.Equal([]string{a.Labels[agentLabel], a.Labels[hashLabel]}, []string{b.Labels[agentLabel], b.Labels[hashLabel]})
}

const (
	agentLabel = "app.kubernetes.io/name"
	hashLabel  = "pod-template-hash"
)

// rowOf is the row of `sutaz capacity` to which the nodes belong that a pod may use.
func rowOf(spec corev1.PodSpec) string {
	for _, container := range spec.Containers {
		for name := range container.Resources.Limits {
			if strings.HasPrefix(string(name), accelerator) {
				return "gpu"
			}
		}
	}
	var kinds []string
	if spec.Affinity != nil && spec.Affinity.NodeAffinity != nil && spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution != nil {
		for _, term := range spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms {
			for _, e := range term.MatchExpressions {
				if e.Key == "sutaz.ai/capacity" && e.Operator == corev1.NodeSelectorOpIn {
					kinds = append(kinds, e.Values...)
				}
			}
		}
	}
	slices.Sort(kinds)
	return cmp.Or(strings.Join(slices.Compact(kinds), "+"), bothKinds)
}

const (
	accelerator = "nvidia.com/"
	bothKinds   = "reserved+spot"
)

// asked sums what workloads ask for by row. What may use one kind of node alone counts for both kinds too.
func asked(workloads []workload) map[string]model.Amount {
	sums := map[string]model.Amount{}
	for _, w := range workloads {
		row, one := rowOf(w.spec), amountOf(requests.PodRequests(&corev1.Pod{Spec: w.spec}, requests.PodResourcesOptions{}))
		sums[row] = sums[row].Plus(one, w.counted)
		if row != "gpu" && row != bothKinds {
			sums[bothKinds] = sums[bothKinds].Plus(one, w.counted)
		}
	}
	return sums
}

// allocatable sums what nodes have for pods by row.
func allocatable(nodes []corev1.Node) map[string]model.Amount {
	sums := map[string]model.Amount{}
	for _, node := range nodes {
		one := amountOf(node.Status.Allocatable)
		switch node.Labels["sutaz.ai/role"] {
		case "gpu":
			sums["gpu"] = sums["gpu"].Plus(one, 1)
		case "worker":
			kind := node.Labels["sutaz.ai/capacity"]
			sums[kind] = sums[kind].Plus(one, 1)
			sums[bothKinds] = sums[bothKinds].Plus(one, 1)
		}
	}
	return sums
}

func amountOf(list corev1.ResourceList) model.Amount {
	a := model.Amount{CPU: list.Cpu().MilliValue(), Memory: list.Memory().Value()}
	for name, n := range list {
		if short, ok := strings.CutPrefix(string(name), accelerator); ok {
			if a.GPU == nil {
				a.GPU = map[string]int64{}
			}
			a.GPU[strings.TrimPrefix(short, "mig-")] = n.Value()
		}
	}
	return a
}

func difference(what string, computed, real model.Amount) []string {
	if computed.CPU == real.CPU && computed.Memory == real.Memory && maps.Equal(computed.GPU, real.GPU) {
		return nil
	}
	return []string{fmt.Sprintf("%s %+v, and %+v was computed", what, real, computed)}
}
