// Package controllermanager runs the controllers of Kubernetes: Deployments, Jobs, volumes, quotas, disruptions.
package controllermanager

import (
	"fmt"

	"github.com/sutazai/sutaz/ci/e2e/apiserver"
	"github.com/sutazai/sutaz/ci/e2e/process"
)

// PodCIDR are the addresses of pods.
const PodCIDR = "10.244.0.0/16"

// Start runs the controllers. The one of HorizontalPodAutoscalers is left out: without metrics it only complains, and a
// stand-in writes what it would.
func Start(g *process.Group, program string, api *apiserver.Server) error {
	ports, err := process.Ports(1)
	if err != nil {
		return err
	}
	kubeconfig := api.Kubeconfigs[apiserver.ControllerManager]
	return g.Start(process.Spec{Name: "kube-controller-manager", Program: program, Args: []string{
		"kube-controller-manager", "--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig, "--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", ports[0]), "--leader-elect=false",
		"--use-service-account-credentials=true", "--service-account-private-key-file=" + api.Files.ServiceAccountKey,
		"--root-ca-file=" + api.Files.CACert,
		"--cluster-signing-cert-file=" + api.Files.CACert, "--cluster-signing-key-file=" + api.Files.CAKey,
		"--allocate-node-cidrs=true", "--cluster-cidr=" + PodCIDR, "--service-cluster-ip-range=" + apiserver.ServiceCIDR,
		"--controllers=*,-horizontal-pod-autoscaler-controller",
		"--kube-api-qps=200", "--kube-api-burst=400",
	}})
}
