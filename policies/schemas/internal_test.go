package schemas

import (
	"strings"
	"testing"

	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// Every line of the data is read, every definition that another refers to is there, and every expression compiles.
func TestDataIsWhole(t *testing.T) {
	t.Parallel()
	for _, release := range Releases() {
		set, err := Open(release)
		if err != nil {
			t.Fatal(err)
		}
		kinds := 0
		for _, name := range set.native.names() {
			if strings.Count(name, "/") != 2 {
				references(t, set, name, set.shape(name))
				continue
			}
			parts := strings.Split(name, "/")
			kind := set.kind(parts[0], parts[1], parts[2])
			if kind.Definition != "" && set.native.get(kind.Definition) == nil {
				t.Errorf("%s: %s has no definition %s", release, name, kind.Definition)
			}
			kinds++
		}
		if kinds < 80 {
			t.Errorf("%s: %d kinds", release, kinds)
		}
	}
	set, err := Open(Releases()[0])
	if err != nil {
		t.Fatal(err)
	}
	expressions := 0
	for group, archive := range set.custom {
		for _, name := range archive.names() {
			version, kind, _ := strings.Cut(name, "/")
			if sources()[group+"/"+kind] == "" {
				t.Errorf("%s/%s comes from nowhere", group, kind)
			}
			shape := set.kind(group, version, kind).Schema
			compiled := compile(shape)
			if compiled == nil {
				t.Errorf("%s/%s is not structural", group, name)
				continue
			}
			if compiled.validator == nil {
				continue
			}
			expressions++
			refused, _ := compiled.validator.Validate(t.Context(), nil, compiled.structural, map[string]any{"metadata": map[string]any{}, "spec": map[string]any{}}, nil, celconfig.RuntimeCELCostBudget)
			for _, fault := range refused {
				if strings.Contains(fault.Detail, "compil") {
					t.Errorf("%s/%s: %v", group, name, fault)
				}
			}
		}
	}
	if expressions < 20 {
		t.Errorf("%d kinds with expressions", expressions)
	}
}

func references(t *testing.T, set *Set, name string, s *props) {
	t.Helper()
	if s.Ref != nil && set.native.get(*s.Ref) == nil {
		t.Errorf("%s refers to %s, which is not there", name, *s.Ref)
	}
	for _, property := range s.Properties {
		references(t, set, name, &property)
	}
	if s.Items != nil && s.Items.Schema != nil {
		references(t, set, name, s.Items.Schema)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil {
		references(t, set, name, s.AdditionalProperties.Schema)
	}
}
