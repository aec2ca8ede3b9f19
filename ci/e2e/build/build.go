// Package build makes the programs that a run starts, from the pinned modules, and keeps them in a cache.
package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Programs are paths of executables.
type Programs struct {
	// ControlPlane and ArgoCD are several servers each, by their first argument.
	ControlPlane, ArgoCD, Kwok, Kustomize, Sutaz string
	// Dir holds them all, under the names by which they call each other.
	Dir string
}

// program is one thing to build.
type program struct {
	name, pkg, ldflags string
	args               []string
}

// Kubernetes and ArgoCD are the versions that the programs say they are; a module does not know its own.
const (
	Kubernetes = "v1.36.3"
	ArgoCD     = "3.5.7"
)

func programs(root string) []program {
	minor := strings.Split(strings.TrimPrefix(Kubernetes, "v"), ".")
	var version []string
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		version = append(version, "-X "+pkg+".gitVersion="+Kubernetes, "-X "+pkg+".gitMajor="+minor[0], "-X "+pkg+".gitMinor="+minor[1])
	}
	return []program{
		{name: "controlplane", pkg: "./cmd/controlplane", ldflags: strings.Join(version, " ")},
		{name: "kwok", pkg: "sigs.k8s.io/kwok/cmd/kwok"},
		{name: "argocd", pkg: "./cmd/argocd", ldflags: "-X github.com/argoproj/argo-cd/v3/common.version=" + ArgoCD},
		{name: "kustomize", pkg: "sigs.k8s.io/kustomize/kustomize/v5", args: []string{"-modfile=" + filepath.Join(root, "ci/tools/kustomize.mod")}},
		{name: "helm", pkg: "helm.sh/helm/v3/cmd/helm", args: []string{"-modfile=" + filepath.Join(root, "ci/tools/helm.mod")}},
	}
}

// All builds what is not in the cache. The first time takes many minutes; progress goes to log. here is the directory of
// this module, and root that of the repository.
func All(ctx context.Context, here, root string, log io.Writer) (*Programs, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	key, err := checksum(filepath.Join(here, "go.sum"), filepath.Join(here, "go.mod"), filepath.Join(here, "cmd/controlplane/main.go"),
		filepath.Join(here, "cmd/argocd/main.go"), filepath.Join(root, "ci/tools/kustomize.sum"), filepath.Join(root, "ci/tools/helm.sum"))
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "sutaz", "e2e", key)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, p := range programs(root) {
		target := filepath.Join(dir, p.name)
		if _, err := os.Stat(target); err == nil {
			continue
		}
		_, _ = fmt.Fprintf(log, "building %s; this is kept for the next run\n", p.name)
		at := here
		if p.args != nil {
			at = root
		}
		if err := compile(ctx, at, target, p); err != nil {
			return nil, err
		}
	}
	// This repository's own program is always built anew: Go knows whether it changed.
	if err := compile(ctx, root, filepath.Join(dir, "sutaz"), program{name: "sutaz", pkg: "./cmd/sutaz"}); err != nil {
		return nil, err
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	return &Programs{ControlPlane: in("controlplane"), ArgoCD: in("argocd"), Kwok: in("kwok"), Kustomize: in("kustomize"), Sutaz: in("sutaz"), Dir: dir}, nil
}

// compile builds into a temporary name, so that a run that is stopped leaves no half of a program.
func compile(ctx context.Context, dir, target string, p program) error {
	next := target + ".next"
	args := append([]string{"build", "-trimpath", "-ldflags=-s -w " + p.ldflags, "-o", next}, p.args...)
	cmd := exec.CommandContext(ctx, "go", append(args, p.pkg)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", p.name, err, out.Bytes())
	}
	return os.Rename(next, target)
}

func checksum(files ...string) (string, error) {
	hash := sha256.New()
	hash.Write([]byte(runtime.Version()))
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		hash.Write(data)
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}
