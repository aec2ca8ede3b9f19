package kustomize_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
)

// change copies an object and changes the copy.
func change(o object.Object, f func(m)) object.Object {
	o = clone(o)
	f(o)
	return o
}

func scale(o object.Object, replicas int) object.Object {
	return change(o, func(o m) { o["spec"].(m)["replicas"] = int64(replicas) })
}

func annotate(o object.Object, name, value string) object.Object {
	return change(o, func(o m) { o["metadata"].(m)["annotations"] = m{name: value} })
}

// pair is one custom resource with two values.
func pair(first, second any) [][]object.Object {
	return [][]object.Object{objects(widget("x/a", first)), objects(widget("x/a", second))}
}

// numbered is a list of n texts.
func numbered(n int) l {
	list := l{}
	for i := range n {
		list = append(list, fmt.Sprintf("item %d", i))
	}
	return list
}

// Long lists are not compared item by item, which takes as long as the product of their lengths.
func TestLongListsAreReplaced(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{255: "op: remove", 257: "op: replace"} {
		files := encode(t, environments(pair(m{"a": numbered(n)}, m{"a": numbered(n)[1:]})...))
		text := string(files["overlays/second/app/kustomization.yaml"])
		if strings.Count(text, "op: ") != 1 || !strings.Contains(text, want) {
			t.Errorf("%d items: want one %s:\n%.300s", n, want, text)
		}
	}
}

func TestLaw(t *testing.T) {
	t.Parallel()
	data := configMap("x/a", m{"a": "1"})
	zero, one := "@sha256:"+strings.Repeat("0", 64), "@sha256:"+strings.Repeat("1", 64)
	tests := map[string][][]object.Object{
		"one environment":        {objects(data)},
		"two that are the same":  {objects(data), objects(data)},
		"three":                  {objects(data), objects(configMap("x/a", m{"a": "2"})), objects(configMap("x/a", m{"b": "1"}))},
		"missing in the first":   {nil, objects(data), objects(configMap("x/a", m{"a": "2"}))},
		"missing in the second":  {objects(data), nil, objects(configMap("x/a", m{"a": "2"}))},
		"an object in the first": {objects(data, widget("x/b", m{})), objects(data)},
		"an object in the last":  {objects(data), objects(data), objects(data, widget("x/b", m{}))},
		"nothing in common":      {objects(data), objects(widget("x/b", m{}))},
		"another kind":           {objects(deployment("x/a", "a:1")), objects(newObject("apps/v1", "StatefulSet", "x/a", m{"spec": m{"replicas": int64(1)}}))},
		"another version, not in all": {
			objects(data, newObject("example.com/v1", "Widget", "x/w", m{"spec": m{}})),
			objects(data, newObject("example.com/v2", "Widget", "x/w", m{"spec": m{}})),
			objects(data),
		},

		"a long list with an item less": pair(m{"a~b/c": numbered(300)}, m{"a~b/c": numbered(300)[1:], "d": int64(1)}),
		"a long list beside a text":     pair(m{"a": numbered(300)}, m{"a": append(numbered(299), "ends in a space ")}),
		"a long list in a list":         pair(m{"a": l{numbered(300)}}, m{"a": l{numbered(299)}}),
		"a long list for a short one":   pair(m{"a": numbered(2)}, m{"a": numbered(300)}),

		"a tag":                                 {objects(deployment("x/a", "r.io/a:1")), objects(deployment("x/a", "r.io/a:2"))},
		"a tag and replicas":                    {objects(deployment("x/a", "r.io/a:1")), objects(scale(deployment("x/a", "r.io/a:2"), 3))},
		"a digest":                              {objects(deployment("x/a", "a"+zero)), objects(deployment("x/a", "a"+one))},
		"a tag for a digest":                    {objects(deployment("x/a", "a"+zero)), objects(deployment("x/a", "a:1"))},
		"a digest for a tag":                    {objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a"+zero))},
		"a tag and a digest":                    {objects(deployment("x/a", "a:1"+zero)), objects(deployment("x/a", "a:2"+one))},
		"a digest less":                         {objects(deployment("x/a", "a:1"+zero)), objects(deployment("x/a", "a:1"))},
		"a tag where there was none":            {objects(deployment("x/a", "a")), objects(deployment("x/a", "a:1"))},
		"a tag less":                            {objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a"))},
		"a registry with a port":                {objects(deployment("x/a", "r.io:5000/t/a:1")), objects(deployment("x/a", "r.io:5000/t/a:2"))},
		"a port and no tag":                     {objects(deployment("x/a", "r.io:5000/a")), objects(deployment("x/a", "r.io:5000/a:2"))},
		"another port":                          {objects(deployment("x/a", "r.io:5000/a:1")), objects(deployment("x/a", "r.io:6000/a:1"))},
		"a tag that looks like a number":        {objects(deployment("x/a", "a:1.0")), objects(deployment("x/a", "a:1.10"))},
		"a sidecar keeps the tag":               {objects(deployment("x/a", "a:1", "a:1")), objects(deployment("x/a", "a:2", "a:1"))},
		"a sidecar of another repository":       {objects(deployment("x/a", "a:1", "b:1")), objects(deployment("x/a", "a:2", "b:1"))},
		"a repository that a dot matches":       {objects(deployment("x/a", "r.io/a:1", "rxio/a:1")), objects(deployment("x/a", "r.io/a:2", "rxio/a:1"))},
		"another repository that a dot matches": {objects(deployment("x/a", "rxio/a:1")), objects(deployment("x/a", "r.io/a:2"))},
		"two tags of one repository":            {objects(deployment("x/a", "a:1", "a:1")), objects(deployment("x/a", "a:2", "a:3"))},
		"containers change places":              {objects(deployment("x/a", "a:1", "b:1")), objects(deployment("x/a", "b:2", "a:2"))},
		"a container more":                      {objects(deployment("x/a", "a:1")), objects(deployment("x/a", "b:1", "a:2"))},
		"a container less":                      {objects(deployment("x/a", "b:1", "a:1")), objects(deployment("x/a", "a:2"))},
		"another object keeps the tag":          {objects(deployment("x/a", "a:1"), deployment("x/b", "a:1")), objects(deployment("x/a", "a:2"), deployment("x/b", "a:1"))},
		"an object of its own keeps the tag":    {objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a:2"), deployment("x/b", "a:1"))},
		"text that is no image":                 {objects(deployment("x/a", "A+(:1")), objects(deployment("x/a", "A+(:2"))},
		"init containers of one repository": {
			objects(change(deployment("x/a", "a:1"), initContainers("a:7"))), objects(change(deployment("x/a", "a:2"), initContainers("a:7"))),
		},
		"init containers change with it": {
			objects(change(deployment("x/a", "a:1"), initContainers("a:1"))), objects(change(deployment("x/a", "a:2"), initContainers("a:2"))),
		},
		"init containers of one repository and two old tags": {
			objects(change(deployment("x/a", "a:1"), initContainers("a:0"))), objects(change(deployment("x/a", "a:2"), initContainers("a:2"))),
		},

		"containers of a custom resource":      pair(m{"containers": containers("a:1")}, m{"containers": containers("a:2")}),
		"containers deep in a custom resource": pair(m{"deep": l{m{"containers": containers("a:1")}}}, m{"deep": l{m{"containers": containers("a:2")}}}),
		"containers that are text":             pair(m{"containers": "a:1"}, m{"containers": "a:2"}),
		"containers that are a map":            pair(m{"containers": m{"image": "a:1"}}, m{"containers": m{"image": "a:2"}}),
		"containers that are lists of text":    pair(m{"containers": l{"a:1"}}, m{"containers": l{"a:2"}}),
		"images that are maps":                 pair(m{"containers": l{m{"image": m{"tag": "1"}}}}, m{"containers": l{m{"image": m{"tag": "2"}}}}),
		"an image that is no container's":      pair(m{"image": "a:1"}, m{"image": "a:2"}),
		"images in data":                       {objects(configMap("x/a", m{"containers": "a:1", "image": "a:1"})), objects(configMap("x/a", m{"containers": "a:2", "image": "a:2"}))},

		"an item more in the middle":  pair(l{"a", "b", "c"}, l{"a", "x", "b", "c"}),
		"an item less in the middle":  pair(l{"a", "b", "c"}, l{"a", "c"}),
		"an item less at the start":   pair(l{"a", "b", "c"}, l{"b", "c"}),
		"items more at the end":       pair(l{"a"}, l{"a", "b", "c"}),
		"items move":                  pair(l{"a", "b", "c", "d"}, l{"d", "c", "a", "b"}),
		"items of one value":          pair(l{"a", "a", "a"}, l{"a", "b", "a"}),
		"an item in an item":          pair(l{m{"a": l{"1", "2"}}, m{"b": "1"}}, l{m{"b": "1"}, m{"a": l{"2"}}}),
		"a list gone empty":           pair(m{"a": l{"b"}}, m{"a": l{}}),
		"a map gone empty":            pair(m{"a": m{"b": "c"}}, m{"a": m{}}),
		"an empty list and map more":  pair(m{}, m{"a": l{}, "b": m{}}),
		"an empty list for a map":     pair(m{"a": m{}}, m{"a": l{}}),
		"a map for text":              pair(m{"a": "b"}, m{"a": m{"b": "c"}}),
		"text for a list":             pair(m{"a": l{"b"}}, m{"a": "b"}),
		"a key less":                  pair(m{"a": "1", "b": "2"}, m{"b": "2"}),
		"keys that a pointer escapes": pair(m{"a/b": "1", "a~b": "1", "~1": "1", "a.b": "1"}, m{"a/b": "2", "a~b": "2", "~1": "2", "a.b": "2"}),
		"such keys come and go":       pair(m{"a/b": "1", "~0": "1"}, m{"a~b": "2", "/": "2"}),
		"keys that look like indexes": pair(m{"0": "1", "-": "1", "-1": "1"}, m{"0": "2", "-": "2", "1": "1"}),
		"an empty key":                pair(m{"": "1"}, m{"": "2"}),
		"an empty key goes":           pair(m{"a": m{"": "1"}}, m{"a": m{}}),
		"keys that look like others":  pair(m{"yes": "1", "1": "1", "null": "1", "~": "1", "1.0": "1", "2020-01-01": "1"}, m{"yes": "2", "1": "2", "null": "2", "~": "2", "1.0": "2", "2020-01-01": "2"}),
		"a field beside the spec":     {objects(newObject("example.com/v1", "Widget", "x/a", m{"status": "a"})), objects(newObject("example.com/v1", "Widget", "x/a", m{"other": "a"}))},

		"an annotation more":           {objects(data), objects(annotate(data, "example.com/a", "1"))},
		"an annotation less":           {objects(annotate(data, "example.com/a", "1")), objects(data)},
		"an annotation with lines":     {objects(annotate(data, "a", " 1\n2\n\n")), objects(annotate(data, "a", "\n1\n"))},
		"an annotation like a boolean": {objects(annotate(data, "a", "true")), objects(annotate(data, "a", "0777"))},

		"one name in two namespaces":                    {objects(configMap("x/a", m{"a": "1"}), configMap("y/a", m{"a": "1"})), objects(configMap("x/a", m{"a": "2"}), configMap("y/a", m{"a": "1"}))},
		"one kind in two groups":                        bothServices("v1", "serving.example.com/v1"),
		"one kind in two groups of which one is longer": bothServices("serving.example.com/v1", "knative.serving.example.com/v1"),
		"one kind in two groups, without a namespace": {
			objects(newObject("v1", "Thing", "a", m{"spec": "1"}), newObject("example.com/v1", "Thing", "a", m{"spec": "1"})),
			objects(newObject("v1", "Thing", "a", m{"spec": "2"}), newObject("example.com/v1", "Thing", "a", m{"spec": "1"})),
		},
		"one name with and without a namespace": {
			objects(widget("a", "1"), widget("x/a", "1")), objects(widget("a", "2"), widget("x/a", "1")),
		},
		"cluster-scoped objects": {
			objects(newObject("rbac.authorization.k8s.io/v1", "ClusterRole", "system:a", m{"rules": l{m{"verbs": l{"get"}}}}), newObject("v1", "Namespace", "x", nil)),
			objects(newObject("rbac.authorization.k8s.io/v1", "ClusterRole", "system:a", m{"rules": l{m{"verbs": l{"list"}}}}), annotate(newObject("v1", "Namespace", "x", nil), "a", "b")),
		},
		"a name that a dot matches": {
			objects(configMap("x/a.b", m{"a": "1"}), configMap("x/a-b", m{"a": "1"})), objects(configMap("x/a.b", m{"a": "2"}), configMap("x/a-b", m{"a": "1"})),
		},
		"a name that a dot matches, in the overlay": {
			objects(configMap("x/a.b", m{"a": "1"})), objects(configMap("x/a.b", m{"a": "2"}), configMap("x/a-b", m{"a": "1"})),
		},
		"no namespace": {objects(configMap("a", m{"a": "1"})), objects(configMap("a", m{"a": "2"}))},
		"a binding and its account": {
			objects(binding("x/b", "ServiceAccount", "x"), newObject("v1", "ServiceAccount", "x/a", nil)), objects(binding("x/b", "ServiceAccount", "y"), newObject("v1", "ServiceAccount", "x/a", nil)),
		},

		// Found by the fuzzers.
		"the patch ends in empty lines":           pair("a", "b\n\n"),
		"the patch ends in a line end":            pair("a", l{m{"a": "\n"}}),
		"the patch ends in a space":               pair(m{"a": "1", "\u00a0": "2"}, m{}),
		"a list of text that begins with a space": pair("a", l{" a\nb"}),
		"a list of lists of such text":            pair(l{l{" a\nb", "\n"}, "1"}, l{l{" a\nb", "\n"}, "2"}),
		"maps in lists of such text":              pair("a", l{m{"a": "b", "k": " a\nb"}}),
		"text that a kustomization has":           pair("a", "imageTags:\n- apiVersion: v1\n---\npatches: []\n"),
	}
	// Kustomize looks for images in every object. It fails at some, and would do so for the tag of another.
	for name, spec := range map[string]any{
		"a spec of text":           "text",
		"a template of text":       m{"template": "text"},
		"a pod of text":            m{"template": m{"spec": "text"}},
		"containers of text":       m{"deep": m{"containers": l{"text"}}},
		"containers in a map":      m{"containers": m{"a": m{"image": "a:1"}}},
		"a container in a map":     m{"template": m{"spec": m{"initContainers": m{"image": m{"a": "a:1"}}}}},
		"an image in parts":        m{"deep": m{"containers": l{m{"image": m{"repository": "a"}}}}},
		"containers without image": m{"containers": l{m{"name": "a"}}},
	} {
		tests["a tag beside "+name] = [][]object.Object{
			objects(deployment("x/a", "a:1"), widget("x/w", spec)), objects(deployment("x/a", "a:2"), widget("x/w", spec)),
		}
	}
	for name, value := range odd() {
		// As it is in the base, beside what a patch changes, in a list that a patch changes, and at the end of a patch.
		tests["odd: "+name] = pair(
			m{"kept": m{"a": value, "list": l{value, l{value}}}, "list": l{value, "1", value}, "z": "1"},
			m{"kept": m{"a": value, "list": l{value, l{value}}}, "list": l{value, value}, "more": m{"a": value}, "z": value},
		)
	}
	for name, variants := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encode(t, environments(variants...))
		})
	}
}

func initContainers(images ...string) func(m) {
	return func(o m) {
		o["spec"].(m)["template"].(m)["spec"].(m)["initContainers"] = containers(images...)
	}
}

// bothServices change one at a time.
func bothServices(a, b string) [][]object.Object {
	service := func(apiVersion, value string) object.Object {
		return newObject(apiVersion, "Service", "x/a", m{"note": value})
	}
	return [][]object.Object{
		objects(service(a, "1"), service(b, "1")), objects(service(a, "2"), service(b, "1")), objects(service(a, "1"), service(b, "2")),
	}
}

func binding(place, kind, namespace string) object.Object {
	return newObject("rbac.authorization.k8s.io/v1", "RoleBinding", place, m{
		"roleRef":  m{"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"},
		"subjects": l{m{"kind": kind, "name": "a", "namespace": namespace}},
	})
}

// odd are values that some reader or writer takes for another.
func odd() map[string]any {
	out := map[string]any{
		"true": true, "false": false, "zero": int64(0), "negative": int64(-1), "a million": int64(1e6), "the largest number": int64(1 << 53), "the smallest": int64(-1 << 53),
		"half": 0.5, "tiny": 1e-7, "the smallest float": 5e-324, "1e21": 1e21, "-1e21": -1e21, "beyond int64": float64(1 << 63), "the largest float": 1.7976931348623157e308,
		"empty map": m{}, "empty list": l{}, "maps in maps": m{"a": m{"b": m{}}}, "lists in lists": l{l{l{}}, l{}},
		"long": strings.Repeat("long text ", 200), "long without spaces": strings.Repeat("x", 5000), "long lines": strings.Repeat(strings.Repeat("line ", 50)+"\n", 20),
	}
	for _, text := range slices.Concat(oddText, []string{"Yes", "Off", "NULL", "+.inf", "1.0", "-1", "1e+21", "0.5", "12e03", "9007199254740993", "a\r\nb\r\n", "trailing \n", "trailing\t"}) {
		out[fmt.Sprintf("%.40q of %d", text, len(text))] = text
	}
	return out
}

// What the files say, where it is not only the law that counts.
func TestEncode(t *testing.T) {
	t.Parallel()
	const base = "../../../base/app"
	patch := func(target m, text string) m { return m{"target": target, "patch": text} }
	zero := "sha256:" + strings.Repeat("0", 64)
	tests := map[string]struct {
		variants [][]object.Object
		// kustomizations are by directory, without what all of them say; nil where there is none.
		kustomizations map[string]m
		files          []string
	}{
		"two that are the same": {
			[][]object.Object{objects(configMap("x/a", m{})), objects(configMap("x/a", m{}))},
			map[string]m{"overlays/first/app": {"resources": l{base}}, "overlays/second/app": {"resources": l{base}}, "base/app": {"resources": l{"configmap-a.yaml"}}},
			[]string{"base/app/configmap-a.yaml"},
		},
		"a changed tag is images: and nothing else": {
			[][]object.Object{objects(deployment("x/a", "r.io:5000/a:1")), objects(deployment("x/a", "r.io:5000/a:2"))},
			map[string]m{
				"overlays/first/app":  {"resources": l{base}},
				"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "r.io:5000/a", "newTag": "2"}}},
			},
			[]string{"base/app/deployment-a.yaml"},
		},
		"a changed digest, too": {
			[][]object.Object{objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a@"+zero))},
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "digest": zero}}}},
			nil,
		},
		"both, too": {
			[][]object.Object{objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a:2@"+zero))},
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "newTag": "2", "digest": zero}}}},
			nil,
		},
		"images are sorted, and said once": {
			[][]object.Object{
				objects(deployment("x/a", "b:1", "a:1"), deployment("x/b", "c:1", "b:1")),
				objects(deployment("x/a", "b:2", "a:2"), deployment("x/b", "c:2", "b:2")),
			},
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "newTag": "2"}, m{"name": "b", "newTag": "2"}, m{"name": "c", "newTag": "2"}}}},
			nil,
		},
		"a container of a custom resource is one": {
			pair(m{"containers": containers("a:1")}, m{"containers": containers("a:2")}),
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "newTag": "2"}}}},
			nil,
		},
		"a tag that another container keeps is a patch": {
			[][]object.Object{objects(deployment("x/a", "a:1", "a:1")), objects(deployment("x/a", "a:2", "a:1"))},
			map[string]m{"overlays/second/app": {"resources": l{base}, "patches": l{patch(
				m{"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "x", "name": "a"},
				"- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: a:2\n",
			)}}},
			nil,
		},
		"images: does not look into a definition": {
			[][]object.Object{
				objects(deployment("x/a", "a:1"), newObject("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c", m{"spec": m{"containers": containers("a:1")}})),
				objects(deployment("x/a", "a:2"), newObject("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c", m{"spec": m{"containers": containers("a:1")}})),
			},
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "newTag": "2"}}}},
			nil,
		},
		"the rest is a patch": {
			[][]object.Object{objects(deployment("x/a", "a:1")), objects(scale(deployment("x/a", "a:2"), 3))},
			map[string]m{"overlays/second/app": {"resources": l{base}, "images": l{m{"name": "a", "newTag": "2"}}, "patches": l{patch(
				m{"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "x", "name": "a"}, "- op: replace\n  path: /spec/replicas\n  value: 3\n",
			)}}},
			nil,
		},
		"an item more in the middle is one operation": {
			pair(m{"list": l{"a", "b", "c"}}, m{"list": l{"a", "x", "b", "c"}}),
			map[string]m{"overlays/second/app": {"resources": l{base}, "patches": l{patch(
				m{"group": "example.com", "version": "v1", "kind": "Widget", "namespace": "x", "name": "a"}, "- op: add\n  path: /spec/list/1\n  value: x\n",
			)}}},
			nil,
		},
		"keys are escaped as in a pointer": {
			pair(m{"a/b~c": "1"}, m{}),
			map[string]m{"overlays/second/app": {"resources": l{base}, "patches": l{patch(
				m{"group": "example.com", "version": "v1", "kind": "Widget", "namespace": "x", "name": "a"}, "- op: remove\n  path: /spec/a~1b~0c\n",
			)}}},
			nil,
		},
		"a target says more where another object is like it": {
			bothServices("v1", "serving.example.com/v1"),
			map[string]m{
				"overlays/second/app": {"resources": l{base}, "patches": l{patch(
					m{"group": "^$", "version": "v1", "kind": "Service", "namespace": "x", "name": "a"}, "- op: replace\n  path: /note\n  value: \"2\"\n",
				)}},
				"overlays/third/app": {"resources": l{base}, "patches": l{patch(
					m{"group": "serving.example.com", "version": "v1", "kind": "Service", "namespace": "x", "name": "a"}, "- op: replace\n  path: /note\n  value: \"2\"\n",
				)}},
			},
			[]string{"base/app/service-a.x.yaml", "base/app/service-a.yaml"},
		},
		"what is not in all lies in the overlays": {
			[][]object.Object{objects(configMap("x/a", m{}), widget("x/b", m{})), objects(configMap("x/a", m{}), widget("x/c", m{}))},
			map[string]m{
				"base/app":            {"resources": l{"configmap-a.yaml"}},
				"overlays/first/app":  {"resources": l{base, "widget-b.yaml"}},
				"overlays/second/app": {"resources": l{base, "widget-c.yaml"}},
			},
			[]string{"base/app/configmap-a.yaml", "overlays/first/app/widget-b.yaml", "overlays/second/app/widget-c.yaml"},
		},
		"a base without objects is none": {
			[][]object.Object{objects(configMap("x/a", m{})), objects(widget("x/b", m{}))},
			map[string]m{"base/app": nil, "overlays/first/app": {"resources": l{"configmap-a.yaml"}}, "overlays/second/app": {"resources": l{"widget-b.yaml"}}},
			[]string{"overlays/first/app/configmap-a.yaml", "overlays/second/app/widget-b.yaml"},
		},
		"an environment without it has no directory": {
			[][]object.Object{objects(configMap("x/a", m{})), nil},
			map[string]m{"overlays/first/app": {"resources": l{base}}, "overlays/second/app": nil},
			[]string{"base/app/configmap-a.yaml"},
		},
		"resources are sorted": {
			[][]object.Object{objects(configMap("x/b", m{}), configMap("y/a", m{}), widget("x/0", m{}))},
			map[string]m{"base/app": {"resources": l{"configmap-a.yaml", "configmap-b.yaml", "widget-0.yaml"}}},
			nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := encode(t, environments(test.variants...))
			for dir, want := range test.kustomizations {
				wantEqual(t, dir, want, kustomization(t, files, dir))
			}
			if test.files != nil {
				wantEqual(t, "files", test.files, resourcesOf(files))
			}
		})
	}
}

// resourcesOf are the files that hold objects, sorted.
func resourcesOf(files tree.Files) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return path.Base(name) == "kustomization.yaml" })
}

// The base has the values of the first environment that has the component, whatever others say.
func TestBaseIsTheFirst(t *testing.T) {
	t.Parallel()
	first, second := objects(configMap("x/a", m{"a": "1"})), objects(configMap("x/a", m{"a": "2"}))
	for name, test := range map[string]struct {
		variants [][]object.Object
		want     object.Object
	}{
		"the first":            {[][]object.Object{first, second}, first[0]},
		"the other way around": {[][]object.Object{second, first}, second[0]},
		"missing in the first": {[][]object.Object{nil, second, first}, second[0]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := encode(t, environments(test.variants...))
			got, err := readStock(files["base/app/configmap-a.yaml"])
			if err != nil {
				t.Fatal(err)
			}
			wantEqual(t, "the base", test.want, got)
		})
	}
}

// Names of files are unique, whatever the objects are called, and fit into a directory.
func TestFileNames(t *testing.T) {
	t.Parallel()
	role := func(name string) object.Object {
		return newObject("rbac.authorization.k8s.io/v1", "ClusterRole", name, m{"rules": l{}})
	}
	long := strings.Repeat("n", 252)
	tests := map[string]struct {
		objects []object.Object
		want    []string
	}{
		"kind and name":  {objects(configMap("x/a", m{}), widget("x/a", m{})), []string{"configmap-a.yaml", "widget-a.yaml"}},
		"dots stay":      {objects(configMap("x/a.b", m{})), []string{"configmap-a.b.yaml"}},
		"colons do not":  {objects(role("system:a:b")), []string{"clusterrole-system-a-b.yaml"}},
		"two namespaces": {objects(configMap("x/a", m{}), configMap("y/a", m{})), []string{"configmap-a.y.yaml", "configmap-a.yaml"}},
		"two groups":     {objects(newObject("v1", "Widget", "x/a", nil), widget("x/a", m{})), []string{"widget-a.x.yaml", "widget-a.yaml"}},
		"signs that are lost": {objects(role("a-b-c"), role("a:b-c"), role("a-b:c"), role("a:b:c")), []string{
			"clusterrole-a-b-c.rbac.authorization.k8s.io.2.yaml", "clusterrole-a-b-c.rbac.authorization.k8s.io.3.yaml", "clusterrole-a-b-c.rbac.authorization.k8s.io.yaml", "clusterrole-a-b-c.yaml",
		}},
		"capitals that are lost": {objects(widget("x/a", m{}), newObject("example.com/v1", "WIDGET", "x/a", nil), newObject("example.com/v1", "WidgeT", "x/a", nil)), []string{
			"widget-a.x.example.com.yaml", "widget-a.x.yaml", "widget-a.yaml",
		}},
		"what one adds is the name of another": {objects(configMap("x/a", m{}), configMap("y/a", m{}), configMap("w/a.y", m{})), []string{
			"configmap-a.y.2.yaml", "configmap-a.y.yaml", "configmap-a.yaml",
		}},
		"longer than a file's may be": {objects(role(long+"1"), role(long+"2"), role(long+"3")), []string{
			"clusterrole-" + long[:188] + ".2.yaml", "clusterrole-" + long[:188] + ".3.yaml", "clusterrole-" + long[:188] + ".yaml",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := encode(t, environments(test.objects))
			var got []string
			for _, name := range resourcesOf(files) {
				got = append(got, path.Base(name))
			}
			wantEqual(t, "names", test.want, got)
		})
	}
}

// The same environments give the same bytes, in whatever order their parts come.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	var first, second []object.Object
	for i := range 20 {
		place := fmt.Sprintf("x/%c", 'a'+i)
		first = append(first, deployment(place, "a:1", "b:1", "c:1"), configMap(place, m{"a": "1", "b": "1", "c": "1"}), newObject("v1", "Service", place, nil))
		second = append(second, scale(deployment(place, "a:2", "b:2", "c:3"), i), configMap(place, m{"b": "2", "c": "2", "d": "2"}), newObject("example.com/v1", "Service", place, nil))
	}
	all := environments(first, second)
	for i, objects := range [][]object.Object{second, first} {
		others := slices.Clone(objects)
		for j := range others {
			others[j] = change(objects[j], func(o m) { o["metadata"].(m)["namespace"] = "y" })
		}
		all[i].Components = append(all[i].Components, object.Component{Name: "another", Objects: object.Fixed(others...)})
	}
	want := encode(t, all)
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		shuffled := slices.Clone(all)
		for i := range shuffled {
			shuffled[i].Components = slices.Clone(shuffled[i].Components)
			shuffle(random, shuffled[i].Components)
			for j := range shuffled[i].Components {
				objects := slices.Clone(shuffled[i].Components[j].Objects())
				shuffle(random, objects)
				shuffled[i].Components[j].Objects = object.Fixed(objects...)
			}
		}
		finish(t, shuffled)
		got, _, err := kustomize.Encode(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(want, got, bytes.Equal) {
			t.Fatal("another order gives other files")
		}
	}
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		variants [][]object.Object
		want     string
	}{
		"two versions of what all have": {
			[][]object.Object{objects(newObject("example.com/v1", "Widget", "x/a", nil)), objects(newObject("example.com/v2", "Widget", "x/a", nil))},
			`component "app": environment second: Widget.example.com x/a has version v2 here and v1 elsewhere; one component has one version`,
		},
		"a namespace for what has none": {
			[][]object.Object{objects(newObject("v1", "Namespace", "x/a", nil))},
			`component "app": environment first: Namespace x/a: the kind is cluster-scoped; leave metadata.namespace out`,
		},
		"no namespace and the default one": {
			[][]object.Object{objects(configMap("a", m{}), configMap("default/a", m{}))},
			`component "app": environment first: ConfigMap a and ConfigMap default/a are one object to kustomize; give both a namespace`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := environments(test.variants...)
			finish(t, all)
			if _, _, err := kustomize.Encode(all); err == nil || err.Error() != test.want {
				t.Errorf("error %v\nwant  %s", err, test.want)
			}
		})
	}
}

// What object.Check refuses would not survive, so the check is no stricter than it must be. A case that passes the law
// says that kustomize has learned something, and that its refusal can go.
func TestRefusedDoesNotSurvive(t *testing.T) {
	t.Parallel()
	data := configMap("x/a", m{"a": "1"})
	tests := map[string][][]object.Object{
		"a whole float":                pair(1.0, 1.0),
		"a number beyond 2^53":         pair(m{"a": int64(1<<53 + 1), "b": "1"}, m{"a": int64(1<<53 + 1), "b": "2"}),
		"bytes":                        pair("\xff", "\xff"),
		"another end of line":          pair("\u0085", "\u0085"),
		"no sign at all":               pair("\uffff", m{"a": "\uffff"}),
		"lines that begin with a tab":  pair("\ta\nb", "\ta\nb"),
		"a merge key":                  pair(m{"<<": "a"}, m{"<<": "b"}),
		"a long name":                  pair(m{"a": m{strings.Repeat("n", 1100): l{}}, "b": "1"}, m{"a": m{strings.Repeat("n", 1100): l{}}, "b": "2"}),
		"empty annotations":            {objects(change(data, func(o m) { o["metadata"].(m)["annotations"] = m{} })), objects(annotate(data, "a", "b"))},
		"an annotation of kustomize":   {objects(annotate(data, "config.kubernetes.io/local-config", "true"))},
		"another":                      {objects(annotate(data, "alpha.config.kubernetes.io/transformations", "true"))},
		"an annotation like a number":  {objects(annotate(data, "1", "a"))},
		"an annotation without a name": {objects(annotate(data, "", "a"))},
		"a list of objects":            {objects(newObject("v1", "ConfigMapList", "x/a", m{"items": l{m(data)}}))},
		"a name that is an expression": {objects(configMap("x/a+", m{"a": "1"})), objects(configMap("x/a+", m{"a": "2"}))},
	}
	for name, variants := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := environments(variants...)
			for _, objects := range variants {
				if err := objects[0].Check(); err != nil {
					break
				}
				t.Error("is not refused")
			}
			if survives(all) {
				t.Error("survives, so it need not be refused")
			}
		})
	}
}

// survives says whether the law holds, and how kubectl would read what is built. Kustomize panics at some objects.
func survives(all []object.Environment) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	files, _, err := kustomize.Encode(all)
	if err != nil {
		return false
	}
	for _, environment := range all {
		dir := kustomize.OverlayDir(environment.Name, "app")
		if kustomize.NewBuilder(files).Law(environment.Name, environment.Components[0]) != nil || printed(files, dir, environment.Components[0]) != nil {
			return false
		}
	}
	return true
}

// One object is all that Check sees. Where kustomize changes one because of another, the law says so: here a user is
// taken for the account of the same name, because a patch touches that.
func TestLawOfReferences(t *testing.T) {
	t.Parallel()
	users := change(binding("x/b", "User", "x"), func(o m) { delete(o["subjects"].(l)[0].(m), "namespace") })
	account := newObject("v1", "ServiceAccount", "x/a", nil)
	all := environments(objects(users, account), objects(users, annotate(account, "a", "b")))
	finish(t, all)
	files, _, err := kustomize.Encode(all)
	if err != nil {
		t.Fatal(err)
	}
	err = kustomize.NewBuilder(files).Law("second", all[1].Components[0])
	if want := `RoleBinding.rbac.authorization.k8s.io x/b: /subjects/0/namespace: want nothing, got "x"`; err == nil || err.Error() != want {
		t.Errorf("error %v\nwant  %s", err, want)
	}
}

// The law fails, and names the place, where the files are not those of the objects.
func TestLawFails(t *testing.T) {
	t.Parallel()
	all := environments(objects(configMap("x/a", m{"a": "1"}), configMap("x/b", m{"a": "1"})))
	finish(t, all)
	const overlay = "overlays/first/app/kustomization.yaml"
	tests := map[string]struct {
		spoil func(tree.Files)
		want  string
	}{
		"another value": {func(f tree.Files) { swap(f, "base/app/configmap-b.yaml", `"1"`, `"2"`) }, `ConfigMap x/b: /data/a: want "1", got "2"`},
		"another type":  {func(f tree.Files) { swap(f, "base/app/configmap-b.yaml", `"1"`, `1`) }, `ConfigMap x/b: /data/a: want "1", got 1`},
		"another name":  {func(f tree.Files) { swap(f, "base/app/configmap-b.yaml", "name: b", "name: c") }, `builds to ConfigMap x/c, not ConfigMap x/b`},
		"an object less": {
			func(f tree.Files) { swap(f, "base/app/kustomization.yaml", "  - configmap-b.yaml\n", "") }, `builds to 1 objects, not 2`,
		},
		"a label more": {
			func(f tree.Files) { f[overlay] = append(f[overlay], "labels: [{pairs: {a: b}}]\n"...) }, `ConfigMap x/a: /metadata/labels: want nothing, got map[string]interface {}{"a":"b"}`,
		},
		"an object that is lost":  {func(f tree.Files) { delete(f, "base/app/configmap-b.yaml") }, "configmap-b.yaml"},
		"an overlay that is lost": {func(f tree.Files) { delete(f, overlay) }, "overlays/first/app"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, _, err := kustomize.Encode(all)
			if err != nil {
				t.Fatal(err)
			}
			test.spoil(files)
			err = kustomize.NewBuilder(files).Law("first", all[0].Components[0])
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v\nwant  %s", err, test.want)
			}
		})
	}
}

// swap replaces text that must be there.
func swap(files tree.Files, name, old, next string) {
	if !bytes.Contains(files[name], []byte(old)) {
		panic(fmt.Sprintf("%s does not hold %q:\n%s", name, old, files[name]))
	}
	files[name] = bytes.Replace(files[name], []byte(old), []byte(next), 1)
}

// A builder may be used by several goroutines, as `sutaz check` does.
func TestBuilderInParallel(t *testing.T) {
	t.Parallel()
	all := environments(objects(deployment("x/a", "a:1")), objects(deployment("x/a", "a:2")))
	builder := kustomize.NewBuilder(encode(t, all))
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			environment := all[i%2]
			if err := builder.Law(environment.Name, environment.Components[0]); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestMarshal(t *testing.T) {
	t.Parallel()
	got, err := kustomize.Marshal(m{"b": l{m{"z": "1", "a": int64(2)}}, "a": "yes"})
	if err != nil {
		t.Fatal(err)
	}
	if want := kustomize.Header + "a: \"yes\"\nb:\n  - a: 2\n    z: \"1\"\n"; string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	type inner struct {
		Created *string `json:"created"`
	}
	type typed struct {
		Kind   string  `json:"kind"`
		Meta   inner   `json:"meta"`
		Empty  m       `json:"empty"`
		Number float64 `json:"number"`
		Items  []inner `json:"items"`
		Status m       `json:"status"`
	}
	name := "a"
	got, err := kustomize.Clean(typed{Kind: "k", Empty: m{}, Number: 2, Items: []inner{{nil}, {&name}}, Status: m{"a": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "clean", object.Object{"kind": "k", "empty": m{}, "number": int64(2), "items": l{m{}, m{"created": "a"}}}, got)
	if _, err := kustomize.Clean(func() {}); err == nil {
		t.Error("a function is taken for a value")
	}
	if _, err := kustomize.Clean("text"); err == nil {
		t.Error("text is taken for an object")
	}
}
