package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"

	"github.com/sutazai/sutaz/generators/object"
)

// kustomizationNames are the names of the file that makes a directory a kustomization.
var kustomizationNames = konfig.RecognizedKustomizationFileNames()

func isKustomization(name string) bool { return slices.Contains(kustomizationNames, name) }

// kustomization is a directory that kustomize builds.
type kustomization struct {
	place place
	id    id
	// file is the name of its file.
	file string
	// given says that it lies under a path, not only that another names it.
	given bool
	text  *text
	// bases are the directories that it names, files all files, and resources those of them that hold objects.
	bases, files, resources []id
	// component, helm and schemas are about the kustomization itself, not its bases.
	component, helm, schemas bool
	// empty says that it holds nothing that kustomize looks at.
	empty bool
	// failed says that it has mistakes, which are reported.
	failed bool
}

func (k *kustomization) shown() string { return k.place.shown(k.file) }

// kustomizations are those under the paths and those that they name.
type kustomizations struct {
	loader *loader
	known  map[id]*kustomization
	// order is that in which they were found.
	order    []*kustomization
	mistakes []error
}

// find notes the kustomization in a directory.
func (ks *kustomizations) find(p place, dir string) *kustomization {
	at := p.id(dir)
	if ks.known[at] == nil {
		k := &kustomization{place: p, id: at, given: true}
		ks.known[at] = k
		ks.order = append(ks.order, k)
	}
	return ks.known[at]
}

// connect reads the kustomizations, and those that they name, without building any.
func (ks *kustomizations) connect() {
	for i := 0; i < len(ks.order); i++ { // It grows.
		ks.read(ks.order[i])
		if len(ks.order) > ks.loader.limits.Files {
			ks.mistakes = append(ks.mistakes, fmt.Errorf("there are more than %d kustomizations, which is the limit", ks.loader.limits.Files))
			return
		}
	}
}

// read finds what a kustomization names.
func (ks *kustomizations) read(k *kustomization) {
	fail := func(err error) {
		k.failed = true
		ks.mistakes = append(ks.mistakes, err)
	}
	for _, name := range kustomizationNames {
		full := path.Join(k.id.name, name)
		if _, err := fs.Stat(k.place.Root, full); err == nil && k.file != "" {
			fail(errorAt(Position{File: k.shown()}, "the directory has %s as well, and kustomize takes one: remove one", name))
			return
		} else if err == nil {
			k.file = full
		}
	}
	if k.file == "" {
		k.file = path.Join(k.id.name, kustomizationNames[0])
		fail(errorAt(Position{File: k.place.shown(k.id.name)}, "a kustomization names this directory, and it has no %s", kustomizationNames[0]))
		return
	}
	r := ks.loader.readFile(file{shown: k.shown(), root: k.place.Root, name: k.file})
	if len(r.errs) > 0 {
		fail(r.errs[0])
		return
	}
	k.text = r.text
	if err := ks.parse(k); err != nil {
		fail(err)
	}
}

// parse finds what the text of a kustomization names.
func (ks *kustomizations) parse(k *kustomization) error {
	c := k.text.whole()
	root, err := ks.loader.harmless(c)
	if err != nil {
		return err
	}
	var content types.Kustomization
	if err := content.Unmarshal([]byte(k.text.data)); err != nil {
		return ks.noKustomization(c, root, err)
	}
	k.component = content.Kind == types.ComponentKind
	k.helm = len(content.HelmCharts)+len(content.HelmChartInflationGenerator) > 0
	k.schemas = len(content.OpenAPI) > 0
	k.empty = content.CheckEmpty() != nil
	var errs []error
	for _, r := range references(&content) {
		at := yamlOrigin{c, &ks.loader.recent}.position(&Document{}, r.pointer)
		if err := ks.follow(k, r, at); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

// noKustomization says where a field is that kustomize does not know, if it stands at the top.
func (ks *kustomizations) noKustomization(c chunk, root *yaml3.Node, err error) *Error {
	at := c.place(root)
	if match := unknownField.FindStringSubmatch(err.Error()); match != nil {
		at = yamlOrigin{c, &ks.loader.recent}.position(&Document{}, "/"+object.EscapePointer(match[1]))
	}
	message := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "invalid Kustomization: "), "json: ")
	return errorAt(at, "it is no kustomization: %s", message)
}

// reference is something that a kustomization names.
type reference struct {
	// pointer is where it stands.
	pointer, name string
	// use says what it may be.
	use use
}

type use int

const (
	aFile          use = iota // A file.
	aResource                 // A file or a kustomization.
	aDirectory                // A kustomization.
	aFileOrInline             // A file or its content.
	aConfiguration            // A file of objects that configure parts of kustomize, or its content.
)

// references are all places of a kustomization in which kustomize looks for files. Others hold values.
func references(k *types.Kustomization) (all []reference) {
	add := func(use use, pointer string, names ...string) {
		for _, name := range names {
			if name != "" {
				all = append(all, reference{pointer, name, use})
			}
		}
	}
	list := func(use use, field string, names []string) {
		for i, name := range names {
			add(use, itemPointer("/"+field, i), name)
		}
	}
	list(aResource, "resources", k.Resources)
	list(aResource, "bases", k.Bases) //nolint:staticcheck // People have such files.
	list(aDirectory, "components", k.Components)
	list(aFile, "crds", k.Crds)
	list(aFile, "configurations", k.Configurations)
	list(aConfiguration, "generators", k.Generators)
	list(aConfiguration, "transformers", k.Transformers)
	list(aConfiguration, "validators", k.Validators)
	add(aFile, "/openapi/path", k.OpenAPI["path"])
	for i, patch := range k.PatchesStrategicMerge { //nolint:staticcheck // People have such files.
		add(aFileOrInline, itemPointer("/patchesStrategicMerge", i), string(patch))
	}
	for i, patch := range k.PatchesJson6902 { //nolint:staticcheck // People have such files.
		add(aFile, itemPointer("/patchesJson6902", i)+"/path", patch.Path)
	}
	for i, patch := range k.Patches {
		add(aFile, itemPointer("/patches", i)+"/path", patch.Path)
	}
	for i, replacement := range k.Replacements {
		add(aFile, itemPointer("/replacements", i)+"/path", replacement.Path)
	}
	pairs := func(pointer string, sources types.KvPairSources) {
		for j, source := range sources.FileSources {
			at := itemPointer(pointer+"/files", j)
			if _, name, keyed := strings.Cut(source, "="); keyed && !remote(source) {
				source = name
			}
			add(aFile, at, source)
		}
		list(aFile, pointer[1:]+"/envs", sources.EnvSources)
		add(aFile, pointer+"/env", sources.EnvSource)
	}
	for i, g := range k.ConfigMapGenerator {
		pairs(itemPointer("/configMapGenerator", i), g.KvPairSources)
	}
	for i, g := range k.SecretGenerator {
		pairs(itemPointer("/secretGenerator", i), g.KvPairSources)
	}
	return all
}

// follow notes what a reference leads to. Addresses are refused here, before kustomize sees any.
func (ks *kustomizations) follow(k *kustomization, r reference, at Position) error {
	if remote(r.name) {
		return errorAt(at, "%s is an address, and nothing is fetched: keep a copy in the repository and name that", brief(r.name))
	}
	if r.use == aConfiguration {
		return ks.configuration(k, r, at)
	}
	name, info, err := k.look(r.name)
	switch {
	case err != nil && r.use == aFileOrInline && inline(r.name):
		return nil
	case errors.Is(err, errOutside):
		return errorAt(at, "%s lies outside %s, and nothing there is read: run this where both are below the working directory", brief(r.name), k.place.outermost())
	case err != nil:
		return errorAt(at, "%s cannot be read: %s", brief(r.name), explain(err))
	case !info.IsDir():
		k.files = append(k.files, k.place.id(name))
		if r.use == aResource {
			k.resources = append(k.resources, k.place.id(name))
		}
	case r.use == aFile || r.use == aFileOrInline:
		return errorAt(at, "%s is a directory, and a file is wanted", brief(r.name))
	default:
		k.bases = append(k.bases, k.place.id(name))
		if base := ks.known[k.place.id(name)]; base == nil {
			base = &kustomization{place: k.place, id: k.place.id(name)}
			ks.known[base.id] = base
			ks.order = append(ks.order, base)
		}
	}
	return nil
}

// outermost is the root as a person calls it.
func (p place) outermost() string {
	if shown := p.shown("."); shown != "." {
		return shown
	}
	return "the working directory"
}

// look finds a file that a kustomization names. Kustomize cleans paths before it follows links, too.
func (k *kustomization) look(name string) (string, fs.FileInfo, error) {
	if path.IsAbs(name) {
		return "", nil, errOutside
	}
	full, err := resolve(k.place.Root, path.Join(k.id.name, name))
	if err != nil {
		return "", nil, err
	}
	info, err := fs.Stat(k.place.Root, full)
	return full, info, err
}

// inline says whether a text is content rather than the name of a file.
func inline(text string) bool { return strings.ContainsAny(text, "\n:{") }

// configuration looks into a file that configures a generator, a transformer or a validator, which may name files in
// turn: each text in it that is an address is refused, and each that is a file is named. Such files that are themselves
// built could put an address together, so they are refused.
func (ks *kustomizations) configuration(k *kustomization, r reference, at Position) error {
	name, info, err := k.look(r.name)
	content := &text{k.shown(), r.name}
	switch {
	case err == nil && info.IsDir():
		return errorAt(at, "%s is a directory, whose build would be run: name the files in it", brief(r.name))
	case err == nil:
		k.files = append(k.files, k.place.id(name))
		read := ks.loader.readFile(file{shown: k.place.shown(name), root: k.place.Root, name: name})
		if len(read.errs) > 0 {
			return read.errs[0]
		}
		content = read.text
	case !inline(r.name):
		return errorAt(at, "%s cannot be read: %s", brief(r.name), explain(err))
	}
	for _, c := range content.split() {
		root, err := ks.loader.harmless(c)
		if err != nil && content.data == r.name {
			return errorAt(at, "%s", err.Message)
		} else if err != nil {
			return err
		}
		if address := k.texts(root); address != "" {
			return errorAt(at, "%s is an address in the configuration, and nothing is fetched: keep a copy in the repository and name that", brief(address))
		}
	}
	return nil
}

// texts looks at all texts in a configuration. It gives the first address, or notes the files that they name.
func (k *kustomization) texts(n *yaml3.Node) (address string) {
	if n.Kind == yaml3.ScalarNode {
		_, value, _ := strings.Cut(n.Value, "=")
		for _, name := range []string{n.Value, value} {
			if remote(name) {
				return name
			}
			if full, info, err := k.look(name); name != "" && !inline(name) && err == nil && !info.IsDir() {
				k.files = append(k.files, k.place.id(full))
			}
		}
	}
	for _, child := range n.Content {
		if address := k.texts(child); address != "" {
			return address
		}
	}
	return ""
}

// addresses are the beginnings of names that kustomize fetches, by git or by HTTP, which depends on neither case nor
// whether a file of that name is there.
var addresses = regexp.MustCompile(`(?i)^(git::)?(https?:|ssh://|file://|github\.com[/:]|[a-z][a-z0-9-]*@)`)

func remote(name string) bool { return addresses.MatchString(name) }

// brief is a text that is short enough for a message.
func brief(text string) string {
	if line, _, more := strings.Cut(text, "\n"); more || len(line) > 100 {
		return strconv.Quote(line[:min(len(line), 100)] + "…")
	}
	return text
}

// named are all files that kustomizations consume.
func (ks *kustomizations) named() map[id]bool {
	named := map[id]bool{}
	for _, k := range ks.order {
		for _, f := range k.files {
			named[f] = true
		}
	}
	return named
}

// toBuild are what is not a part of another: all that nothing names, and one of each circle, of which kustomize says that
// it is one.
func (ks *kustomizations) toBuild(r *result) (builds []*build) {
	used := map[id]bool{}
	for _, k := range ks.order {
		for _, base := range k.bases {
			used[base] = true
		}
	}
	reached := map[id]bool{}
	for _, circles := range []bool{false, true} {
		for _, k := range ks.order {
			if !k.given || reached[k.id] || used[k.id] != circles {
				continue
			}
			b := &build{kustomization: k, objects: map[id]bool{}}
			ks.reach(k, reached, b)
			switch {
			case b.failed:
			case k.component:
				r.skipped = append(r.skipped, Skipped{File: k.shown(), Reason: "it is a component that no kustomization here uses: check one that does"})
			case b.helm:
				r.skipped = append(r.skipped, Skipped{File: k.shown(), Reason: "it uses charts of Helm, which would be fetched and run: check what kustomize build --enable-helm makes of it"})
			default:
				builds = append(builds, b)
			}
		}
	}
	return builds
}

// reach marks all that a kustomization uses, and sums up what is true of any of them.
func (ks *kustomizations) reach(k *kustomization, reached map[id]bool, b *build) {
	seen := map[id]bool{k.id: true}
	for queue := []*kustomization{k}; len(queue) > 0; queue = queue[1:] {
		next := queue[0]
		reached[next.id] = true
		b.failed = b.failed || next.failed
		b.helm = b.helm || next.helm
		b.schemas = b.schemas || next.schemas
		for _, resource := range next.resources {
			b.objects[resource] = true
		}
		for _, base := range next.bases {
			if !seen[base] {
				seen[base] = true
				queue = append(queue, ks.known[base])
			}
		}
	}
}

// harmless parses a text that kustomize will parse, which knows no limits: neither of the document nor of the documents
// that stand in it as text.
func (l *loader) harmless(c chunk) (*yaml3.Node, *Error) {
	root, err := c.nodes()
	if err != nil {
		return nil, err
	}
	if err := l.bounded(c, root); err != nil {
		return nil, err
	}
	return root, l.harmlessTexts(c, root, 2)
}

// harmlessTexts holds the documents in a document against the limits, as deep as kustomize looks into them.
func (l *loader) harmlessTexts(c chunk, n *yaml3.Node, levels int) *Error {
	if n.Kind == yaml3.ScalarNode && levels > 0 && strings.Contains(n.Value, "\n") {
		return l.harmlessText(c, n, levels)
	}
	for _, child := range n.Content {
		if err := l.harmlessTexts(c, child, levels); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) harmlessText(c chunk, n *yaml3.Node, levels int) *Error {
	decoder := yaml3.NewDecoder(strings.NewReader(n.Value))
	for {
		var inner yaml3.Node
		if decodeNode(decoder, &inner) != nil {
			return nil // The end, or no YAML; kustomize will say so if it wants YAML.
		}
		err := l.bounded(c, &inner)
		if err == nil {
			err = l.harmlessTexts(c, &inner, levels-1)
		}
		if err != nil {
			return errorAt(c.place(n), "in this text: %s", err.Message)
		}
	}
}
