// Package modules finds files that Go modules carry beside their code, such as custom resource definitions.
package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Dir is the directory of a module that this one requires. The command runs in here, the directory of go.mod.
func Dir(ctx context.Context, here, path string) (string, error) {
	return output(ctx, here, "list", "-m", "-f", "{{.Dir}}", path)
}

// Fetch brings a module that nothing here is built from, and returns its directory. The checksum is that of go.sum: a
// module that changed under its version is refused.
func Fetch(ctx context.Context, here, module, sum string) (string, error) {
	out, err := output(ctx, here, "mod", "download", "-json", module)
	if err != nil {
		return "", err
	}
	var got struct{ Dir, Sum string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		return "", fmt.Errorf("%s: %w", module, err)
	}
	if got.Sum != sum {
		return "", fmt.Errorf("%s has checksum %s, want %s", module, got.Sum, sum)
	}
	return got.Dir, nil
}

func output(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
}

// Objects reads every object of a YAML file, or of the YAML files in a directory, by name.
func Objects(path string) ([]*unstructured.Unstructured, error) {
	var names []string
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		base := filepath.Base(name)
		if err == nil && entry.Type().IsRegular() && (name == path || strings.HasSuffix(base, ".yaml") && base != "kustomization.yaml") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []*unstructured.Unstructured
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		objects, err := Decode(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, objects...)
	}
	return all, nil
}

// Decode reads a stream of YAML documents. Those that are no objects are left out.
func Decode(data []byte) ([]*unstructured.Unstructured, error) {
	var all []*unstructured.Unstructured
	for document := range bytes.SplitSeq(append([]byte("\n"), data...), []byte("\n---")) {
		fields := map[string]any{}
		if err := yaml.Unmarshal(document, &fields); err != nil {
			return nil, err
		}
		if fields["kind"] != nil {
			object := &unstructured.Unstructured{}
			encoded, err := json.Marshal(fields)
			if err != nil {
				return nil, err
			}
			// Through JSON, so that whole numbers are int64, as the API's own decoder makes them.
			if err := object.UnmarshalJSON(encoded); err != nil {
				return nil, err
			}
			all = append(all, object)
		}
	}
	return all, nil
}
