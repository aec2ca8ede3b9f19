package suite

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/report"
	"github.com/sutazai/sutaz/ci/e2e/standin"
)

// How long it may take to empty a zone, and until critical agents are back.
const (
	drainTimeout = 3 * time.Minute
	lossTimeout  = 2 * time.Minute
	// settling is how long controllers may take to notice that pods are gone; before, all would look well.
	settling = 2 * time.Second
)

// survives takes away each zone: first with notice, then without.
func (r *run) survives(ctx context.Context) error {
	r.suite = "survives"
	if len(r.env.Settings.Zones) < 2 {
		r.add(report.Check{Name: "a lost zone", Status: report.NotProven, Figure: "there is one zone"})
		return nil
	}
	// A zone that was emptied stays empty until another one is: losing it then would show nothing. So losing and draining
	// take turns, and each finds a zone to which pods have just moved.
	zones := r.env.Settings.Zones
	// First, since what has moved does not move back by itself: for a while, a zone may hold two of three.
	for _, zone := range zones {
		if err := r.majority(ctx, zone); err != nil {
			return err
		}
	}
	for i := range 2 * len(zones) {
		step := r.lose
		if i%2 == 1 {
			step = r.drain
		}
		if err := step(ctx, zones[i%len(zones)]); err != nil {
			return err
		}
	}
	return nil
}

// majority holds that stores of three servers or more keep most of them when a zone goes.
func (r *run) majority(ctx context.Context, zone string) error {
	since := time.Now()
	gone, err := r.zoneNodes(ctx, zone)
	if err != nil {
		return err
	}
	sets, err := r.c.Kubernetes.AppsV1().StatefulSets(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	pods, err := r.c.Kubernetes.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	var against []string
	stores := 0
	for _, set := range sets.Items {
		if *set.Spec.Replicas < 3 || len(set.Spec.VolumeClaimTemplates) == 0 && set.Spec.Template.Labels["app.kubernetes.io/component"] != "store" {
			continue
		}
		stores++
		stay := 0
		for _, pod := range pods.Items {
			owner := metav1.GetControllerOf(&pod)
			if owner != nil && owner.UID == set.UID && !slices.ContainsFunc(gone, func(n corev1.Node) bool { return n.Name == pod.Spec.NodeName }) {
				stay++
			}
		}
		if int32(2*stay) <= *set.Spec.Replicas {
			against = append(against, fmt.Sprintf("%s/%s keeps %d of %d", set.Namespace, set.Name, stay, *set.Spec.Replicas))
		}
	}
	r.check("stores keep their majority without zone "+zone, fmt.Sprintf("%d stores of three servers or more", stores), since, against)
	return nil
}

func (r *run) zoneNodes(ctx context.Context, zone string) ([]corev1.Node, error) {
	list, err := r.c.Kubernetes.CoreV1().Nodes().List(ctx, metav1.ListOptions{LabelSelector: corev1.LabelTopologyZone + "=" + zone})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

func (r *run) podsOn(ctx context.Context, nodes []corev1.Node) ([]corev1.Pod, error) {
	pods, err := r.c.Kubernetes.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(pods.Items, func(p corev1.Pod) bool {
		return p.DeletionTimestamp != nil || p.Status.Phase == corev1.PodSucceeded ||
			!slices.ContainsFunc(nodes, func(n corev1.Node) bool { return n.Name == p.Spec.NodeName })
	}), nil
}

// cordon closes nodes to new pods, or opens them again.
func (r *run) cordon(ctx context.Context, nodes []corev1.Node, closed bool) error {
	for _, node := range nodes {
		patch := fmt.Appendf(nil, `{"spec":{"unschedulable":%t}}`, closed)
		if _, err := r.c.Kubernetes.CoreV1().Nodes().Patch(ctx, node.Name, "application/merge-patch+json", patch, metav1.PatchOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// drain evicts every pod of a zone, as kubectl drain does: an eviction that a budget refuses is tried again.
func (r *run) drain(ctx context.Context, zone string) error {
	since := time.Now()
	nodes, err := r.zoneNodes(ctx, zone)
	if err != nil {
		return err
	}
	if err := r.cordon(ctx, nodes, true); err != nil {
		return err
	}
	evicted, refused := 0, 0
	var blocked []string
	for deadline := time.Now().Add(drainTimeout); ; {
		pods, err := r.podsOn(ctx, nodes)
		if err != nil {
			return err
		}
		if len(pods) == 0 {
			break
		}
		if time.Now().After(deadline) {
			for _, pod := range pods {
				blocked = append(blocked, pod.Namespace+"/"+pod.Name+" is still on "+pod.Spec.NodeName)
			}
			break
		}
		for _, pod := range pods {
			err := r.c.Kubernetes.PolicyV1().Evictions(pod.Namespace).Evict(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace}})
			switch {
			case err == nil:
				evicted++
			case apierrors.IsTooManyRequests(err):
				refused++
			case !apierrors.IsNotFound(err):
				return err
			}
		}
		time.Sleep(500 * time.Millisecond)
	}
	r.check("zone "+zone+" drains", fmt.Sprintf("%d evictions, %d put off by a budget, %.0f s", evicted, refused, time.Since(since).Seconds()), since, blocked)
	if err := r.stays(ctx, "drained", zone); err != nil {
		return err
	}
	if err := r.cordon(ctx, nodes, false); err != nil {
		return err
	}
	return r.returns(ctx, zone)
}

// stays reports who waits for the zone. Critical agents without a volume must not.
func (r *run) stays(ctx context.Context, how, zone string) error {
	since := time.Now()
	time.Sleep(settling)
	var waiting, critical []string
	complaint := r.within(ctx, lossTimeout, func() (bool, error) {
		pods, err := r.c.Kubernetes.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
		if err != nil {
			return false, err
		}
		waiting, critical = nil, nil
		for _, pod := range pods.Items {
			if pod.DeletionTimestamp != nil || pod.Status.Phase == corev1.PodRunning || pod.Status.Phase == corev1.PodSucceeded {
				continue
			}
			line := pod.Namespace + "/" + pod.Name + ": " + why(pod)
			waiting = append(waiting, line)
			stateful := slices.ContainsFunc(pod.Spec.Volumes, func(v corev1.Volume) bool { return v.PersistentVolumeClaim != nil })
			if pod.Labels["sutaz.ai/tier"] == "critical" && !stateful {
				critical = append(critical, line)
			}
		}
		short, err := r.missing(ctx)
		return len(critical) == 0 && len(short) <= len(waiting), err
	}, "critical agents do not all run")
	if len(critical) == 0 {
		complaint = nil
	}
	r.add(report.Check{
		Name: "critical agents run with zone " + zone + " " + how, Took: time.Since(since), Details: append(complaint, append(critical, waiting...)...),
		Status: map[bool]report.Status{true: report.Passed, false: report.Failed}[len(critical) == 0],
		Figure: fmt.Sprintf("after %.0f s; %d pods wait for the zone", time.Since(since).Seconds(), len(waiting)),
	})
	return nil
}

// lose deletes the machines of a zone and the pods on them, as a provider does that loses it.
func (r *run) lose(ctx context.Context, zone string) error {
	nodes, err := r.zoneNodes(ctx, zone)
	if err != nil {
		return err
	}
	pods, err := r.podsOn(ctx, nodes)
	if err != nil {
		return err
	}
	r.say("zone %s goes, with %d nodes and %d pods", zone, len(nodes), len(pods))
	for _, node := range nodes {
		if err := r.c.Kubernetes.CoreV1().Nodes().Delete(ctx, node.Name, metav1.DeleteOptions{}); err != nil {
			return err
		}
	}
	now := int64(0)
	var wait sync.WaitGroup
	for _, pod := range pods {
		wait.Go(func() {
			// Kubernetes does the same after some minutes without the node.
			_ = r.c.Kubernetes.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now})
		})
	}
	wait.Wait()
	if len(pods) == 0 {
		r.check("zone "+zone+" has pods to lose", "none", time.Now(), []string{"nothing was on it, so losing it shows nothing"})
	}
	if err := r.stays(ctx, fmt.Sprintf("lost with %d pods", len(pods)), zone); err != nil {
		return err
	}
	all, err := standin.Nodes(r.env.Settings)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(n *unstructured.Unstructured) bool { return n.GetLabels()[corev1.LabelTopologyZone] != zone })
	if err := r.c.MustApply(ctx, all); err != nil {
		return err
	}
	return r.returns(ctx, zone)
}

// returns waits until everything runs again, with the zone back.
func (r *run) returns(ctx context.Context, zone string) error {
	since := time.Now()
	var short []string
	against := r.within(ctx, lossTimeout, func() (bool, error) {
		var err error
		short, err = r.missing(ctx)
		return err == nil && len(short) == 0, err
	}, "not everything is back")
	r.check("all is back with zone "+zone, fmt.Sprintf("after %.0f s", time.Since(since).Seconds()), since, append(against, short...))
	return nil
}
