package process_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sutazai/sutaz/ci/e2e/process"
)

func TestPortsDiffer(t *testing.T) {
	t.Parallel()
	ports, err := process.Ports(20)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, port := range ports {
		if port == 0 || seen[port] {
			t.Errorf("ports %v", ports)
		}
		seen[port] = true
	}
}

// A server that has ended is not waited for, and the error says where its log is.
func TestUntilNoticesAnEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	group := process.NewGroup(dir)
	defer group.Stop()
	if err := group.Start(process.Spec{Name: "short", Program: "/bin/sh", Args: []string{"-c", "echo $WORD; exit 3"}, Env: []string{"WORD=bye"}}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err := group.Until(ctx, "readiness", func(context.Context) error { return errors.New("not yet") })
	log := filepath.Join(dir, "short.log")
	if err == nil || !strings.Contains(err.Error(), log) || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("%v, want the status and %s", err, log)
	}
	if got, err := os.ReadFile(log); err != nil || string(got) != "bye\n" {
		t.Errorf("the log is %q (%v)", got, err)
	}
}

func TestUntilGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	last := errors.New("not yet")
	if err := process.NewGroup(t.TempDir()).Until(ctx, "it", func(context.Context) error { return last }); !errors.Is(err, last) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want both the deadline and the last error", err)
	}
}

func TestStopEndsServersAndSaysWhatTheyTook(t *testing.T) {
	t.Parallel()
	group := process.NewGroup(t.TempDir())
	for _, name := range []string{"one", "two"} {
		if err := group.Start(process.Spec{Name: name, Program: "/bin/sleep", Args: []string{"600"}}); err != nil {
			t.Fatal(err)
		}
	}
	if usage := group.Usage(); len(usage) != 0 {
		t.Errorf("usage of servers that run: %v", usage)
	}
	group.Stop()
	usage := group.Usage()
	if len(usage) != 2 || usage[0].Name != "one" || usage[0].PeakBytes <= 0 {
		t.Errorf("usage %v", usage)
	}
}

func TestStartOfNothing(t *testing.T) {
	t.Parallel()
	if err := process.NewGroup(t.TempDir()).Start(process.Spec{Name: "absent", Program: "/absent"}); err == nil {
		t.Error("no error")
	}
}
