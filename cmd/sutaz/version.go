package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of sutaz and of what it is built on",
		RunE: func(*cobra.Command, []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				return fmt.Errorf("this program was built without module information")
			}
			fmt.Fprintf(a.stdout, "sutaz %s %s\n", info.Main.Version, info.GoVersion)
			for _, dependency := range info.Deps {
				switch dependency.Path {
				case "cuelang.org/go", "sigs.k8s.io/kustomize/api", "github.com/argoproj/argo-cd/v2", "k8s.io/client-go":
					fmt.Fprintf(a.stdout, "%s %s\n", dependency.Path, dependency.Version)
				}
			}
			return nil
		},
	}
}
