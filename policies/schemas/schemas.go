// Package schemas knows what Kubernetes and the operators of the platform accept, release by release, and says where an
// object is something else. It judges the structure of objects as the API server does: fields, types, words, and the
// expressions of custom resources. What a controller makes of a valid object is up to the rules.
package schemas

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"

	"github.com/sutazai/sutaz/generators/object"
)

// data is written by `make schemas`: kubernetes-<release>.gz, custom-<group>.gz for each group of custom resources, and
// sources.json, the module that each group/Kind of them comes from.
//
//go:embed data/*.gz data/sources.json
var data embed.FS

// Kind is one kind of one version.
type Kind struct {
	// Definition names the schema of a kind of Kubernetes itself. It is empty for a version that is served no more.
	Definition string `json:"definition,omitempty"`
	// Schema is that of a custom resource.
	Schema *apiextensions.JSONSchemaProps `json:"schema,omitempty"`
	// Deprecated and Removed are the releases of Kubernetes, such as 1.25, since which that is so; empty for never.
	Deprecated string `json:"deprecated,omitempty"`
	Removed    string `json:"removed,omitempty"`
	// Replacement is what takes its place, as "apps/v1 Deployment".
	Replacement string `json:"replacement,omitempty"`
	// Warning is what the author of a custom resource says of a deprecated version.
	Warning string `json:"warning,omitempty"`
	// Unserved marks a version of a custom resource that its definition keeps and no server takes.
	Unserved bool `json:"unserved,omitempty"`
	// Source is the file that a definition was read from; empty for what comes with the program.
	Source string `json:"-"`
}

// Set is what one cluster accepts. It is safe for use by several goroutines.
type Set struct {
	release string
	native  *archive
	// custom holds the archives of groups, and extra what was given beside them, by group/version/Kind.
	custom map[string]*archive
	extra  map[string]*Kind
	sum    string

	kinds, shapes, expressions cache
}

// Releases are the releases of Kubernetes that are known, oldest first.
func Releases() []string {
	releases := files("kubernetes-")
	slices.SortFunc(releases, compareReleases)
	return releases
}

// files are the names of the files of the data with a prefix, without it and the extension.
func files(prefix string) []string {
	names, err := fs.Glob(data, "data/"+prefix+"*.gz")
	if err != nil {
		panic(err) // The pattern is a constant.
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(name, "data/"+prefix), ".gz")
	}
	return names
}

// Open is what a cluster of a release of Kubernetes accepts, such as 1.36, with the custom resources that are known and
// those of extra, which go before. The error names the releases that there are.
func Open(release string, extra ...map[string]*Kind) (*Set, error) {
	if known := Releases(); !slices.Contains(known, release) {
		return nil, fmt.Errorf("no schemas of Kubernetes %s; there are those of %s", release, strings.Join(known, ", "))
	}
	s := &Set{release: release, native: &archive{file: "data/kubernetes-" + release + ".gz"}, custom: map[string]*archive{}, extra: map[string]*Kind{}}
	for _, group := range files("custom-") {
		s.custom[group] = &archive{file: "data/custom-" + group + ".gz"}
	}
	for _, kinds := range extra {
		maps.Copy(s.extra, kinds)
	}
	own, err := json.Marshal(s.extra)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%s %s %s", release, Sum(), own)
	s.sum = hex.EncodeToString(hash.Sum(nil))
	return s, nil
}

// Sum is a checksum of all schemas: what was said by the Set holds as long as it is the same.
func (s *Set) Sum() string {
	if s == nil {
		return ""
	}
	return s.sum
}

// Sum is a checksum of the schemas that come with the program, and of how they are read.
var Sum = sync.OnceValue(func() string {
	hash := sha256.New()
	_, _ = io.WriteString(hash, "2 ") // Raise it when the same schemas say something else.
	err := fs.WalkDir(data, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := data.ReadFile(name)
		_, _ = hash.Write(text)
		return err
	})
	if err != nil {
		panic(err) // The files are in the program.
	}
	return hex.EncodeToString(hash.Sum(nil))
})

// archive is a file of lines: a name, a tabulator and JSON. It is unpacked when somebody asks.
type archive struct {
	file  string
	once  sync.Once
	lines map[string][]byte
}

func (a *archive) get(name string) []byte {
	a.once.Do(func() {
		packed, err := data.ReadFile(a.file)
		if err != nil {
			panic(err) // The file is in the program.
		}
		reader, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			panic(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			panic(err)
		}
		a.lines = map[string][]byte{}
		for line := range bytes.Lines(text) {
			name, value, _ := bytes.Cut(line, []byte("\t"))
			a.lines[string(name)] = value
		}
	})
	return a.lines[name]
}

// names are those of the lines.
func (a *archive) names() []string {
	a.get("")
	return slices.Sorted(maps.Keys(a.lines))
}

// cache keeps what is made once for a name.
type cache struct{ made sync.Map }

func cached[V any](c *cache, name string, read func() V) V {
	once, known := c.made.Load(name)
	if !known {
		once, _ = c.made.LoadOrStore(name, sync.OnceValue(read))
	}
	return once.(func() V)()
}

// kind finds a kind by group/version/Kind; nil where it is not known.
func (s *Set) kind(group, version, kind string) *Kind {
	rest := version + "/" + kind
	name := group + "/" + rest
	if k := s.extra[name]; k != nil {
		return k
	}
	return cached(&s.kinds, name, func() *Kind {
		line := s.native.get(name)
		if custom := s.custom[group]; line == nil && custom != nil {
			line = custom.get(rest)
		}
		if line == nil {
			return nil
		}
		return decode[Kind](line)
	})
}

// sources are the modules of custom resources that come with the program, by group/Kind.
var sources = sync.OnceValue(func() map[string]string {
	text, err := data.ReadFile("data/sources.json")
	if err != nil {
		panic(err) // The file is in the program.
	}
	return *decode[map[string]string](text)
})

// Source says where the schema of an object comes from: a release of Kubernetes, a Go module with its version, or a file
// that was given. It is empty where there is no schema.
func (s *Set) Source(o object.Object) string {
	key := o.Key()
	kind := s.kind(key.Group, o.Version(), key.Kind)
	switch {
	case kind == nil:
		return ""
	case kind.Source != "":
		return kind.Source
	case kind.Schema == nil:
		return "Kubernetes " + s.release
	}
	return sources()[key.Group+"/"+key.Kind]
}

// shape is a definition of Kubernetes by its name.
func (s *Set) shape(name string) *apiextensions.JSONSchemaProps {
	return cached(&s.shapes, name, func() *apiextensions.JSONSchemaProps {
		return decode[apiextensions.JSONSchemaProps](s.native.get(name))
	})
}

func decode[V any](line []byte) *V {
	value := new(V)
	if err := json.Unmarshal(line, value); err != nil {
		panic(err) // `make schemas` wrote it, and a test reads all of it.
	}
	return value
}

// Versions are the versions of a kind that are known, newest last, as "group/version".
func (s *Set) Versions(group, kind string) []string {
	var versions []string
	add := func(names []string, prefix string) {
		for _, name := range names {
			rest, found := strings.CutPrefix(name, prefix)
			version, of, both := strings.Cut(rest, "/")
			if found && both && of == kind {
				if k := s.kind(group, version, kind); k != nil && (k.Definition != "" || k.Schema != nil && !k.Unserved) {
					versions = append(versions, strings.TrimPrefix(group+"/"+version, "/"))
				}
			}
		}
	}
	add(s.native.names(), group+"/")
	if custom := s.custom[group]; custom != nil {
		add(custom.names(), "")
	}
	add(slices.Sorted(maps.Keys(s.extra)), group+"/")
	return versions
}

// isNative says whether a group is one of Kubernetes itself.
func (s *Set) isNative(group string) bool {
	return cached(&s.kinds, "group "+group, func() *Kind {
		for _, name := range s.native.names() {
			if of, _, found := strings.Cut(name, "/"); found && of == group {
				return &Kind{}
			}
		}
		return nil
	}) != nil
}

// compareReleases orders 1.9 before 1.10.
func compareReleases(a, b string) int {
	return slices.Compare(numbers(a), numbers(b))
}

func numbers(release string) []int {
	var major, minor int
	_, _ = fmt.Sscanf(release, "%d.%d", &major, &minor) // What is no release is before all.
	return []int{major, minor}
}

// ReadDefinition reads a CustomResourceDefinition: its kinds by group/version/Kind. Any other object has none.
func ReadDefinition(o object.Object) (map[string]*Kind, error) {
	if key := o.Key(); key.Kind != "CustomResourceDefinition" || key.Group != "apiextensions.k8s.io" {
		return nil, nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var definition apiextensions.CustomResourceDefinition
	if err := json.Unmarshal(text, &definition); err != nil {
		return nil, fmt.Errorf("CustomResourceDefinition %s: %w", o.Key().Name, err)
	}
	kinds := map[string]*Kind{}
	for _, version := range definition.Spec.Versions {
		if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
			continue
		}
		kind := &Kind{Schema: version.Schema.OpenAPIV3Schema, Unserved: !version.Served}
		if version.Deprecated {
			kind.Deprecated = "0.0" // Whatever the release of Kubernetes.
			if version.DeprecationWarning != nil {
				kind.Warning = *version.DeprecationWarning
			}
		}
		kinds[definition.Spec.Group+"/"+version.Name+"/"+definition.Spec.Names.Kind] = kind
	}
	return kinds, nil
}
