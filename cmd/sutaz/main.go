// Command sutaz renders a typed description of an AI-agent platform into the Git tree that Argo CD deploys.
package main

import (
	"errors"
	"os"

	"github.com/sutazai/sutaz/schema"
)

// The exit codes are a contract: scripts and CI read them.
const (
	exitClean    = 0
	exitFindings = 1 // Drift, a broken law, a missed objective.
	exitUsage    = 2 // Wrong arguments or an invalid description.
	exitInternal = 3
)

// errFindings ends a command that worked and found something; it has already said what.
var errFindings = errors.New("findings")

// usageError is a mistake of the caller.
type usageError struct{ error }

func main() {
	os.Exit(run(os.Args[1:]))
}

// run runs one command and turns its error into an exit code.
func run(args []string) int {
	a := &app{stdout: &stream{Writer: os.Stdout}, stderr: &stream{Writer: os.Stderr}}
	root := newRoot(a)
	root.SetArgs(args)
	err := root.Execute()
	var problems schema.Problems
	var usage usageError
	switch {
	case a.stdout.err != nil:
		a.stderr.printf("sutaz: %v\n", a.stdout.err)
		return exitInternal
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.As(err, &problems):
		a.stderr.printf("%v\n%s; nothing was written\n", problems, plural(len(problems), "problem"))
		return exitUsage
	case errors.As(err, &usage):
		a.stderr.printf("sutaz: %v\n", err)
		return exitUsage
	}
	a.stderr.printf("sutaz: %v\n", err)
	return exitInternal
}
