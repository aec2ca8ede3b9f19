package main

import (
	"errors"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// module is one line of version.
type module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// shown are the modules that decide what is rendered.
var shown = map[string]bool{
	"cuelang.org/go": true, "sigs.k8s.io/kustomize/api": true, "github.com/argoproj/argo-cd/v2": true, "k8s.io/client-go": true,
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of sutaz and of what it is built on",
		Example: "  sutaz version",
		RunE: func(*cobra.Command, []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				return errors.New("this program was built without module information")
			}
			modules := []module{{"sutaz", info.Main.Version}, {"go", info.GoVersion}}
			for _, dependency := range info.Deps {
				if shown[dependency.Path] {
					modules = append(modules, module{dependency.Path, dependency.Version})
				}
			}
			return a.emit(modules, func(s *stream) {
				for _, m := range modules {
					s.printf("%s %s\n", m.Path, m.Version)
				}
			})
		},
	}
}

// programVersion is the version of this program: that of its module.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}
