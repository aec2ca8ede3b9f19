package gitserver_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/ci/e2e/gitserver"
)

func git(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@localhost", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@localhost", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func must(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := git(t, dir, args...)
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return out
}

// A commit that is pushed to the directory is what a client sees over HTTP, and again after the next commit.
func TestServesCommits(t *testing.T) {
	t.Parallel()
	served, work := t.TempDir(), t.TempDir()
	bare := filepath.Join(served, "r.git")
	must(t, served, "init", "--quiet", "--bare", "--initial-branch=main", bare)
	must(t, work, "init", "--quiet", "--initial-branch=main")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	address, err := gitserver.Start(ctx, served)
	if err != nil {
		t.Fatal(err)
	}
	clone := filepath.Join(t.TempDir(), "clone")
	for i, text := range []string{"one", "two"} {
		if err := os.WriteFile(filepath.Join(work, "file"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		must(t, work, "add", "file")
		must(t, work, "commit", "--quiet", "--message", text)
		must(t, work, "push", "--quiet", bare, "main")
		head := must(t, work, "rev-parse", "HEAD")
		if got, _, _ := strings.Cut(must(t, work, "ls-remote", address+"/r.git", "refs/heads/main"), "\t"); got != head {
			t.Errorf("main is at %s, want %s", got, head)
		}
		if i == 0 {
			must(t, work, "clone", "--quiet", address+"/r.git", clone)
		} else {
			must(t, clone, "pull", "--quiet")
		}
		if got, err := os.ReadFile(filepath.Join(clone, "file")); err != nil || string(got) != text {
			t.Errorf("read %q (%v), want %q", got, err, text)
		}
	}
	if out, err := git(t, work, "ls-remote", address+"/absent.git"); err == nil {
		t.Errorf("a repository that is not there is served: %s", out)
	}
	// Nobody but the run itself may change what is delivered.
	if out, err := git(t, work, "push", address+"/r.git", "main:other"); err == nil {
		t.Errorf("a push over HTTP is taken: %s", out)
	}
}
