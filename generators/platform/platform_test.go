package platform_test

import (
	"os"
	"testing"

	"github.com/sutazai/sutaz/generators/platform"
)

func TestLoadRepository(t *testing.T) {
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(environments) != 4 {
		t.Fatalf("got %d environments, want 4", len(environments))
	}
}
