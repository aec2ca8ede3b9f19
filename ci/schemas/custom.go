package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/sutazai/sutaz/policies/schemas"
)

// custom are the entries of all groups of custom resources, version/Kind by group, and the module that each group/Kind
// comes from.
func custom() (groups map[string]map[string]any, sources map[string]string, err error) {
	groups, sources = map[string]map[string]any{}, map[string]string{}
	for _, source := range definitions {
		dir, err := fetch(source.module)
		if err != nil {
			return nil, nil, err
		}
		err = filepath.WalkDir(filepath.Join(dir, source.path), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".yaml" || filepath.Base(name) == "kustomization.yaml" {
				return err
			}
			data, err := os.ReadFile(name) //nolint:gosec // A file of the module.
			if err != nil {
				return err
			}
			if err := addDefinitions(data, source.version, groups, sources); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", source.version, err)
		}
	}
	return groups, sources, nil
}

func addDefinitions(data []byte, source string, groups map[string]map[string]any, sources map[string]string) error {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(data), 4096)
	for {
		var document map[string]any
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		bared, _ := bare(document, false).(map[string]any)
		if bared == nil {
			continue
		}
		kinds, err := schemas.ReadDefinition(bared)
		if err != nil {
			return err
		}
		for key, kind := range kinds {
			group, rest, _ := strings.Cut(key, "/")
			if groups[group] == nil {
				groups[group] = map[string]any{}
			}
			groups[group][rest] = kind
			sources[group+"/"+path.Base(rest)] = source
		}
	}
}

// prose are the parts of a schema that speak to people.
var prose = map[string]bool{"description": true, "title": true, "example": true, "externalDocs": true}

// bare leaves the prose out. In properties, a name is that of a field, whatever it says.
func bare(value any, names bool) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, child := range v {
			switch {
			case names:
				out[name] = bare(child, false)
			case prose[name]:
			case name == "default" || name == "enum" || name == "x-kubernetes-validations":
				out[name] = child
			default:
				out[name] = bare(child, name == "properties")
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = bare(child, false)
		}
		return out
	}
	return value
}
