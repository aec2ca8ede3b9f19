package suite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// placed looks at where the scheduler has put the pods.
func (r *run) placed(ctx context.Context) error {
	r.suite = "placed"
	since := time.Now()
	nodes, pods, err := r.settle(ctx)
	if err != nil {
		return err
	}
	var pending, spread, reserved, failing []string
	byAgent := map[string]map[string]int{} // Pods of each in every zone where they may run.
	for _, pod := range pods {
		where := pod.Namespace + "/" + pod.Name
		if pod.Spec.NodeName == "" {
			pending = append(pending, where+": "+why(pod))
			continue
		}
		if pod.Status.Phase == corev1.PodFailed {
			failing = append(failing, where)
		}
		node := nodes[pod.Spec.NodeName]
		if pod.Labels["sutaz.ai/tier"] == "critical" && node.Labels["sutaz.ai/capacity"] != "reserved" {
			reserved = append(reserved, where+" is on "+node.Name)
		}
		if zonal(pod) {
			key := pod.Namespace + "/" + pod.Labels["app.kubernetes.io/name"]
			if byAgent[key] == nil {
				byAgent[key] = map[string]int{}
				for _, zone := range zonesFor(pod, slices.Collect(maps.Values(nodes))) {
					byAgent[key][zone] = 0
				}
			}
			byAgent[key][node.Labels[corev1.LabelTopologyZone]]++
		}
	}
	for _, agent := range slices.Sorted(maps.Keys(byAgent)) {
		most, fewest := 0, len(pods)
		for _, n := range byAgent[agent] {
			most, fewest = max(most, n), min(fewest, n)
		}
		if most-fewest > 1 {
			spread = append(spread, fmt.Sprintf("%s: %v", agent, byAgent[agent]))
		}
	}
	r.check("every pod is bound", fmt.Sprintf("%d pods on %d nodes, %d pending", len(pods), len(nodes), len(pending)), since, append(pending, failing...))
	r.check("zones differ by one pod at most", fmt.Sprintf("%d spread agents", len(byAgent)), since, spread)
	r.check("critical pods on reserved nodes", fmt.Sprintf("%d elsewhere", len(reserved)), since, reserved)
	used, over := accelerators(nodes, pods)
	r.check("accelerators within their nodes", used, since, over)
	missing, err := r.missing(ctx)
	if err != nil {
		return err
	}
	r.check("every workload has its replicas", fmt.Sprintf("%d short", len(missing)), since, missing)
	return nil
}

// settle waits until no pod waits for a node any more, or for as long as a scheduler may take.
func (r *run) settle(ctx context.Context) (map[string]corev1.Node, []corev1.Pod, error) {
	deadline := time.Now().Add(time.Minute)
	nodes := map[string]corev1.Node{}
	list, err := r.c.Kubernetes.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, nil, err
	}
	for _, node := range list.Items {
		nodes[node.Name] = node
	}
	for {
		pods, err := r.c.Kubernetes.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, nil, err
		}
		short, err := r.missing(ctx)
		if err != nil {
			return nil, nil, err
		}
		waiting := slices.ContainsFunc(pods.Items, func(p corev1.Pod) bool { return p.Spec.NodeName == "" })
		if !waiting && len(short) == 0 || time.Now().After(deadline) {
			return nodes, pods.Items, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// missing lists workloads with fewer ready replicas than they want: a pod that admission refuses never exists.
func (r *run) missing(ctx context.Context) ([]string, error) {
	var lines []string
	deployments, err := r.c.Kubernetes.AppsV1().Deployments("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, d := range deployments.Items {
		if want := *d.Spec.Replicas; d.Status.ReadyReplicas < want {
			line := fmt.Sprintf("%s/%s: %d of %d", d.Namespace, d.Name, d.Status.ReadyReplicas, want)
			for _, condition := range d.Status.Conditions {
				if condition.Type == "ReplicaFailure" {
					line += ": " + condition.Message
				}
			}
			lines = append(lines, line)
		}
	}
	sets, err := r.c.Kubernetes.AppsV1().StatefulSets("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, s := range sets.Items {
		if want := *s.Spec.Replicas; s.Status.ReadyReplicas < want {
			lines = append(lines, fmt.Sprintf("%s/%s: %d of %d", s.Namespace, s.Name, s.Status.ReadyReplicas, want))
		}
	}
	slices.Sort(lines)
	return lines, nil
}

// why is the scheduler's word on a pod that it cannot place.
func why(pod corev1.Pod) string {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodScheduled {
			return condition.Message
		}
	}
	return "the scheduler has not looked at it"
}

// zonal says whether a pod insists on being spread over zones.
func zonal(pod corev1.Pod) bool {
	return slices.ContainsFunc(pod.Spec.TopologySpreadConstraints, func(c corev1.TopologySpreadConstraint) bool {
		return c.TopologyKey == corev1.LabelTopologyZone && c.WhenUnsatisfiable == corev1.DoNotSchedule
	})
}

// zonesFor are the zones of the machines on which a pod may run, sorted. Only these count for its spread.
func zonesFor(pod corev1.Pod, nodes []corev1.Node) []string {
	zones := map[string]bool{}
	for _, node := range nodes {
		if admits(pod, node) {
			zones[node.Labels[corev1.LabelTopologyZone]] = true
		}
	}
	return slices.Sorted(maps.Keys(zones))
}

// accelerators sums what pods took of each node's accelerators, and lists nodes that gave more than they have.
func accelerators(nodes map[string]corev1.Node, pods []corev1.Pod) (figure string, over []string) {
	taken := map[string]map[corev1.ResourceName]int64{}
	total := map[corev1.ResourceName]int64{}
	for _, pod := range pods {
		for _, container := range pod.Spec.Containers {
			for name, amount := range container.Resources.Limits {
				if pod.Spec.NodeName == "" || !strings.HasPrefix(string(name), "nvidia.com/") {
					continue
				}
				if taken[pod.Spec.NodeName] == nil {
					taken[pod.Spec.NodeName] = map[corev1.ResourceName]int64{}
				}
				taken[pod.Spec.NodeName][name] += amount.Value()
				total[name] += amount.Value()
			}
		}
	}
	for _, node := range slices.Sorted(maps.Keys(taken)) {
		for name, amount := range taken[node] {
			has := nodes[node].Status.Allocatable[name]
			if amount > has.Value() {
				over = append(over, fmt.Sprintf("%s gave %d of %d %s", node, amount, has.Value(), name))
			}
		}
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(total)) {
		parts = append(parts, fmt.Sprintf("%d %s", total[name], strings.TrimPrefix(string(name), "nvidia.com/")))
	}
	if len(parts) == 0 {
		return "none asked for", over
	}
	return strings.Join(parts, ", "), over
}
