// Package scheduler runs the Kubernetes scheduler with its defaults.
package scheduler

import (
	"fmt"

	"github.com/sutazai/sutaz/ci/e2e/apiserver"
	"github.com/sutazai/sutaz/ci/e2e/process"
)

// Start runs the scheduler.
func Start(g *process.Group, program string, api *apiserver.Server) error {
	ports, err := process.Ports(1)
	if err != nil {
		return err
	}
	kubeconfig := api.Kubeconfigs[apiserver.Scheduler]
	return g.Start(process.Spec{Name: "kube-scheduler", Program: program, Args: []string{
		"kube-scheduler", "--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig, "--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", ports[0]), "--leader-elect=false",
		"--kube-api-qps=200", "--kube-api-burst=400",
	}})
}
