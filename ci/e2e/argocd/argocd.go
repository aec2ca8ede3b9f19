// Package argocd runs the part of Argo CD that delivers: the repository server and the controllers of Applications and
// ApplicationSets.
package argocd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/cluster"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/pki"
	"github.com/sutazai/sutaz/ci/e2e/process"
)

// Namespace is where Argo CD keeps its objects.
const Namespace = "argocd"

// RevisionCache is how long Argo CD believes what it last heard of the branch. Who asks it to look again sooner than
// that after a push, asks in vain.
const RevisionCache = 3 * time.Second

// Config says where Argo CD finds what it needs.
type Config struct {
	// Program is the executable that is all servers, and Path a directory with it and kustomize.
	Program, Path string
	// Module is the directory of Argo CD's Go module, which has its definitions and its configuration.
	Module string
	// Kubeconfig is that of an administrator: Argo CD's own rights are not under test.
	Kubeconfig string
	// Redis is the address of its cache.
	Redis string
	// Dir is for its files.
	Dir string
}

// Install applies Argo CD's definitions, its namespace and its configuration.
func Install(ctx context.Context, c *cluster.Cluster, module string) error {
	definitions, err := modules.Objects(filepath.Join(module, "manifests/crds"))
	if err != nil {
		return err
	}
	if err := errors.Join(c.MustApply(ctx, definitions), c.Established(ctx, definitions)); err != nil {
		return err
	}
	configuration, err := modules.Objects(filepath.Join(module, "manifests/base/config"))
	if err != nil {
		return err
	}
	for _, object := range configuration {
		object.SetNamespace(Namespace)
		switch object.GetName() {
		case "argocd-secret":
			_ = unstructured.SetNestedField(object.Object, pki.Token(), "stringData", "server.secretkey")
		case "argocd-cm":
			for key, value := range map[string]string{
				"timeout.reconciliation": "300s", "timeout.reconciliation.jitter": "0s", "application.resourceTrackingMethod": "annotation",
			} {
				_ = unstructured.SetNestedField(object.Object, value, "data", key)
			}
		}
	}
	namespace := object("v1", "Namespace", "", Namespace, nil)
	// The API server of Argo CD makes this project, and is not here.
	standard := object("argoproj.io/v1alpha1", "AppProject", Namespace, "default", map[string]any{
		"sourceRepos":              []any{"*"},
		"destinations":             []any{map[string]any{"server": "*", "namespace": "*"}},
		"clusterResourceWhitelist": []any{map[string]any{"group": "*", "kind": "*"}},
	})
	if err := c.MustApply(ctx, []*unstructured.Unstructured{namespace}); err != nil {
		return err
	}
	return c.MustApply(ctx, append(configuration, standard))
}

func object(version, kind, namespace, name string, spec map[string]any) *unstructured.Unstructured {
	o := &unstructured.Unstructured{Object: map[string]any{"apiVersion": version, "kind": kind}}
	o.SetName(name)
	o.SetNamespace(namespace)
	if spec != nil {
		o.Object["spec"] = spec
	}
	return o
}

// Start runs the servers and waits until the repository server listens.
func Start(ctx context.Context, g *process.Group, config Config) error {
	ports, err := process.Ports(7)
	if err != nil {
		return err
	}
	env, err := environment(config)
	if err != nil {
		return err
	}
	repository := process.Local(ports[0])
	port := func(i int) string { return fmt.Sprint(ports[i]) }
	for _, spec := range []process.Spec{
		{Name: "argocd-repo-server", Args: []string{
			"repo-server", "--address", "127.0.0.1", "--port", port(0), "--metrics-address", "127.0.0.1", "--metrics-port", port(1),
			// Without a certificate it still looks for one to trust, unless told that there is none.
			"--redis", config.Redis, "--disable-tls", "--client-ca-path", "", "--revision-cache-expiration", RevisionCache.String(), "--parallelismlimit", "4",
		}},
		{Name: "argocd-application-controller", Args: []string{
			"application-controller", "--kubeconfig", config.Kubeconfig, "--namespace", Namespace, "--redis", config.Redis,
			"--repo-server", repository, "--repo-server-plaintext", "--metrics-port", port(2), "--app-resync", "300", "--app-resync-jitter", "0",
			"--status-processors", "20", "--operation-processors", "10", "--kubectl-parallelism-limit", "20",
		}},
		{Name: "argocd-applicationset-controller", Args: []string{
			"applicationset-controller", "--kubeconfig", config.Kubeconfig, "--namespace", Namespace,
			"--argocd-repo-server", repository, "--repo-server-plaintext", "--enable-progressive-syncs",
			"--metrics-addr", process.Local(ports[3]), "--probe-addr", process.Local(ports[4]), "--webhook-addr", process.Local(ports[5]),
		}},
	} {
		spec.Program, spec.Env = config.Program, env
		if err := g.Start(spec); err != nil {
			return err
		}
		if spec.Name == "argocd-repo-server" {
			if err := g.Until(ctx, spec.Name, func(context.Context) error {
				connection, err := net.Dial("tcp", repository)
				if err == nil {
					_ = connection.Close()
				}
				return err
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// environment makes the directories that the servers expect in an image, and says where they are.
func environment(config Config) ([]string, error) {
	dir := filepath.Join(config.Dir, "argocd")
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"tls", "ssh", "gpg/keys", "gpg/source", "plugins", "tmp", "home", "bin"} {
		if err := os.MkdirAll(in(name), 0o700); err != nil {
			return nil, err
		}
	}
	helper := in("bin/argocd-git-ask-pass") // An earlier run into the same directory has left its own.
	if err := os.Remove(helper); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.Symlink(config.Program, helper); err != nil {
		return nil, err
	}
	// The repository server calls these for every application, whether signatures are wanted or not.
	for _, name := range []string{"git-verify-wrapper.sh", "gpg-wrapper.sh"} {
		data, err := os.ReadFile(filepath.Join(config.Module, "hack", name))
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(in("bin/"+name), data, 0o755); err != nil {
			return nil, err
		}
	}
	return []string{
		"HOME=" + in("home"), "TMPDIR=" + in("tmp"), "PATH=" + in("bin") + ":" + config.Path + ":" + os.Getenv("PATH"),
		// https://kubernetes.default.svc then means the cluster of the kubeconfig.
		"ARGOCD_FAKE_IN_CLUSTER=true", "KUBECONFIG=" + config.Kubeconfig, "HOSTNAME=argocd-application-controller-0",
		"ARGOCD_GPG_ENABLED=false", "ARGOCD_RECONCILIATION_TIMEOUT=300s",
		// The API server is for it alone, and need not be spared.
		"ARGOCD_K8S_CLIENT_QPS=500",
		"ARGOCD_TLS_DATA_PATH=" + in("tls"), "ARGOCD_SSH_DATA_PATH=" + in("ssh"), "ARGOCD_GNUPGHOME=" + in("gpg/keys"),
		"ARGOCD_GPG_DATA_PATH=" + in("gpg/source"), "ARGOCD_PLUGINSOCKFILEPATH=" + in("plugins"),
	}, nil
}
