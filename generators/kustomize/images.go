package kustomize

import (
	"reflect"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
)

// retag finds containers whose image differs between base and o in tag or digest alone. It returns base with the
// images of o, and the changes; nil where there are none, or where one repository would need two tags.
func retag(base, o object.Object) (map[string]any, []image) {
	changes := map[string]image{}
	var names []string
	possible := true
	var walk func(from, to any, inContainers bool) any
	walk = func(from, to any, inContainers bool) any {
		switch f := from.(type) {
		case map[string]any:
			t, ok := to.(map[string]any)
			if !ok {
				return from
			}
			out := make(map[string]any, len(f))
			for name, value := range f {
				out[name] = walk(value, t[name], name == "containers" || name == "initContainers")
			}
			if inContainers {
				old, _ := f["image"].(string)
				next, _ := t["image"].(string)
				if change, ok := tagChange(old, next); ok {
					if other, again := changes[change.Name]; again && other != change {
						possible = false
					} else if !again {
						names = append(names, change.Name)
					}
					changes[change.Name] = change
					out["image"] = next
				} else if old != "" && repositoryOf(old) == repositoryOf(next) && old == next {
					changes[repositoryOf(old)+"\x00same"] = image{}
				}
			}
			return out
		case []any:
			t, ok := to.([]any)
			if !ok || len(t) != len(f) {
				return from
			}
			out := make([]any, len(f))
			for i := range f {
				out[i] = walk(f[i], t[i], inContainers)
			}
			return out
		}
		return from
	}
	tagged, _ := walk(map[string]any(base), map[string]any(o), false).(map[string]any)
	if !possible || len(names) == 0 {
		return nil, nil
	}
	list := make([]image, 0, len(names))
	for _, name := range names {
		if _, kept := changes[name+"\x00same"]; kept {
			return nil, nil // Another container keeps the old tag, and kustomize would change both.
		}
		list = append(list, changes[name])
	}
	return tagged, list
}

// tagChange is the change from one image to another of the same repository.
func tagChange(from, to string) (image, bool) {
	name := repositoryOf(from)
	if from == to || name == "" || name != repositoryOf(to) {
		return image{}, false
	}
	rest := strings.TrimPrefix(to, name)
	if digest, ok := strings.CutPrefix(rest, "@"); ok {
		return image{Name: name, Digest: digest}, true
	}
	tag, hasTag := strings.CutPrefix(rest, ":")
	if !hasTag || strings.Contains(tag, "@") || strings.Contains(from, "@") {
		return image{}, false // Both at once, or a digest that would stay: the exact patch says it.
	}
	return image{Name: name, NewTag: tag}, true
}

// repositoryOf is an image without tag and digest; a port of the registry is no tag.
func repositoryOf(reference string) string {
	reference, _, _ = strings.Cut(reference, "@")
	if colon := strings.LastIndexByte(reference, ':'); colon > strings.LastIndexByte(reference, '/') {
		return reference[:colon]
	}
	return reference
}

// addImages adds changes that agree with those of other objects of the overlay; false means that none was added.
func (k *kustomization) addImages(changes []image) bool {
	for _, change := range changes {
		for _, known := range k.Images {
			if known.Name == change.Name && !reflect.DeepEqual(known, change) {
				return false
			}
		}
	}
	for _, change := range changes {
		known := false
		for _, other := range k.Images {
			known = known || other == change
		}
		if !known {
			k.Images = append(k.Images, change)
		}
	}
	return true
}
