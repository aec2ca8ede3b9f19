// Command controlplane is a Kubernetes control plane in one program: its first argument names the server that it is.
// One link instead of four saves minutes and hundreds of megabytes.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // The servers' --logging-format=json.
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // Without these two, the servers panic when metrics are asked.
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

var servers = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: controlplane SERVER [FLAG]...")
		os.Exit(2)
	}
	name := os.Args[1]
	// The servers read their flags from os.Args, and etcd its own.
	os.Args = os.Args[1:]
	if name == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	server, known := servers[name]
	if !known {
		fmt.Fprintf(os.Stderr, "controlplane: no server %q\n", name)
		os.Exit(2)
	}
	os.Exit(cli.Run(server()))
}
