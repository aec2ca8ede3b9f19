// Package repository checks what holds for the repository as a whole and belongs to no single package.
package repository

import (
	"testing"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

// root is the directory of the repository.
func root(t *testing.T) string {
	t.Helper()
	dir, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// files are the files that a commit of everything would hold.
func files(t *testing.T) []string {
	t.Helper()
	names, err := checkout.Files(root(t))
	if err != nil {
		t.Fatal(err)
	}
	return names
}
