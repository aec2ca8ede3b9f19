// Package manifest reads the Kubernetes manifests that the policy gate judges and that this program did not write: files,
// directories, kustomizations, standard input. What it reads is not trusted: sizes, depth and aliases are bounded, nothing
// outside the given root is opened, and nothing is fetched or run.
//
// # What is read
//
// A file may hold a stream of YAML documents or of JSON values, whatever its name. A directory is read with all below it,
// by name: files that end in .yaml, .yml or .json. The directory .git is left out, and a link to a directory is not
// followed, which is said. A link to a file is followed within the root, and an error if it leads out of it. What is no
// regular file is skipped, for a pipe may have no end. An object whose kind ends in List is taken apart into its items.
//
// Values are those that kubectl and Argo CD read, which is what sigs.k8s.io/yaml makes of a document: YAML 1.1, where
// yes and on are true and 010 is 8. There are four differences. Numbers that have no fraction are int64, as the API server
// makes them, so -0 is 0. A key that stands twice is an error, as it is to the strict decoder of the API server; so is a
// second document hidden behind a line break that kubectl does not see, of which sigs.k8s.io/yaml reads the first alone;
// and so is what the limits do not permit. Unlike the objects of generators, these may hold nil: a null in the manifest.
//
// # Kustomizations
//
// A kustomization found in a directory is built, and what it consumes is not judged a second time: neither the files that
// it names nor a base that another kustomization names. So a base is judged once through each of its overlays, and by
// itself only where no kustomization under the given paths uses it. A Component is judged through the kustomizations that
// use it; one that nothing uses is said to be skipped. Files beside a kustomization that no kustomization names are judged
// by themselves. A file that is given as a path is always judged.
//
// The build is that of the kustomize command without flags, so without plugins, except for four things. All files must lie
// in the root. Addresses are refused before anything is fetched. The configuration of a generator, a transformer or a
// validator must be a file or stand in the kustomization, and be no directory, whose build could put an address together.
// And what a build reads is held against the limits, for kustomize has none. It prints warnings about deprecated fields to
// standard error.
//
// # What is skipped
//
// With a note, never silently: charts of Helm that nobody rendered, files that are templates of Helm, kustomizations that
// would run Helm, documents that are no Kubernetes objects, links to directories. Empty documents are nothing, and need no
// note. Of a chart, its Chart.yaml, values.yaml and templates/ are skipped; its crds/, which Helm takes as they are, are
// read. A file outside a chart is a template if it does not parse, and braces stand where a value or a line would begin.
package manifest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"github.com/sutazai/sutaz/generators/object"
)

// Document is one object and where it was read.
type Document struct {
	// File is the file as it was given, or below a directory as it was given; "-" is standard input. For an object that
	// kustomize built it is the kustomization that was built.
	File string
	// Index is the number of the document in the file, from 1; of a built object, its place in the build.
	Index int
	// Item points to the object in its document, as RFC 6901 says: "" but for items of a list.
	Item string
	// Object is what a cluster would be given. It may hold nil; see the package.
	Object object.Object
	// from finds positions.
	from origin
}

// Key is the identity of the object. An object with generateName gets its name in the cluster, a new one each time it is
// created: its Key has the prefix and an asterisk, which no name can hold, and two of the same Key are two objects.
func (d *Document) Key() object.Key {
	key := d.Object.Key()
	if key.Name != "" {
		return key
	}
	metadata, _ := d.Object["metadata"].(map[string]any)
	prefix, _ := metadata["generateName"].(string)
	key.Name = prefix + "*"
	return key
}

// Position is a place in a file. Lines and columns count from 1, columns in characters; 0 is unknown.
type Position struct {
	File         string
	Line, Column int
}

// origin is where a document comes from: a text, or a build.
type origin interface {
	// position is that of a pointer into the object of d, or of the nearest value above it that is there.
	position(d *Document, pointer string) Position
}

// Position is the place of an RFC 6901 pointer into the object: the key of a field, the first sign of an item of a list.
// Where the path is not in the file, it is the place of the nearest value above it that is. Of an object that kustomize
// built, it is the place in the file that the object comes from, if one can be told, else the kustomization; a patch that
// sets the value is not looked for. It reads the document again, and remembers the last one: ask for findings, not for
// objects, and for those of one document one after the other.
func (d *Document) Position(pointer string) Position {
	if d.from == nil {
		return Position{File: d.File}
	}
	return d.from.position(d, pointer)
}

// Skipped is something that was not judged.
type Skipped struct {
	// File is named as in Document; it may be a directory.
	File string
	// Document is the number of the document in the file, from 1; 0 is all of the file.
	Document int
	// Reason is one sentence that says what it is, and what to do to have it judged.
	Reason string
}

// Error is what is wrong with one file, at one place.
type Error struct {
	Position
	// Message says what is wrong, and how to mend it.
	Message string
}

// Error is file:line:column: message, without what is unknown.
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return e.File + ": " + e.Message
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

func errorAt(position Position, format string, args ...any) *Error {
	return &Error{position, fmt.Sprintf(format, args...)}
}

// Limits bound what hostile or mistaken input can cost. A field that is 0 takes its value from DefaultLimits.
type Limits struct {
	// FileBytes is the size of a file, and StdinBytes that of standard input.
	FileBytes, StdinBytes int64
	// TotalBytes is the size of all files together.
	TotalBytes int64
	// Files is the number of files and directories that are looked at.
	Files int
	// BuildReads is how often one kustomization reads a file, and BuildBytes the size of what it reads.
	BuildReads int
	BuildBytes int64
	// Documents is the number of documents in a file.
	Documents int
	// Objects is the number of objects in all files.
	Objects int
	// Depth is how deep maps and lists are nested. The API server itself takes 10,000; the deepest objects in use are
	// definitions of custom resources with some 60.
	Depth int
	// Aliases is the number of values that the aliases of one file add.
	Aliases int
}

// DefaultLimits are far beyond any manifest that people write.
var DefaultLimits = Limits{
	FileBytes:  16 << 20,
	StdinBytes: 256 << 20,
	TotalBytes: 512 << 20,
	Files:      1_000_000,
	BuildReads: 10_000,
	BuildBytes: 64 << 20,
	Documents:  100_000,
	Objects:    200_000,
	Depth:      250,
	Aliases:    100_000,
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	return Limits{
		FileBytes:  cmp.Or(l.FileBytes, d.FileBytes),
		StdinBytes: cmp.Or(l.StdinBytes, d.StdinBytes),
		TotalBytes: cmp.Or(l.TotalBytes, d.TotalBytes),
		Files:      cmp.Or(l.Files, d.Files),
		BuildReads: cmp.Or(l.BuildReads, d.BuildReads),
		BuildBytes: cmp.Or(l.BuildBytes, d.BuildBytes),
		Documents:  cmp.Or(l.Documents, d.Documents),
		Objects:    cmp.Or(l.Objects, d.Objects),
		Depth:      cmp.Or(l.Depth, d.Depth),
		Aliases:    cmp.Or(l.Aliases, d.Aliases),
	}
}

// Path is one PATH of the command line, and the file system that it lies in.
type Path struct {
	// Arg is the path as given, with which the names of its files begin. "-" is standard input.
	Arg string
	// Root holds the path and all that it may refer to, such as the bases of an overlay. That of os.Root opens nothing
	// outside it, not even through a link. It must stay open as long as positions are asked for.
	Root fs.FS
	// Name is the path in Root, as fs.FS wants it: with slashes, and "." for the root itself.
	Name string
}

// Input is what to read.
type Input struct {
	// Paths are read in their order; what two of them share is read once.
	Paths []Path
	// Stdin is read where a path is "-".
	Stdin io.Reader
	// Limits are those of DefaultLimits where they are 0.
	Limits Limits
}

// Load reads all objects: in the order of the paths, below a path by the names of the files, in a file as they stand, and
// what kustomizations build after the files. The order does not depend on anything else. The skipped are in the same
// order. If anything cannot be read there are no documents, and the error joins an *Error for each mistake.
func Load(ctx context.Context, input Input) ([]Document, []Skipped, error) {
	l := &loader{limits: input.Limits.orDefault(), stdin: input.Stdin, sources: map[id][]Document{}}
	found := l.walk(ctx, input.Paths)
	results := parallel(ctx, len(found.files), func(i int) result { return l.readFile(found.files[i]) })
	chunks, collected := l.chunks(results)
	decoded := parallel(ctx, len(chunks), func(i int) result { return l.decode(chunks[i]) })
	collected = append(collected, l.perFile(chunks, decoded)...)
	built := parallel(ctx, len(found.builds), func(i int) result { return l.build(ctx, found.builds[i]) })
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	return l.collect(slices.Concat([]result{found.result}, collected, built))
}

// loader is one run of Load.
type loader struct {
	limits Limits
	stdin  io.Reader
	// schemas keeps a build that changes the schemas of kustomize, which are global, apart from others.
	schemas sync.RWMutex
	recent  recent
	// sources are the objects of files that builds read, for positions.
	lock    sync.Mutex
	sources map[id][]Document
}

// result is what a part of the work gives.
type result struct {
	documents []Document
	skipped   []Skipped
	errs      []error
	text      *text
}

func (r *result) fail(err error) { r.errs = append(r.errs, err) }

// collect puts results one after the other.
func (l *loader) collect(results []result) ([]Document, []Skipped, error) {
	var all result
	var objects int
	for _, r := range results {
		objects += len(r.documents)
	}
	all.documents = make([]Document, 0, objects)
	for _, r := range results {
		all.documents = append(all.documents, r.documents...)
		all.skipped = append(all.skipped, r.skipped...)
		all.errs = append(all.errs, r.errs...)
	}
	if objects > l.limits.Objects {
		all.fail(fmt.Errorf("the input has %d objects, and the limit is %d: check parts of it in runs of their own", objects, l.limits.Objects))
	}
	if len(all.errs) > 0 {
		return nil, all.skipped, errors.Join(all.errs...)
	}
	return all.documents, all.skipped, nil
}

// parallel calls f for 0 to n-1 on all processors, and gives the results in their order. It stops early when ctx is done.
func parallel[T any](ctx context.Context, n int, f func(int) T) []T {
	results := make([]T, n)
	workers := min(n, runtime.GOMAXPROCS(0))
	// Small portions even out the work; not the smallest, which would fight for the channel.
	portion := max(1, min(64, n/(8*max(1, workers))))
	starts := make(chan int)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for start := range starts {
				for i := start; i < min(start+portion, n) && ctx.Err() == nil; i++ {
					results[i] = f(i)
				}
			}
		})
	}
	for start := 0; start < n; start += portion {
		starts <- start
	}
	close(starts)
	group.Wait()
	return results
}
