// Command argocd is the part of Argo CD that delivers, in one program: its first argument names the server that it is.
// The user interface and the API server are left out: nothing here asks them.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	applicationset "github.com/argoproj/argo-cd/v3/cmd/argocd-applicationset-controller/commands"
	askpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/argoproj/argo-cd/v3/util/log"
)

var servers = map[string]func() *cobra.Command{
	"application-controller":    controller.NewCommand,
	"applicationset-controller": applicationset.NewCommand,
	"repo-server":               reposerver.NewCommand,
	// Git calls this one by its own name, through a link.
	"argocd-git-ask-pass": askpass.NewCommand,
}

func main() {
	name := filepath.Base(os.Args[0])
	if _, linked := servers[name]; !linked && len(os.Args) > 1 {
		name = os.Args[1]
		os.Args = os.Args[1:]
	}
	server, known := servers[name]
	if !known {
		fmt.Fprintf(os.Stderr, "argocd: no server %q\n", name)
		os.Exit(2)
	}
	klog.SetLogger(log.NewLogrusLogger(log.NewWithCurrentConfig()))
	command := server()
	command.SilenceErrors, command.SilenceUsage = true, true
	if err := command.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
