// Package publisher stands in for those who publish operators: it serves Helm charts and Git repositories of the same
// names and versions, with pods of the same labels and nothing in them. It shows that Argo CD finds, fills in and
// applies a second source; what a real chart holds, it does not show.
package publisher

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// Component is one that its publisher delivers.
type Component struct {
	Name, Namespace string
	// Pods are the labels of its groups of pods, by name.
	Pods map[string]map[string]string
	// App is what the ApplicationSet knows of it.
	App App
}

// App is the part of an app.yaml that is about the publisher.
type App struct {
	Chart *struct {
		RepoURL, Name, Version string
		Values                 map[string]any
	}
	Manifests *struct {
		RepoURL, Path, Version string
		Also                   []string
		Kustomize              struct {
			Images  []string
			Patches []struct{ Target struct{ Kind, Name string } }
		}
	}
}

// ValuesMap is the ConfigMap in which a stand-in chart shows the values that it was given.
func ValuesMap(component string) string { return component + "-values" }

// Image is what runs in the pods of a chart; a directory in Git names an image without a version.
const Image = "standin.example.com/pod:1.0.0"

// Publish serves all components until ctx is done: charts over HTTP, and Git repositories in the directory dir, which
// somebody serves at address. It returns the new address of each repository.
func Publish(ctx context.Context, components []Component, dir, address string) (map[string]string, error) {
	addresses := map[string]string{}
	charts := map[string]*repository{}
	for _, c := range components {
		switch {
		case c.App.Chart != nil:
			url := c.App.Chart.RepoURL
			if charts[url] == nil {
				charts[url] = &repository{files: map[string][]byte{}}
			}
			if err := charts[url].add(c); err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
		case c.App.Manifests != nil:
			name := path.Base(c.App.Manifests.RepoURL) + ".git"
			if err := commit(ctx, c, filepath.Join(dir, name)); err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
			addresses[c.App.Manifests.RepoURL] = address + "/" + name
		}
	}
	mux := http.NewServeMux()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	for url, r := range charts {
		prefix := "/" + strings.Trim(strings.NewReplacer("https://", "", "/", "-").Replace(url), "-")
		addresses[url] = "http://" + listener.Addr().String() + prefix
		if err := r.index(); err != nil {
			return nil, err
		}
		mux.Handle(prefix+"/", http.StripPrefix(prefix+"/", r))
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: mux}
	go func() { _ = server.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return addresses, nil
}

// repository is a Helm chart repository.
type repository struct {
	files   map[string][]byte
	entries map[string][]map[string]any
}

func (r *repository) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	data, found := r.files[request.URL.Path]
	if !found {
		http.NotFound(w, request)
		return
	}
	_, _ = w.Write(data)
}

// add packs a chart: its pods, and a ConfigMap that shows its values.
func (r *repository) add(c Component) error {
	chart := map[string]any{"apiVersion": "v2", "name": c.App.Chart.Name, "version": c.App.Chart.Version}
	meta, err := json.Marshal(chart)
	if err != nil {
		return err
	}
	objects, err := deployments(c, Image)
	if err != nil {
		return err
	}
	shown := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {release: {{ .Release.Name | quote }}, values: {{ .Values | toJson | quote }}}\n", ValuesMap(c.Name))
	archive, err := packed(map[string][]byte{
		c.App.Chart.Name + "/Chart.yaml": meta, c.App.Chart.Name + "/templates/pods.yaml": objects, c.App.Chart.Name + "/templates/values.yaml": []byte(shown),
	})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s.tgz", c.App.Chart.Name, c.App.Chart.Version)
	sum := sha256.Sum256(archive)
	chart["urls"], chart["digest"], chart["created"] = []string{name}, hex.EncodeToString(sum[:]), "2026-01-01T00:00:00Z"
	r.files[name] = archive
	if r.entries == nil {
		r.entries = map[string][]map[string]any{}
	}
	r.entries[c.App.Chart.Name] = append(r.entries[c.App.Chart.Name], chart)
	return nil
}

func (r *repository) index() error {
	data, err := yaml.Marshal(map[string]any{"apiVersion": "v1", "generated": "2026-01-01T00:00:00Z", "entries": r.entries})
	r.files["index.yaml"] = data
	return err
}

func packed(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	compressed := gzip.NewWriter(&out)
	archive := tar.NewWriter(compressed)
	for _, name := range sortedKeys(files) {
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Format: tar.FormatPAX}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(archive.Close(), compressed.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// deployments are the pods of a component as a stream of JSON documents, which YAML is too.
func deployments(c Component, image string) ([]byte, error) {
	var stream bytes.Buffer
	requests, affinity := asked(c)
	for _, group := range sortedKeys(c.Pods) {
		labels := c.Pods[group]
		data, err := json.Marshal(map[string]any{
			"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": group},
			"spec": map[string]any{"replicas": 1, "selector": map[string]any{"matchLabels": labels}, "template": map[string]any{
				"metadata": map[string]any{"labels": labels},
				"spec": map[string]any{"automountServiceAccountToken": false, "affinity": affinity, "containers": []any{map[string]any{
					"name": "standin", "image": image, "resources": requests, "securityContext": map[string]any{
						"runAsNonRoot": true, "runAsUser": 10001, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
						"capabilities": map[string]any{"drop": []any{"ALL"}}, "seccompProfile": map[string]any{"type": "RuntimeDefault"},
					},
				}}},
			}},
		})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&stream, "---\n%s\n", data)
	}
	return stream.Bytes(), nil
}

// asked is what a chart is told to ask of machines, where its values say so as those of Neo4j's do: one group of values has
// the resources, and podSpec the affinity to nodes.
func asked(c Component) (resources, affinity map[string]any) {
	if c.App.Chart == nil {
		return nil, nil
	}
	values := c.App.Chart.Values
	pod, placed := values["podSpec"].(map[string]any)
	if !placed {
		return nil, nil
	}
	for _, key := range sortedKeys(values) {
		group, _ := values[key].(map[string]any)
		if found, has := group["resources"].(map[string]any); has {
			resources = found
		}
	}
	return resources, map[string]any{"nodeAffinity": pod["nodeAffinity"]}
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// commit makes a Git repository with the directory that the component names, at its tag: the pods with an image of no
// version, and the objects that are to be left out.
func commit(ctx context.Context, c Component, bare string) error {
	m := c.App.Manifests
	work := bare + ".work"
	image, _, _ := strings.Cut(append(slices.Clone(m.Kustomize.Images), Image)[0], "=")
	objects, err := deployments(c, image+":latest")
	if err != nil {
		return err
	}
	for _, patch := range m.Kustomize.Patches {
		objects = fmt.Appendf(objects, "---\napiVersion: v1\nkind: %s\nmetadata: {name: %s}\n", patch.Target.Kind, patch.Target.Name)
	}
	kustomization := fmt.Sprintf("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\nresources: [objects.yaml]\n", c.Namespace)
	target := filepath.Join(work, m.Path)
	if err := errors.Join(os.MkdirAll(target, 0o755),
		os.WriteFile(filepath.Join(target, "objects.yaml"), objects, 0o644),
		os.WriteFile(filepath.Join(target, "kustomization.yaml"), []byte(kustomization), 0o644)); err != nil {
		return err
	}
	for _, also := range m.Also {
		shown := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: %s}\n", c.Name+"-"+strings.ReplaceAll(also, "/", "-"), c.Namespace)
		target := filepath.Join(work, also)
		if err := errors.Join(os.MkdirAll(target, 0o755), os.WriteFile(filepath.Join(target, "objects.yaml"), []byte(shown), 0o644)); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch=main"}, {"add", "--all"}, {"commit", "--quiet", "--message=stand-in"}, {"tag", m.Version},
		{"clone", "--quiet", "--bare", ".", bare},
	} {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = work
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=e2e", "GIT_AUTHOR_EMAIL=e2e@localhost", "GIT_COMMITTER_NAME=e2e", "GIT_COMMITTER_EMAIL=e2e@localhost")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w\n%s", args[0], err, out)
		}
	}
	return nil
}
