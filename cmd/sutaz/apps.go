package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/argocd"
)

func newApps(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "apps",
		Short:   "List the Applications that our ApplicationSets make, without Argo CD",
		Example: "  sutaz apps --env production\n  sutaz apps --component crewai --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.render()
			if err != nil {
				return err
			}
			all := []argocd.Application{}
			for _, environment := range m.environments {
				if !a.wants(environment.Environment.Name) {
					continue
				}
				applications, err := argocd.Expand(m.files, environment.Environment.Name)
				if err != nil {
					return err
				}
				for _, application := range applications {
					if a.wantsComponent(application.Component) {
						all = append(all, application)
					}
				}
			}
			return a.emit(all, func(s *stream) {
				rows := [][]string{{"APPLICATION", "PHASE", "WAVE", "STEP", "PROJECT", "NAMESPACE", "PATH", "UPSTREAM"}}
				for _, x := range all {
					rows = append(rows, []string{x.Name, x.Phase, x.Wave, x.Step, x.Project, x.Namespace, x.Path, cmp.Or(x.Upstream, "-")})
				}
				s.table(rows)
			})
		},
	}
}
