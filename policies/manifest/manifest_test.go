package manifest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/policies/manifest"
)

// text loads one file.
func text(tb testing.TB, name, data string) ([]manifest.Document, []manifest.Skipped, error) {
	tb.Helper()
	return manifest.Load(tb.Context(), one(name, data))
}

func one(name, data string) manifest.Input {
	root := fstest.MapFS{name: {Data: []byte(data)}}
	return manifest.Input{Paths: []manifest.Path{{Arg: name, Root: root, Name: name}}}
}

// TestLineBreaks are what an archive cannot hold.
func TestLineBreaks(t *testing.T) {
	t.Parallel()
	windows := strings.ReplaceAll(configMap("one")+"---\n"+configMap("two")+"data:\n  a: |\n    x\n    y\n", "\n", "\r\n")
	for _, test := range []struct{ name, data, want string }{
		{"windows", windows, "a.yaml #1: ConfigMap one at a.yaml:4:3\na.yaml #2: ConfigMap two at a.yaml:9:3\n\t{\"a\":\"x\\ny\\n\"}\n"},
		{"hidden by a carriage return", "a: 1\r---\rb: 2\n", "a.yaml:3:1: a second document begins within a document, after a line break that kubectl does not see; end each line with a line feed\n"},
		{"hidden by a next line", "a: 1\u0085---\u0085b: 2\n", "a.yaml:3:1: a second document begins within a document, after a line break that kubectl does not see; end each line with a line feed\n"},
		{"no line end", strings.TrimSuffix(configMap("one"), "\n"), "a.yaml #1: ConfigMap one at a.yaml:4:3\n"},
		{"a zero byte", "a: \x00\n", "a.yaml:1:4: this is no YAML: control characters are not allowed\n"},
		{"no UTF-8", "a: \xff\n", "a.yaml:1:4: this is no YAML: invalid leading UTF-8 octet\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := describe(text(t, "a.yaml", test.data)); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

const placed = `apiVersion: v1
kind: Pod
metadata: &m {name: a, labels: {"a/b": c}}
spec:
  containers:
  - name: x
    image: y
  - &c
    name: z
    yes: 1
  - *c
  - <<: *c
    extra: 1
`

func TestPosition(t *testing.T) {
	t.Parallel()
	const asJSON = "{\"apiVersion\": \"v1\",\n \"kind\": \"Pod\",\n \"metadata\": {\"name\": \"a\", \"labels\": {\"a/b\": 1}},\n \"spec\": {\"containers\": [\n  {\"name\": \"x\"},  {\"image\": [1, 2]}]}}"
	for _, test := range []struct {
		data, pointer string
		line, column  int
	}{
		{placed, "", 1, 1},
		{placed, "/kind", 2, 1},
		{placed, "/metadata/name", 3, 15},
		{placed, "/metadata/labels/a~1b", 3, 33},
		{placed, "/spec/containers", 5, 3},
		{placed, "/spec/containers/0", 6, 5},
		{placed, "/spec/containers/0/image", 7, 5},
		{placed, "/spec/containers/0/missing/deeper", 6, 5},
		{placed, "/spec/containers/1/true", 10, 5},
		{placed, "/spec/containers/2/name", 9, 5},
		{placed, "/spec/containers/3/name", 9, 5},
		{placed, "/spec/containers/3/extra", 13, 5},
		{placed, "/spec/containers/9", 5, 3},
		{placed, "/spec/containers/x", 5, 3},
		{placed, "/kind/deeper", 2, 1},
		{placed, "/nothing", 1, 1},
		{asJSON, "", 1, 1},
		{asJSON, "/kind", 2, 2},
		{asJSON, "/metadata/labels/a~1b", 3, 39},
		{asJSON, "/spec/containers/0", 5, 3},
		{asJSON, "/spec/containers/1", 5, 19},
		{asJSON, "/spec/containers/1/image/1", 5, 33},
		{asJSON, "/spec/containers/1/image/7", 5, 20},
		{asJSON, "/nothing", 1, 1},
	} {
		// The second document of a file, so that lines are not counted from its beginning.
		first, lines := configMap("first")+"---\n", 5
		if strings.HasPrefix(test.data, "{") {
			first, lines = "{\"apiVersion\": \"v1\",\n\"kind\": \"X\", \"metadata\": {\"name\": \"first\"}}\n", 2
		}
		documents, _, err := text(t, "dir/a.yaml", first+test.data)
		if err != nil || len(documents) != 2 {
			t.Fatal(len(documents), err)
		}
		want := manifest.Position{File: "dir/a.yaml", Line: test.line + lines, Column: test.column}
		if got := documents[1].Position(test.pointer); got != want {
			t.Errorf("%.10s %s: got %v, want %v", test.data, test.pointer, got, want)
		}
	}
}

// TestPositionOfList asks for each of many items: it must not read the list anew for each.
func TestPositionOfList(t *testing.T) {
	t.Parallel()
	const items = 3000
	yamlText, jsonText := "kind: List\napiVersion: v1\nitems:\n", "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [\n"
	for i := range items {
		yamlText += fmt.Sprintf("- {apiVersion: v1, kind: A, metadata: {name: n%d}}\n", i)
		jsonText += fmt.Sprintf("{\"apiVersion\": \"v1\", \"kind\": \"A\", \"metadata\": {\"name\": \"n%d\"}},\n", i)
	}
	jsonText = strings.TrimSuffix(jsonText, ",\n") + "]}"
	for data, offset := range map[string]int{yamlText: 4, jsonText: 2} {
		documents, _, err := text(t, "a", data)
		if err != nil || len(documents) != items {
			t.Fatal(len(documents), err)
		}
		start := time.Now()
		for i := range documents {
			if got := documents[i].Position("/metadata/name").Line; got != i+offset {
				t.Fatalf("item %d: line %d", i, got)
			}
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d positions took %v", items, took)
		}
	}
}

func TestErrorsAreErrors(t *testing.T) {
	t.Parallel()
	_, _, err := text(t, "a.yaml", "a: b: c\n")
	var e *manifest.Error
	if !errors.As(err, &e) || e.Position != (manifest.Position{File: "a.yaml", Line: 1, Column: 7}) {
		t.Errorf("got %#v", err)
	}
}

// TestBuildsAsOurs holds what overlays of this repository build to against the package that proves them.
func TestBuildsAsOurs(t *testing.T) {
	t.Parallel()
	const rendered = "../../rendered"
	files := tree.Files{}
	overlays, err := filepath.Glob(rendered + "/overlays/dev/*")
	if err != nil || len(overlays) == 0 {
		t.Fatal("no overlays", err)
	}
	for _, pattern := range []string{"/overlays/dev/*/*", "/base/*/*"} {
		names, _ := filepath.Glob(rendered + pattern)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[strings.TrimPrefix(filepath.ToSlash(name), rendered+"/")] = data
		}
	}
	builder, root := kustomize.NewBuilder(files), disk(t, rendered)
	for _, overlay := range overlays {
		name := strings.TrimPrefix(filepath.ToSlash(overlay), rendered+"/")
		want, err := builder.Build(name)
		if err != nil {
			t.Fatal(err)
		}
		documents, _, err := manifest.Load(t.Context(), manifest.Input{Paths: []manifest.Path{{Arg: name, Root: root, Name: name}}})
		if err != nil {
			t.Fatal(err)
		}
		var got []object.Object
		for i := range documents {
			got = append(got, documents[i].Object)
			if at := documents[i].Position("/kind"); at.Line == 0 {
				t.Errorf("%s: %v has no line: %v", name, documents[i].Key(), at)
			}
		}
		object.Sort(got)
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) {
				t.Fatalf("%s: %d objects, want %d", name, len(got), len(want))
			}
			if d := object.Diff(want[i], got[i]); d != "" {
				t.Errorf("%s: %v: %s", name, want[i].Key(), d)
			}
		}
	}
}

// TestNothingIsFetched lets kustomizations name a server that counts, and puts a git that tells into the way.
func TestNothingIsFetched(t *testing.T) {
	var hits atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits.Add(1)
		_, _ = io.WriteString(w, configMap("fetched"))
	}))
	t.Cleanup(server.Close)
	bin := t.TempDir()
	ran := filepath.Join(bin, "ran")
	if err := os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\n: > "+ran+"\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	patch := "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\ntarget: {kind: ConfigMap}\npath: " + server.URL
	for name, content := range map[string]string{
		"resource":         "resources: ['" + server.URL + "/x.yaml']",
		"capitals":         "resources: ['" + strings.Replace(server.URL, "http", "HTTP", 1) + "/x.yaml']",
		"git":              "resources: ['" + server.URL + "/org/repo.git']",
		"git by name":      "resources: ['github.com/org/repo']",
		"git by SSH":       "resources: ['git@localhost:org/repo']",
		"git from file":    "resources: ['file:///org/repo']",
		"forced":           "resources: ['git::" + server.URL + "/org/repo']",
		"component":        "components: ['github.com/org/repo']",
		"patch":            "resources: [one.yaml]\npatches: [{path: '" + server.URL + "'}]",
		"map":              "configMapGenerator: [{name: x, files: ['k=" + server.URL + "']}]",
		"variables":        "configMapGenerator: [{name: x, envs: ['" + server.URL + "']}]",
		"transformer":      "resources: [one.yaml]\ntransformers: [t.yaml]",
		"inline":           "resources: [one.yaml]\ntransformers: [" + strings.ReplaceAll(fmt.Sprintf("%q", patch), "\n", " ") + "]",
		"by a directory":   "resources: [one.yaml]\ntransformers: [dir]",
		"of a base":        "resources: [base]",
		"schema":           "resources: [one.yaml]\nopenapi: {path: '" + server.URL + "'}",
		"chart":            "helmCharts: [{name: x, repo: '" + server.URL + "'}]",
		"absent directory": "resources: [github.com/org/repo/there]",
	} {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{
				"kustomization.yaml":      {Data: []byte(content)},
				"one.yaml":                {Data: []byte(configMap("one"))},
				"t.yaml":                  {Data: []byte(patch)},
				"dir/kustomization.yaml":  {Data: []byte("resources: [t.yaml]")},
				"dir/t.yaml":              {Data: []byte(patch)},
				"base/kustomization.yaml": {Data: []byte("resources: ['" + server.URL + "/x.yaml']")},
				"github.com/org/repo/there/kustomization.yaml": {Data: []byte("namePrefix: x")},
			}
			documents, skipped, err := manifest.Load(t.Context(), manifest.Input{Paths: []manifest.Path{{Arg: ".", Root: root, Name: "."}}})
			if err == nil && name != "chart" {
				t.Errorf("no error, %d documents, skipped %v", len(documents), skipped)
			}
		})
	}
	if n := hits.Load(); n > 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("git was run")
	}
}

// TestHostile bounds what small files can cost.
func TestHostile(t *testing.T) {
	t.Parallel()
	const level = "[*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]"
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		p := c - 1
		bomb += fmt.Sprintf("%c: &%c "+level+"\n", c, c, p, p, p, p, p, p, p, p, p)
	}
	flat := "a: &a [" + strings.Repeat("x, ", 9000) + "]\nb: [" + strings.Repeat("*a, ", 9000) + "]\n"
	merges := "a: &a {" + strings.Repeat("<<: {", 100) + strings.Repeat("}", 100) + "}\nb: &b {<<: [" + strings.Repeat("*a, ", 5000) + "]}\n"
	for name, data := range map[string]string{
		"bomb":              bomb,
		"flat aliases":      flat,
		"merges":            merges,
		"flow":              strings.Repeat("[", 1_000_000),
		"flow maps":         strings.Repeat("{a: ", 100_000),
		"JSON":              `{"a":` + strings.Repeat("[", 1_000_000),
		"closed JSON":       strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000),
		"blocks":            deep(2000),
		"sequences":         strings.Repeat("- ", 100_000) + "x",
		"keys":              strings.Repeat("? ", 100_000) + "x",
		"anchors":           strings.Repeat("&a ", 100_000),
		"tags":              strings.Repeat("!!str ", 100_000),
		"quotes":            strings.Repeat(`"`, 100_001),
		"documents":         strings.Repeat("---\na: 1\n", 150_000),
		"directives":        strings.Repeat("%YAML 1.1\n", 100_000),
		"braces":            strings.Repeat("{{ ", 100_000),
		"comments":          strings.Repeat("# x\n", 300_000),
		"indented comments": "a:\n" + strings.Repeat("  # x\n\n", 100_000) + "  b: c\n",
		"long key":          strings.Repeat("k", 1_000_000) + ": v",
		"plain over lines":  "a: " + strings.Repeat("x\n  ", 200_000),
		"tabs":              "a:\n" + strings.Repeat("\t", 500_000),
		"breaks":            "a: |\n" + strings.Repeat("\n", 1_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			documents, skipped, err := text(t, "a.yaml", data)
			took := time.Since(start)
			if len(documents) > 0 {
				t.Errorf("%d documents", len(documents))
			}
			if err == nil && len(skipped) == 0 && name != "comments" {
				t.Error("neither an error nor a note")
			}
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			t.Logf("%v, %d bytes, %.150v", took, len(data), err)
		})
	}
}

// deep is a map in block style of many levels.
func deep(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestHostileBuild bounds what a small kustomization can cost: each level doubles the objects.
func TestHostileBuild(t *testing.T) {
	t.Parallel()
	root := fstest.MapFS{"l0/kustomization.yaml": {Data: []byte("resources: [x.yaml]")}, "l0/x.yaml": {Data: []byte(configMap("x"))}}
	const levels = 16
	for i := 1; i <= levels; i++ {
		for _, side := range []string{"a", "b"} {
			root[fmt.Sprintf("%s%d/kustomization.yaml", side, i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "namePrefix: %s-\nresources: [../l%d]", side, i-1)}
		}
		root[fmt.Sprintf("l%d/kustomization.yaml", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "resources: [../a%d, ../b%d]", i, i)}
	}
	start := time.Now()
	_, _, err := manifest.Load(t.Context(), manifest.Input{
		Paths:  []manifest.Path{{Arg: ".", Root: root, Name: "."}},
		Limits: manifest.Limits{BuildReads: 500},
	})
	want := fmt.Sprintf("l%d/kustomization.yaml: the build reads more than 500 files or 67108864 bytes, which are the limits: name each base once", levels)
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := manifest.Load(ctx, one("a.yaml", configMap("a"))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestIrregular must end: nothing is ever written into the pipe.
func TestIrregular(t *testing.T) {
	t.Parallel()
	root := fstest.MapFS{"a.yaml": {Mode: os.ModeNamedPipe}, "b.yaml": {Data: []byte(configMap("b"))}}
	documents, skipped, err := manifest.Load(t.Context(), manifest.Input{Paths: []manifest.Path{{Arg: ".", Root: root, Name: "."}}})
	if err != nil || len(documents) != 1 || len(skipped) != 1 || skipped[0].File != "a.yaml" {
		t.Errorf("got %v, %v, %v", documents, skipped, err)
	}
}

// TestOrder reads many files on all processors and wants them in order.
func TestOrder(t *testing.T) {
	t.Parallel()
	root, want := fstest.MapFS{}, ""
	for i := range 500 {
		name := fmt.Sprintf("d%02d/f%03d.yaml", i/50, i)
		root[name] = &fstest.MapFile{Data: []byte(configMap("a") + "---\njust text\n---\n" + configMap("b"))}
		want += name + "1 " + name + "3 "
	}
	for range 5 {
		documents, skipped, err := manifest.Load(t.Context(), manifest.Input{Paths: []manifest.Path{{Arg: ".", Root: root, Name: "."}}})
		if err != nil || len(skipped) != 500 {
			t.Fatal(err, len(skipped))
		}
		got := ""
		for _, d := range documents {
			got += fmt.Sprintf("%s%d ", d.File, d.Index)
		}
		if got != want {
			t.Error("the order is not that of the names")
		}
	}
}

// FuzzLoad wants no panic and an answer for any text, and values that sigs.k8s.io/yaml gives.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		configMap("a"), placed, `{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}`, "a: &a [*a]\n", "%YAML 1.1\n---\na: 1\n...\n",
		configMap("a") + "data: {yes: no, 010: 0x1F, 1.5: 1e3, .inf: ~, d: 2026-01-01, e: 1:30, f: !!binary aGk=, g: 'x', <<: {h: 1}}\n",
		configMap("a") + "data:\n  a: |\n    x\n  b: >-\n    y\n    z\n  c: \"\\u00e4\\x41\"\n", "{{ .Values.x }}", "a: b: c\n", "\ufeffa: 1\r\n---\r\n",
		configMap("a") + "data: {a: 18446744073709551615, b: 9223372036854775808, c: -0.0, d: 1e21, e: 123456789012345680000, f: 0b1, g: +1, h: 1_0, i: 0o7}\n",
		configMap("a") + "data: {a: ! 5, b: ---, c: ..., d: =, e: <<, f: -, g: 1\n\n 2, h: , i: ~, j: +, k: 0, l: 00, m: 1e3, n: y, o: Y, p: oN, q: NULL, r: .5, s: -.inf, t: 0x, u: 12e03, v: 1_, w: 9999999999999999999}\n",
		configMap("a") + "data:\n  ! a: ! yes\n  b: ! 'x'\n  c: a\n\n    b # c\n  # d\n  e: |+2\n     x\n\n  f: >2-\n    g\n   h\n  ? i\n  : - j\n    -\tk\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		documents, _, err := text(t, "a.yaml", data)
		if err != nil {
			if documents != nil {
				t.Error("documents beside an error")
			}
			return
		}
		for i := range documents {
			d := &documents[i]
			if at := d.Position("/metadata/name"); at.File != "a.yaml" || at.Line < 1 || at.Column < 1 || at.Line > strings.Count(data, "\n")+strings.Count(data, "\r")+strings.Count(data, "\u0085")+strings.Count(data, "\u2028")+strings.Count(data, "\u2029")+1 {
				t.Errorf("%v is at %v", d.Key(), at)
			}
		}
		if len(documents) == 1 && documents[0].Item == "" && documents[0].Index == 1 && !strings.Contains(data, "\n---") && !strings.Contains(data, "\n...") {
			sameAsSigs(t, data, documents[0].Object)
		}
	})
}

// scalars are texts of which the versions of YAML think differently, or that are near one.
var scalars = strings.Split(`y|Y|yes|Yes|YES|yEs|n|N|no|No|NO|true|True|TRUE|tRUE|false|on|On|ON|off|Off|OFF|null|Null|NULL|nULL|~|~x|
0|00|010|08|0o10|0x1F|0X1f|0b11|-0b1|+1|-1|-0|01080000|089|1_000|_1|1_|1:30|1:30:00|190:20|12345678901234567|123456789012345678|999999999999999999|
9223372036854775807|9223372036854775808|-9223372036854775808|-9223372036854775809|18446744073709551615|18446744073709551616|
1.0|1.5|.5|5.|-.5|1e3|1E3|1e+3|1e-3|1e400|1e21|1e20|-1e21|0.1e1|.inf|-.inf|+.Inf|.NaN|.nan|1.2.3|v1|1.10|2026-01-02|2026-01-02T03:04:05Z|
---|...|-|+|.|=|<<|<|! 5|! yes|!!str 5|!!int 5|!!float 5|!!bool yes|!!null x|!!binary aGk=|!!binary x|!!timestamp 2026-01-02|!x y|
"yes"|'010'|""|''|"\x41\u00e4"|100m|1Gi|500Mi|0.5Gi|1e3m|a b|a#b|a:b|:|::|a,b|[y, 010]|{y: 010}|[]|{}|?x|-x|*x|&a yes|%x|@x|x%|@`, "|")

func TestScalars(t *testing.T) {
	t.Parallel()
	for _, scalar := range scalars {
		scalar = strings.TrimPrefix(scalar, "\n")
		for _, data := range []string{
			configMap("a") + "data:\n  k: " + scalar + "\n", configMap("a") + "data:\n  - " + scalar + "\n",
			configMap("a") + "data:\n  " + scalar + ": v\n", configMap("a") + "data: [" + scalar + "]\n", configMap("a") + "data: {k: " + scalar + "}\n",
		} {
			documents, _, err := text(t, "a.yaml", data)
			_, kubectl := yaml.YAMLToJSON([]byte(data))
			switch {
			case err == nil && len(documents) == 1:
				sameAsSigs(t, data, documents[0].Object)
			case kubectl == nil:
				t.Errorf("%q: sigs.k8s.io/yaml reads it, and here it is %v", data, err)
			}
		}
	}
}

// FuzzScalar holds a value against what kubectl reads.
func FuzzScalar(f *testing.F) {
	for _, scalar := range scalars {
		f.Add(scalar)
	}
	f.Fuzz(func(t *testing.T, scalar string) {
		data := configMap("a") + "data:\n  k: " + scalar + "\n"
		documents, _, err := text(t, "a.yaml", data)
		if err == nil && len(documents) == 1 && !strings.Contains(data, "\n---") && !strings.Contains(data, "\n...") {
			sameAsSigs(t, data, documents[0].Object)
		}
	})
}

// sameAsSigs holds an object against what kubectl reads.
func sameAsSigs(t *testing.T, data string, got object.Object) {
	t.Helper()
	if strings.HasPrefix(strings.TrimLeft(data, " \t\r\n\ufeff"), "{") && json.Valid([]byte(strings.TrimPrefix(data, "\ufeff"))) {
		return // Kubectl reads that as JSON, too.
	}
	want, err := yaml.YAMLToJSON([]byte(data))
	if err != nil {
		t.Fatalf("%q is read, and sigs.k8s.io/yaml says %v", data, err)
	}
	written, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := canonical(t, written), canonical(t, want); a != b {
		t.Errorf("%q:\ngot  %s\nwant %s", data, a, b)
	}
}

// canonical writes JSON with all numbers as the nearest float64, and without the sign of zero, which no integer has.
func canonical(t *testing.T, data []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		t.Fatal(err)
	}
	return negativeZero.ReplaceAllString(b.String(), "${1}0$2")
}

var negativeZero = regexp.MustCompile(`([:\[,])-0([,}\]])`)

// BenchmarkLoad reads the manifests of this repository, of which the bases are most.
func BenchmarkLoad(b *testing.B) {
	var all bytes.Buffer
	names, _ := filepath.Glob("../../rendered/base/*/*.yaml")
	for _, name := range names {
		if filepath.Base(name) == "kustomization.yaml" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(&all, "---\n%s", data)
	}
	documents, _, err := text(b, "a.yaml", all.String())
	if err != nil || len(documents) == 0 {
		b.Fatal(err)
	}
	var asJSON bytes.Buffer
	for _, d := range documents {
		if err := json.NewEncoder(&asJSON).Encode(d.Object); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("sigs.k8s.io/yaml", func(b *testing.B) { // What kubectl does, for comparison.
		b.SetBytes(int64(all.Len()))
		b.ReportAllocs()
		for b.Loop() {
			for _, document := range strings.Split(all.String(), "---\n")[1:] {
				var o map[string]any
				if err := yaml.Unmarshal([]byte(document), &o); err != nil || o == nil {
					b.Fatal(err)
				}
			}
		}
	})
	for name, data := range map[string]string{"yaml": all.String(), "json": asJSON.String()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if got, _, err := text(b, "a.yaml", data); err != nil || len(got) != len(documents) {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}
