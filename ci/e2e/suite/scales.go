package suite

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

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
	waiting := map[string][]string{}
	for _, pod := range pods {
		if pod.Spec.NodeName == "" {
			name := rowOf(pod.Spec)
			waiting[name] = append(waiting[name], pod.Namespace+"/"+pod.Name+": "+why(pod))
		}
	}
	for _, row := range rows {
		r.compareWaiting(row, waiting[row.Nodes], since)
	}
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

// compareWaiting holds what waits for nodes to the verdict that was computed for them.
func (r *run) compareWaiting(row model.CapacityRow, waiting []string, since time.Time) {
	var against []string
	switch {
	case row.MaximumFits && len(waiting) > 0:
		against = append([]string{"computed to fit"}, waiting...)
	case !row.MaximumFits && len(waiting) == 0:
		against = []string{"computed not to fit, and nothing waits"}
	}
	r.check("what waits for "+row.Nodes+" nodes, as computed", fmt.Sprintf("%d pods", len(waiting)), since, against)
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

// placedOrRefused waits until every workload has all its pods, and the scheduler has bound or refused each.
func (r *run) placedOrRefused(ctx context.Context) (nodes map[string]corev1.Node, pods []corev1.Pod, err error) {
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
		undecided := slices.ContainsFunc(pods, func(p corev1.Pod) bool { return p.Spec.NodeName == "" && !refused(p) })
		return !undecided && int64(len(pods)) == want, nil
	}, "not every pod is bound or refused")
	if len(against) > 0 {
		return nil, nil, fmt.Errorf("%s", strings.Join(against, "\n"))
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
		row, one := rowOf(w.spec), model.Amount{}
		for _, container := range w.spec.Containers {
			one = one.Plus(amountOf(container.Resources.Requests), 1)
		}
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
