package schemas_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies/schemas"
)

func open(t testing.TB, release string) *schemas.Set {
	t.Helper()
	set, err := schemas.Open(release)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func parse(t testing.TB, text string) object.Object {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var o object.Object
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func each(t *testing.T, dir string, judge func(t *testing.T, text string)) {
	names, err := filepath.Glob(filepath.Join("testdata", dir, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			judge(t, string(data))
		})
	}
}

// Each object has one fault, which its first line names: the rule and the place. That the API server refuses it as well
// is shown on a real one, by suite valid of ci/e2e.
func TestRefused(t *testing.T) {
	t.Parallel()
	set := open(t, "1.36")
	each(t, "refused", func(t *testing.T, text string) {
		want, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
		var got []string
		for _, fault := range set.Validate(parse(t, text)) {
			got = append(got, fault.Rule+" "+fault.Path)
			t.Log(fault.Message)
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// What the API server takes has no fault.
func TestAccepted(t *testing.T) {
	t.Parallel()
	set := open(t, "1.36")
	each(t, "accepted", func(t *testing.T, text string) {
		o := parse(t, text)
		if !set.Knows(o) {
			t.Error("not known")
		}
		for _, fault := range set.Validate(o) {
			t.Errorf("%s %s: %s", fault.Rule, fault.Path, fault.Message)
		}
	})
}

func TestReleases(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprint(schemas.Releases()); got != "[1.34 1.35 1.36]" {
		t.Errorf("got %s", got)
	}
	if _, err := schemas.Open("1.20"); err == nil || err.Error() != "no schemas of Kubernetes 1.20; there are those of 1.34, 1.35, 1.36" {
		t.Errorf("got %v", err)
	}
}

// definition is a custom resource of nobody, with what custom resources may say and Kubernetes itself does not.
const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            x-kubernetes-validations:
            - {rule: "self.min <= self.max", message: "min is above max"}
            required: [max, mode]
            properties:
              min: {type: integer, default: 1, minimum: 1}
              max: {type: integer, maximum: 9, multipleOf: 3}
              mode: {type: string, default: fast, enum: [fast, slow]}
              host: {type: string, format: hostname, minLength: 3, maxLength: 5}
              size: {x-kubernetes-int-or-string: true}
              none: {type: string, nullable: true}
              set: {type: array, minItems: 1, maxItems: 2, x-kubernetes-list-type: set, items: {type: string}}
              map: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              labels: {type: object, maxProperties: 1, additionalProperties: {type: string}}
              pod: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}
              address:
                type: object
                properties: {type: {type: string, default: IP}, value: {type: string}}
                oneOf:
                - properties: {type: {enum: [IP]}, value: {format: ipv4}}
                - properties: {type: {not: {enum: [IP]}}}
              either:
                type: object
                properties: {a: {type: string}, b: {type: string}}
                oneOf: [{required: [a]}, {required: [b]}]
  - name: v1beta1
    served: true
    storage: false
    deprecated: true
    deprecationWarning: example.com/v1beta1 Thing goes next year
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
  - name: v1alpha1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}
`

func TestCustomResources(t *testing.T) {
	t.Parallel()
	kinds, err := schemas.ReadDefinition(parse(t, definition))
	if err != nil {
		t.Fatal(err)
	}
	set, err := schemas.Open("1.36", kinds)
	if err != nil {
		t.Fatal(err)
	}
	if set.Sum() == open(t, "1.36").Sum() {
		t.Error("other definitions, the same sum")
	}
	for _, test := range []struct{ name, version, spec, want string }{
		{"as it should be", "v1", `{max: 3}`, ``},
		{"all fields", "v1", `{min: 2, max: 6, mode: slow, host: a.bc, size: 25%, none: null, set: [a, b], map: [{k: a}, {k: b}], free: {a: 1}, labels: {a: b}, pod: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {}}, either: {a: b}}`, ``},
		{"missing", "v1", `{}`, `validity/missing-field /spec/max is missing: a whole number is wanted`},
		{"by an expression", "v1", `{min: 4, max: 3}`, `validity/expression /spec min is above max`},
		{"with the default", "v1", `{max: 0}`, `validity/expression /spec min is above max`},
		{"too small", "v1", `{min: 0, max: 3}`, `validity/invalid-value /spec/min is 0, and at least 1 is wanted`},
		{"too large", "v1", `{max: 12}`, `validity/invalid-value /spec/max is 12, and at most 9 is allowed`},
		{"no multiple", "v1", `{max: 4}`, `validity/invalid-value /spec/max is 4, and a multiple of 3 is wanted`},
		{"no word", "v1", `{max: 3, mode: slo}`, `validity/invalid-value /spec/mode is "slo", which is none of fast, slow`},
		{"no host", "v1", `{max: 3, host: a_b}`, `validity/invalid-value /spec/host "a_b" is no hostname`},
		{"too short", "v1", `{max: 3, host: a}`, `validity/invalid-value /spec/host has 1 characters, and at least 3 are wanted`},
		{"too long", "v1", `{max: 3, host: abcdef}`, `validity/invalid-value /spec/host has 6 characters, and at most 5 are allowed`},
		{"neither", "v1", `{max: 3, size: [1]}`, `validity/wrong-type /spec/size is a list, and a whole number or a string is wanted`},
		{"null", "v1", `{max: null}`, `validity/missing-field /spec/max is missing: a whole number is wanted`},
		{"null that is not needed", "v1", `{max: 3, host: null}`, ``},
		{"null in a list", "v1", `{max: 3, set: [null]}`, `validity/wrong-type /spec/set/0 is null, and a string is wanted`},
		{"a form by the default", "v1", `{max: 3, address: {value: 192.0.2.1}}`, ``},
		{"no form by the default", "v1", `{max: 3, address: {value: a.b}}`, `validity/invalid-value /spec/address fits 0 of the forms of which it must have one`},
		{"too few", "v1", `{max: 3, set: []}`, `validity/invalid-value /spec/set has 0 items, and at least 1 are wanted`},
		{"too many", "v1", `{max: 3, set: [a, b, c]}`, `validity/invalid-value /spec/set has 3 items, and at most 2 are allowed`},
		{"twice", "v1", `{max: 3, set: [a, a]}`, `validity/invalid-value /spec/set/1 is the same as item 0: "a"`},
		{"one key twice", "v1", `{max: 3, map: [{k: a}, {k: a}]}`, `validity/invalid-value /spec/map/1 is the same as item 0: {"k":"a"}`},
		{"too many labels", "v1", `{max: 3, labels: {a: b, c: d}}`, `validity/invalid-value /spec/labels has 2 fields, and at most 1 are allowed`},
		{"a label as number", "v1", `{max: 3, labels: {a: 1}}`, `validity/wrong-type /spec/labels/a is 1, and a string is wanted`},
		{"both forms", "v1", `{max: 3, either: {a: b, b: c}}`, `validity/invalid-value /spec/either fits 2 of the forms of which it must have one: a, b`},
		{"no form", "v1", `{max: 3, either: {}}`, `validity/invalid-value /spec/either fits 0 of the forms of which it must have one: a, b`},
		{"unknown", "v1", `{max: 3, mod: fast}`, `validity/unknown-field /spec/mod there is no such field; did you mean "mode"?`},
		{"deprecated", "v1beta1", `{}`, `validity/deprecated-version /apiVersion example.com/v1beta1 Thing goes next year; use example.com/v1`},
		{"not served", "v1alpha1", `{}`, `validity/removed-version /apiVersion example.com/v1alpha1 Thing is not served; use example.com/v1 or example.com/v1beta1`},
		{"no such version", "v2", `{}`, `validity/removed-version /apiVersion Kubernetes 1.36 has no Thing in example.com/v2; use example.com/v1 or example.com/v1beta1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := parse(t, fmt.Sprintf("{apiVersion: example.com/%s, kind: Thing, metadata: {name: a}, spec: %s}", test.version, test.spec))
			var got []string
			for _, fault := range set.Validate(o) {
				got = append(got, fault.Rule+" "+fault.Path+" "+fault.Message)
			}
			if text := strings.Join(got, "\n"); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func TestKnows(t *testing.T) {
	t.Parallel()
	set := open(t, "1.36")
	for _, test := range []struct {
		text string
		want bool
	}{
		{"{apiVersion: v1, kind: Pod}", true},
		{"{apiVersion: argoproj.io/v1alpha1, kind: Rollout}", true},
		{"{apiVersion: argoproj.io/v9, kind: Rollout}", true},
		{"{apiVersion: apps/v1, kind: Thing}", true},
		{"{apiVersion: example.com/v1, kind: Thing}", false},
		{"{apiVersion: argoproj.io/v1, kind: Thing}", false},
	} {
		if got := set.Knows(parse(t, test.text)); got != test.want {
			t.Errorf("%s: got %t", test.text, got)
		}
	}
	var none *schemas.Set
	if none.Validate(parse(t, "{apiVersion: v1, kind: Pod}")) != nil || none.Sum() != "" {
		t.Error("no set says something")
	}
}

// What one release has, another may lack.
func TestReleaseDecides(t *testing.T) {
	t.Parallel()
	o := parse(t, "{apiVersion: v1, kind: Service, metadata: {generateName: a-}, spec: {ports: [{port: 80}]}}")
	nameless := parse(t, "{apiVersion: v1, kind: Service, metadata: {}}")
	for _, release := range schemas.Releases() {
		set := open(t, release)
		if faults := set.Validate(o); len(faults) > 0 {
			t.Errorf("%s: %v", release, faults)
		}
		if faults := set.Validate(nameless); len(faults) != 1 || faults[0].Path != "/metadata/name" {
			t.Errorf("%s: %v", release, faults)
		}
	}
}

// No object, whatever it holds, is more than a list of faults.
func FuzzValidate(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		data, err := yaml.YAMLToJSON(text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	set := open(f, "1.36")
	f.Fuzz(func(t *testing.T, data []byte) {
		var o object.Object
		if json.Unmarshal(data, &o) != nil || o == nil {
			return
		}
		first, again := fmt.Sprint(set.Validate(o)), fmt.Sprint(set.Validate(o))
		if first != again {
			t.Errorf("two readings:\n%s\n%s", first, again)
		}
	})
}
