// Package kwok runs what stands in for kubelets and operators: nodes that are Ready, pods that start, and statuses that
// an operator would write. What it does with an object is a Stage.
package kwok

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/apiserver"
	"github.com/sutazai/sutaz/ci/e2e/cluster"
	"github.com/sutazai/sutaz/ci/e2e/controllermanager"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/process"
)

// Start applies the stages, the shipped ones for nodes and pods and those given, runs kwok, and waits until every node
// is Ready. The definitions of the kinds in stages and the nodes must be there: kwok looks once.
func Start(ctx context.Context, g *process.Group, program, moduleDir string, api *apiserver.Server, c *cluster.Cluster, stages []*unstructured.Unstructured) error {
	definitions, err := modules.Objects(filepath.Join(moduleDir, "kustomize/crd/bases"))
	if err != nil {
		return err
	}
	if err := errors.Join(c.MustApply(ctx, definitions), c.Established(ctx, definitions)); err != nil {
		return err
	}
	for _, file := range []string{
		"node/fast/node-initialize.yaml", "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
		"pod/fast/pod-ready.yaml", "pod/fast/pod-complete.yaml", "pod/fast/pod-delete.yaml",
	} {
		shipped, err := modules.Objects(filepath.Join(moduleDir, "kustomize/stage", file))
		if err != nil {
			return err
		}
		stages = append(stages, shipped...)
	}
	if err := c.MustApply(ctx, stages); err != nil {
		return err
	}
	ports, err := process.Ports(1)
	if err != nil {
		return err
	}
	err = g.Start(process.Spec{Name: "kwok", Program: program, Args: []string{
		"--kubeconfig", api.Kubeconfigs[apiserver.Kwok], "--enable-crds", "Stage", "--manage-all-nodes",
		"--node-lease-duration-seconds", "40", "--server-address", process.Local(ports[0]),
		"--node-ip", "127.0.0.1", "--cidr", controllermanager.PodCIDR,
	}})
	if err != nil {
		return err
	}
	return g.Until(ctx, "nodes", func(ctx context.Context) error {
		nodes, err := c.Kubernetes.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		if len(nodes.Items) == 0 {
			return errors.New("no node")
		}
		for _, node := range nodes.Items {
			ready := false
			for _, condition := range node.Status.Conditions {
				ready = ready || condition.Type == "Ready" && condition.Status == "True"
			}
			if !ready {
				return fmt.Errorf("node %s is not Ready", node.Name)
			}
		}
		return nil
	})
}
