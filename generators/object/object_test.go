package object_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	apply "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
)

// The short names keep the tables below readable.
type (
	m = map[string]any
	l = []any
)

// with is a valid object with its fields replaced; a nil value removes one.
func with(fields m) object.Object {
	o := object.Object{"apiVersion": "example.com/v1", "kind": "Widget", "metadata": m{"name": "a", "namespace": "x"}}
	for name, value := range fields {
		if value == nil {
			delete(o, name)
		} else {
			o[name] = value
		}
	}
	return o
}

func metadata(fields m) object.Object {
	all := m{"name": "a", "namespace": "x"}
	for name, value := range fields {
		all[name] = value
	}
	return with(m{"metadata": all})
}

func spec(value any) object.Object { return with(m{"spec": m{"f": value}}) }

// deep is a list in a list, depth times.
func deep(depth int) any {
	var value any = "bottom"
	for range depth {
		value = l{value}
	}
	return value
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const key = "Widget.example.com x/a: "
	tests := map[string]struct {
		object object.Object
		want   string
	}{
		"an object":                    {with(nil), ""},
		"no namespace":                 {with(m{"metadata": m{"name": "a"}}), ""},
		"the core group":               {with(m{"apiVersion": "v1"}), ""},
		"a name as of RBAC":            {metadata(m{"name": "System:a.b_c@d-E"}), ""},
		"all kinds of values":          {spec(m{"s": "", "b": false, "i": int64(-1), "f": 0.5, "l": l{}, "m": m{}}), ""},
		"odd text":                     {spec("é\t\r\n ~ 🙂\u200b"), ""},
		"the largest numbers":          {spec(l{int64(1 << 53), int64(-1 << 53), 1e21, math.MaxFloat64, math.SmallestNonzeroFloat64, float64(1 << 63)}), ""},
		"odd names":                    {spec(m{"": "1", "a/b~c.d": "1", "yes": "1", " ": "1"}), ""},
		"as deep as it may be":         {spec(deep(98)), ""},
		"annotations":                  {metadata(m{"annotations": m{"example.com/a_b.c": "", "Yes.no": "1", "a": "1"}}), ""},
		"labels":                       {metadata(m{"labels": m{"app.kubernetes.io/name": "a"}}), ""},
		"a domain that looks reserved": {metadata(m{"annotations": m{"my-config.kubernetes.io/a": "1"}}), ""},

		"nothing":                       {object.Object{}, "object without apiVersion, kind or name:  "},
		"no apiVersion":                 {with(m{"apiVersion": nil}), "object without apiVersion, kind or name: Widget x/a"},
		"an empty apiVersion":           {with(m{"apiVersion": ""}), "object without apiVersion, kind or name: Widget x/a"},
		"an apiVersion of another type": {with(m{"apiVersion": int64(1)}), "object without apiVersion, kind or name: Widget x/a"},
		"no kind":                       {with(m{"kind": nil}), "object without apiVersion, kind or name: .example.com x/a"},
		"no name":                       {with(m{"metadata": m{}}), "object without apiVersion, kind or name: Widget.example.com "},
		"no metadata":                   {with(m{"metadata": nil}), "object without apiVersion, kind or name: Widget.example.com "},
		"metadata of another type":      {with(m{"metadata": "a"}), "object without apiVersion, kind or name: Widget.example.com "},
		"a list":                        {with(m{"kind": "WidgetList"}), "WidgetList.example.com x/a: a list is no object; kustomize would take it apart"},
		"two groups":                    {with(m{"apiVersion": "a/b/v1"}), `Widget.a x/a: apiVersion "a/b/v1" is neither version nor group/version`},
		"no version":                    {with(m{"apiVersion": "a/"}), `Widget.a x/a: apiVersion "a/" is neither version nor group/version`},
		"no group":                      {with(m{"apiVersion": "/v1"}), `Widget x/a: apiVersion "/v1" is neither version nor group/version`},
		"a regular expression for kind": {with(m{"kind": "Wid.*"}), `Wid.*.example.com x/a: "Wid.*" is no kind: letters, digits and hyphens`},
		"a regular expression for name": {metadata(m{"name": "a+"}), `Widget.example.com x/a+: "a+" is no name: letters, digits and -._:@, at most 253`},
		"a path for name":               {metadata(m{"name": "../a"}), `Widget.example.com x/../a: "../a" is no name: letters, digits and -._:@, at most 253`},
		"a name with a line end":        {metadata(m{"name": "a\n"}), "Widget.example.com x/a\n: \"a\\n\" is no name: letters, digits and -._:@, at most 253"},
		"an empty namespace":            {metadata(m{"namespace": ""}), `Widget.example.com a: metadata.namespace is no DNS label: ""`},
		"a namespace of another type":   {metadata(m{"namespace": int64(1)}), `Widget.example.com a: metadata.namespace is no DNS label: 1`},
		"a namespace of two parts":      {metadata(m{"namespace": "a.b"}), `Widget.example.com a.b/a: metadata.namespace is no DNS label: "a.b"`},

		"empty annotations":                        {metadata(m{"annotations": m{}}), key + "metadata.annotations is empty; leave it out"},
		"empty labels":                             {metadata(m{"labels": m{}}), key + "metadata.labels is empty; leave it out"},
		"null labels":                              {metadata(m{"labels": nil}), key + "metadata: labels: null; leave the field out"},
		"annotations that are no map":              {metadata(m{"annotations": l{"a"}}), key + "metadata.annotations is no map"},
		"a label that is no string":                {metadata(m{"labels": m{"a": int64(1)}}), key + `metadata.labels["a"] is no string`},
		"a label without a name":                   {metadata(m{"labels": m{"": "1"}}), key + `metadata.labels[""] is no name: letters, digits and -_., at most 63, after an optional domain and slash`},
		"an annotation that is a number":           {metadata(m{"annotations": m{"1": "1"}}), key + `metadata.annotations["1"] is no string to YAML, and kustomize writes it without quotes`},
		"an annotation that is a word of YAML 1.1": {metadata(m{"annotations": m{"On": "1"}}), key + `metadata.annotations["On"] is no string to YAML, and kustomize writes it without quotes`},
		"an annotation that is null":               {metadata(m{"annotations": m{"null": "1"}}), key + `metadata.annotations["null"] is no string to YAML, and kustomize writes it without quotes`},
		"an annotation of kustomize":               {metadata(m{"annotations": m{"config.kubernetes.io/local-config": "true"}}), key + `metadata.annotations["config.kubernetes.io/local-config"] belongs to kustomize`},
		"another":                                  {metadata(m{"annotations": m{"alpha.config.kubernetes.io/transformations": "1"}}), key + `metadata.annotations["alpha.config.kubernetes.io/transformations"] belongs to kustomize`},

		"a null":                      {spec(nil), key + "spec: f: null; leave the field out"},
		"a null in a list":            {spec(l{"a", nil}), key + "spec: f: [1]: null; leave the field out"},
		"a map that is nil":           {spec(m(nil)), key + "spec: f: null; leave the field out"},
		"a list that is nil":          {spec(l(nil)), key + "spec: f: null; leave the field out"},
		"a typed map":                 {spec(map[string]string{}), key + "spec: f: map[string]string is no JSON value"},
		"a typed list":                {spec([]string{}), key + "spec: f: []string is no JSON value"},
		"an object in an object":      {spec(object.Object{}), key + "spec: f: object.Object is no JSON value"},
		"an int":                      {spec(1), key + "spec: f: int is no JSON value"},
		"a float that is whole":       {spec(2.0), key + "spec: f: 2 is a whole number; make it an int64"},
		"a negative nothing":          {spec(math.Copysign(0, -1)), key + "spec: f: -0 is a whole number; make it an int64"},
		"no number":                   {spec(math.NaN()), key + "spec: f: NaN is no JSON value"},
		"infinity":                    {spec(math.Inf(-1)), key + "spec: f: -Inf is no JSON value"},
		"a number that is too large":  {spec(int64(1<<53 + 1)), key + "spec: f: 9007199254740993 is beyond ±2^53, where JSON is not exact; write it as a string"},
		"a number that is too small":  {spec(int64(math.MinInt64)), key + "spec: f: -9223372036854775808 is beyond ±2^53, where JSON is not exact; write it as a string"},
		"bytes":                       {spec("a\xff"), key + `spec: f: "a\xff" is no UTF-8; encode it, as in binaryData`},
		"a zero byte":                 {spec("a\x00"), key + `spec: f: "a\x00" holds U+0000, which YAML does not keep`},
		"another end of line":         {spec("a\u0085b"), key + `spec: f: "a\u0085b" holds U+0085, which YAML does not keep`},
		"a line separator":            {spec("a\u2028b"), key + `spec: f: "a\u2028b" holds U+2028, which YAML does not keep`},
		"a byte order mark":           {spec("\ufeffa"), key + `spec: f: "\ufeffa" holds U+FEFF, which YAML does not keep`},
		"no sign at all":              {spec("\uffff"), key + "spec: f: \"\\uffff\" holds U+FFFF, which YAML does not keep"},
		"lines that begin with a tab": {spec("\ta\nb"), key + `spec: f: "\ta\nb" begins with a tab and has several lines, which the YAML of kustomize cannot hold`},
		"a merge key":                 {spec(m{"<<": "a"}), key + `spec: f: the name "<<" merges maps in YAML`},
		"a name of bytes":             {spec(m{"\xff": "a"}), key + `spec: f: the name "\xff" is no UTF-8; encode it, as in binaryData`},
		"a name that is too long":     {spec(m{strings.Repeat("n", 254): "a"}), key + `spec: f: the name "` + strings.Repeat("n", 40) + `" is longer than 253 bytes`},
		"deeper than it may be":       {spec(deep(99)), key + "spec: f: " + strings.Repeat("[0]: ", 99) + "nested deeper than 100"},
		"the first of many, by name":  {spec(m{"c": nil, "a": 1, "b": nil}), key + "spec: f: a: int is no JSON value"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := test.object.Check(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		object  object.Object
		key     object.Key
		text    string
		version string
	}{
		"in a group":         {with(nil), object.Key{Group: "example.com", Kind: "Widget", Namespace: "x", Name: "a"}, "Widget.example.com x/a", "v1"},
		"in the core group":  {with(m{"apiVersion": "v2"}), object.Key{Kind: "Widget", Namespace: "x", Name: "a"}, "Widget x/a", "v2"},
		"without namespace":  {with(m{"metadata": m{"name": "b"}}), object.Key{Group: "example.com", Kind: "Widget", Name: "b"}, "Widget.example.com b", "v1"},
		"nothing":            {object.Object{}, object.Key{}, " ", ""},
		"of the wrong types": {object.Object{"apiVersion": int64(1), "kind": true, "metadata": "a"}, object.Key{}, " ", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.object.Key(); got != test.key || got.String() != test.text {
				t.Errorf("got %#v, %q\nwant %#v, %q", got, got, test.key, test.text)
			}
			if got := test.object.Version(); got != test.version {
				t.Errorf("version %q, not %q", got, test.version)
			}
		})
	}
}

// By namespace, kind, group and name, in this order; two versions are one object.
func TestSort(t *testing.T) {
	t.Parallel()
	want := []object.Key{
		{Kind: "Z", Group: "z", Name: "z"},
		{Namespace: "a", Kind: "A", Name: "z"},
		{Namespace: "a", Kind: "A", Group: "g", Name: "a"},
		{Namespace: "a", Kind: "A", Group: "g", Name: "b"},
		{Namespace: "a", Kind: "B", Name: "a"},
		{Namespace: "b", Kind: "A", Name: "a"},
	}
	for i, a := range want {
		for j, b := range want {
			if got, order := a.Compare(b), min(1, max(-1, i-j)); got != order {
				t.Errorf("%v to %v is %d, not %d", a, b, got, order)
			}
		}
	}
	var objects []object.Object
	for _, key := range slices.Backward(want) {
		metadata := m{"name": key.Name}
		if key.Namespace != "" {
			metadata["namespace"] = key.Namespace
		}
		objects = append(objects, object.Object{"apiVersion": strings.TrimPrefix(key.Group+"/v1", "/"), "kind": key.Kind, "metadata": metadata})
	}
	object.Sort(objects)
	got := make([]object.Key, len(objects))
	for i, o := range objects {
		got[i] = o.Key()
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	pod := apply.Pod("a", "x").WithLabels(map[string]string{"l": "1"}).WithSpec(apply.PodSpec().
		WithHostNetwork(false).
		WithPriority(0).
		WithNodeSelector(map[string]string{"empty": ""}).
		WithContainers(apply.Container().
			WithName("").
			WithPorts(apply.ContainerPort().WithContainerPort(8080)).
			WithLivenessProbe(apply.Probe().WithHTTPGet(apply.HTTPGetAction().WithPort(intstr.FromString("http")))).
			WithReadinessProbe(apply.Probe().WithHTTPGet(apply.HTTPGetAction().WithPort(intstr.FromInt32(80)))).
			WithResources(apply.ResourceRequirements().WithRequests(corev1.ResourceList{"cpu": resource.MustParse("500m")}))).
		WithVolumes(apply.Volume().WithName("v").WithEmptyDir(apply.EmptyDirVolumeSource())))
	want := object.Object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": m{"name": "a", "namespace": "x", "labels": m{"l": "1"}},
		"spec": m{
			"hostNetwork": false, "priority": int64(0), "nodeSelector": m{"empty": ""},
			"containers": l{m{
				"name":           "",
				"ports":          l{m{"containerPort": int64(8080)}},
				"livenessProbe":  m{"httpGet": m{"port": "http"}},
				"readinessProbe": m{"httpGet": m{"port": int64(80)}},
				"resources":      m{"requests": m{"cpu": "500m"}},
			}},
			"volumes": l{m{"name": "v", "emptyDir": m{}}},
		},
	}
	got := object.From(pod)
	if d := object.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := got.Check(); err != nil {
		t.Error(err)
	}
}

func TestFromPanics(t *testing.T) {
	t.Parallel()
	defer func() {
		got, _ := recover().(string)
		if want := "object: string does not convert: "; !strings.HasPrefix(got, want) {
			t.Errorf("panics with %q, not %q", got, want)
		}
	}()
	object.From("no apply configuration")
}

func TestDiff(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		want, got object.Object
		diff      string
	}{
		"the same":                  {spec(l{m{"a": int64(1)}}), spec(l{m{"a": int64(1)}}), ""},
		"nothing and nothing":       {nil, object.Object{}, ""},
		"another value":             {spec("a"), spec("b"), `/spec/f: want "a", got "b"`},
		"another type":              {spec(int64(1)), spec("1"), `/spec/f: want 1, got "1"`},
		"a whole number as a float": {spec(int64(1)), spec(1.0), `/spec/f: want 1, got 1`},
		"a map and a list":          {spec(m{}), spec(l{}), `/spec/f: want map[string]interface {}{}, got []interface {}{}`},
		"an item":                   {spec(l{"a", m{"b": "c"}}), spec(l{"a", m{"b": "d"}}), `/spec/f/1/b: want "c", got "d"`},
		"an item more":              {spec(l{"a"}), spec(l{"a", "b"}), `/spec/f: want []interface {}{"a"}, got []interface {}{"a", "b"}`},
		"another item and one more": {spec(l{"a"}), spec(l{"b", "c"}), `/spec/f: want []interface {}{"a"}, got []interface {}{"b", "c"}`},
		"a field less":              {spec(m{"a": "b"}), spec(m{}), `/spec/f/a: want "b", got nothing`},
		"a field more":              {spec(m{}), spec(m{"a": "b"}), `/spec/f/a: want nothing, got "b"`},
		"an odd name":               {spec(m{"a/b~c": "1"}), spec(m{"a/b~c": "2"}), `/spec/f/a~1b~0c: want "1", got "2"`},
		"the first of many":         {spec(m{"b": "1", "c": "1"}), spec(m{"a": "1", "b": "2", "c": "2"}), `/spec/f/a: want nothing, got "1"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := object.Diff(test.want, test.got); got != test.diff {
				t.Errorf("got  %s\nwant %s", got, test.diff)
			}
		})
	}
}

func TestFinish(t *testing.T) {
	t.Parallel()
	components := func(names ...string) []object.Component {
		list := make([]object.Component, len(names))
		for i, name := range names {
			list[i] = object.Component{Name: name, Kind: "kind-of-" + name}
		}
		return list
	}
	tests := map[string]struct {
		components []object.Component
		want       []string
		err        string
	}{
		"nothing":                    {nil, nil, ""},
		"sorted":                     {components("b", "c", "a"), []string{"a", "b", "c"}, ""},
		"a component twice":          {components("b", "a", "b"), nil, `env: component "b" is made by "kind-of-b" and by "kind-of-b"`},
		"a component that is a path": {components("../a"), nil, `env: component "../a": its name is no DNS label`},
		"a component without a name": {components(""), nil, `env: component "": its name is no DNS label`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := object.Environment{Name: "env", Components: test.components}
			if err := environment.Finish(); err != nil || test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("got  %v\nwant %s", err, test.err)
				}
				return
			}
			var got []string
			for _, component := range environment.Components {
				got = append(got, component.Name)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	named := func(name string) object.Object { return metadata(m{"name": name}) }
	tests := map[string]struct {
		objects []object.Object
		err     string
	}{
		"two":                         {[]object.Object{named("2"), named("1")}, ""},
		"one name in two namespaces":  {[]object.Object{named("1"), metadata(m{"name": "1", "namespace": "y"})}, ""},
		"an object twice":             {[]object.Object{named("1"), named("1")}, `Widget.example.com x/1 is made twice`},
		"two versions of one object":  {[]object.Object{named("1"), with(m{"apiVersion": "example.com/v2", "metadata": m{"name": "1", "namespace": "x"}})}, `Widget.example.com x/1 is made twice`},
		"a component without objects": {nil, `it has no objects; leave it out`},
		"an object that is not valid": {[]object.Object{spec(nil)}, `Widget.example.com x/a: spec: f: null; leave the field out`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := object.Component{Objects: object.Fixed(test.objects...)}.Take()
			if err != nil || test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("got  %v\nwant %s", err, test.err)
				}
				return
			}
			for _, o := range test.objects {
				if !reflect.DeepEqual(got[o.Key()], o) {
					t.Errorf("%v: got %v", o.Key(), got[o.Key()])
				}
			}
			if len(got) != len(test.objects) {
				t.Errorf("%d objects of %d", len(got), len(test.objects))
			}
		})
	}
}

func TestInventory(t *testing.T) {
	t.Parallel()
	one, two := object.Key{Kind: "Widget", Name: "1"}, object.Key{Kind: "Widget", Name: "2"}
	for name, test := range map[string]struct {
		inventory object.Inventory
		err       string
	}{
		"nothing":                     {nil, ""},
		"an object each":              {object.Inventory{"a": {one}, "b": {two}}, ""},
		"an object in two components": {object.Inventory{"b": {one}, "a": {two, one}}, `Widget 1 belongs to component "a" and to "b"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := test.inventory.Check(); err != nil {
				got = err.Error()
			}
			if got != test.err {
				t.Errorf("got  %s\nwant %s", got, test.err)
			}
		})
	}
}

func TestEscapePointer(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{"": "", "a.b": "a.b", "a/b": "a~1b", "a~b": "a~0b", "~1": "~01", "/~": "~1~0"} {
		if got := object.EscapePointer(token); got != want {
			t.Errorf("%q gives %q, not %q", token, got, want)
		}
	}
}
