package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/policies/schemas"
)

// document is the part of an OpenAPI document that says what exists.
type document struct {
	Paths map[string]struct {
		Post struct {
			Kind *gvk `json:"x-kubernetes-group-version-kind"`
		} `json:"post"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

type gvk struct{ Group, Version, Kind string }

func (k gvk) key() string { return k.Group + "/" + k.Version + "/" + k.Kind }

// native are the entries of one release: definitions by name, and kinds as group/version/Kind.
func native(r release) (map[string]any, error) {
	dir, err := fetch(r.kubernetes)
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(dir, "api/openapi-spec/v3/*_openapi.json"))
	if err != nil || len(names) == 0 {
		return nil, errors.Join(err, errors.New("the module has no OpenAPI documents"))
	}
	shapes, kinds := map[string]map[string]any{}, map[string]*schemas.Kind{}
	for _, name := range names {
		data, err := os.ReadFile(name) //nolint:gosec // A file of the module.
		if err != nil {
			return nil, err
		}
		var d document
		if err := json.Unmarshal(data, &d); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		d.read(shapes, kinds)
	}
	api, err := fetch(r.api)
	if err != nil {
		return nil, err
	}
	if err := readTypes(api, shapes, kinds); err != nil {
		return nil, err
	}
	entries := map[string]any{}
	for name, shape := range shapes {
		entries[name] = shape
	}
	for key, kind := range kinds {
		entries[key] = kind
	}
	return entries, nil
}

// read adds the kinds that can be created, and every definition.
func (d document) read(shapes map[string]map[string]any, kinds map[string]*schemas.Kind) {
	byKind := map[string]string{}
	for name, raw := range d.Components.Schemas {
		shapes[name] = strip(raw)
		of, _ := raw["x-kubernetes-group-version-kind"].([]any)
		for _, item := range of {
			fields, _ := item.(map[string]any)
			byKind[gvk{text(fields["group"]), text(fields["version"]), text(fields["kind"])}.key()] = name
		}
	}
	for _, methods := range d.Paths {
		created := methods.Post.Kind
		if created == nil || byKind[created.key()] == "" {
			continue
		}
		kind := kinds[created.key()]
		if kind == nil {
			kind = &schemas.Kind{Definition: byKind[created.key()]}
			kinds[created.key()] = kind
		}
	}
}

func text(value any) string {
	word, _ := value.(string)
	return word
}

// kept are the parts of a schema that decide what is accepted.
var kept = []string{
	"type", "format", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
	"x-kubernetes-list-type", "x-kubernetes-list-map-keys",
}

// strip keeps the structure of a schema. A reference with company is the reference.
func strip(raw map[string]any) map[string]any {
	out := map[string]any{}
	if all, _ := raw["allOf"].([]any); len(all) == 1 {
		raw, _ = all[0].(map[string]any)
	}
	if ref := text(raw["$ref"]); ref != "" {
		out["$ref"] = strings.TrimPrefix(ref, "#/components/schemas/")
		return out
	}
	for _, name := range kept {
		if value, found := raw[name]; found {
			out[name] = value
		}
	}
	if properties, found := raw["properties"].(map[string]any); found {
		stripped := map[string]any{}
		for name, value := range properties {
			property, _ := value.(map[string]any)
			stripped[name] = strip(property)
		}
		out["properties"] = stripped
	}
	for _, name := range []string{"items", "additionalProperties"} {
		if value, found := raw[name].(map[string]any); found {
			out[name] = strip(value)
		}
	}
	return out
}

var (
	lifecycle   = regexp.MustCompile(`func \(in \*(\w+)\) APILifecycle(Deprecated|Removed)\(\) \(major, minor int\) {\s+return (\d+), (\d+)`)
	replacement = regexp.MustCompile(`func \(in \*(\w+)\) APILifecycleReplacement\(\) schema.GroupVersionKind {\s+return schema.GroupVersionKind{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"}`)
	groupName   = regexp.MustCompile(`const GroupName = "([^"]*)"`)
)

// readTypes adds what the Go types say: when versions of kinds end and what takes their place, and the words of fields.
func readTypes(api string, shapes map[string]map[string]any, kinds map[string]*schemas.Kind) error {
	names, err := filepath.Glob(filepath.Join(api, "*/*/zz_generated.prerelease-lifecycle.go"))
	if err != nil || len(names) == 0 {
		return errors.Join(err, errors.New("the Go types say nothing of how long versions live"))
	}
	for _, name := range names {
		if err := readLifecycle(filepath.Dir(name), kinds); err != nil {
			return err
		}
	}
	return addWords(api, shapes)
}

func readLifecycle(dir string, kinds map[string]*schemas.Kind) error {
	data, err := os.ReadFile(filepath.Join(dir, "zz_generated.prerelease-lifecycle.go")) //nolint:gosec // A file of the module.
	if err != nil {
		return err
	}
	register, err := os.ReadFile(filepath.Join(dir, "register.go")) //nolint:gosec // A file of the module.
	if err != nil {
		return err
	}
	group := groupName.FindSubmatch(register)
	if group == nil {
		return fmt.Errorf("%s: no name of a group", dir)
	}
	at := func(kind []byte) *schemas.Kind {
		key := gvk{string(group[1]), filepath.Base(dir), string(kind)}.key()
		if kinds[key] == nil {
			kinds[key] = &schemas.Kind{}
		}
		return kinds[key]
	}
	for _, m := range lifecycle.FindAllSubmatch(data, -1) {
		if strings.HasSuffix(string(m[1]), "List") {
			continue
		}
		release := string(m[3]) + "." + string(m[4])
		if string(m[2]) == "Deprecated" {
			at(m[1]).Deprecated = release
		} else {
			at(m[1]).Removed = release
		}
	}
	for _, m := range replacement.FindAllSubmatch(data, -1) {
		if !strings.HasSuffix(string(m[1]), "List") {
			at(m[1]).Replacement = strings.TrimPrefix(string(m[2])+"/"+string(m[3]), "/") + " " + string(m[4])
		}
	}
	return nil
}

// packages are the directories of the Go types that definitions come from: io.k8s.api.<group>.<version>.<Type>.
func packages(api string) ([]string, error) {
	dirs, err := filepath.Glob(filepath.Join(api, "*/v*"))
	slices.Sort(dirs)
	return dirs, err
}
