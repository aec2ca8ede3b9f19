package main

import (
	"os"
	"testing"

	"github.com/sutazai/sutaz/policies"
)

// TestRulesAreDocumented holds policies/README.md current.
func TestRulesAreDocumented(t *testing.T) {
	t.Parallel()
	engine, err := policies.New(func(*policies.Rule) bool { return true }, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile("../../policies/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != docs(engine.Rules()) {
		t.Error("policies/README.md is not what the METADATA of the rules says; run make generate and commit the result")
	}
}
