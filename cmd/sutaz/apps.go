package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators/argocd"
)

func newApps(a *app) *cobra.Command {
	var format string
	command := &cobra.Command{
		Use:     "apps",
		Short:   "List the Applications that our ApplicationSets make, without Argo CD",
		Example: "  sutaz apps --env production\n  sutaz apps --format json",
		RunE: func(*cobra.Command, []string) error {
			m, err := a.render()
			if err != nil {
				return err
			}
			var all []argocd.Application
			for _, environment := range m.environments {
				if !a.wants(environment.Environment.Name) {
					continue
				}
				applications, err := argocd.Expand(m.files, environment.Environment.Name)
				if err != nil {
					return err
				}
				all = append(all, applications...)
			}
			if format == "json" {
				return printJSON(a, all)
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "APPLICATION\tPHASE\tWAVE\tSTEP\tPROJECT\tNAMESPACE\tPATH")
			for _, application := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", application.Name, application.Phase, application.Wave, application.Step,
					application.Project, application.Namespace, application.Path)
			}
			return w.Flush()
		},
	}
	formatFlag(command, &format)
	return command
}

// formatFlag adds --format to a command that prints a table.
func formatFlag(command *cobra.Command, format *string) {
	command.Flags().StringVar(format, "format", "text", "text or json")
	command.PreRunE = func(*cobra.Command, []string) error {
		if *format != "text" && *format != "json" {
			return usageError{fmt.Errorf("--format %s: want text or json", *format)}
		}
		return nil
	}
}

func printJSON(a *app, value any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
