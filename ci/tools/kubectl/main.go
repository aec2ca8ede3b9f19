// Command kubectl is the upstream client, built from its library so that its version is pinned in go.mod and nothing
// but Go is needed to get it. Tests and checks use it only for `kubectl kustomize` and other work that needs no cluster.
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	command := cmd.NewDefaultKubectlCommand()
	if err := cli.RunNoErrOutput(command); err != nil {
		// CheckErr prints the error the way kubectl does and exits with the right status.
		util.CheckErr(err)
	}
}
