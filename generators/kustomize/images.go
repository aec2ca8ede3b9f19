package kustomize

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"github.com/sutazai/sutaz/generators/object"
)

// image is an image in the words of kustomize: a repository with a tag, a digest or both.
type image struct {
	Name   string `yaml:"name"`
	NewTag string `yaml:"newTag,omitempty"`
	Digest string `yaml:"digest,omitempty"`
}

// reference takes an image apart; the port of a registry is no tag.
var reference = regexp.MustCompile(`^((?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[A-Za-z0-9._/-]+)(?::([A-Za-z0-9_.-]+))?(?:@(sha256:[0-9a-f]+))?$`)

// parseImage reads a reference; false where it is none, or names no tag and no digest, for which kustomize has no word.
func parseImage(s string) (image, bool) {
	parts := reference.FindStringSubmatch(s)
	if parts == nil || parts[2]+parts[3] == "" {
		return image{}, false
	}
	return image{Name: parts[1], NewTag: parts[2], Digest: parts[3]}, true
}

// String is the reference.
func (i image) String() string { return i.Name + i.suffix() }

// suffix is what kustomize puts in place of a tag and a digest.
func (i image) suffix() string {
	s := ""
	if i.NewTag != "" {
		s += ":" + i.NewTag
	}
	if i.Digest != "" {
		s += "@" + i.Digest
	}
	return s
}

// matcher is how kustomize decides whether an image is meant: it takes the repository as a regular expression, in
// which a dot is any sign. It matches a bare repository too.
func (i image) matcher() *regexp.Regexp {
	return regexp.MustCompile("^(" + i.Name + ")(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
}

// imageChanges are the tags and digests that v changes in the words of kustomize, sorted by repository. Those words
// are for the whole overlay, so a repository is named only if everything that kustomize would then touch has one and
// the same image in the end; the exact patches say the rest.
func imageChanges(v variant, shared map[object.Key]object.Object) []image {
	var final []string
	candidates := map[image]bool{}
	for key, o := range v.objects {
		images, ok := imagesOf(o)
		if !ok {
			return nil
		}
		final = append(final, images...)
		base, isShared := shared[key]
		if !isShared {
			continue
		}
		old, ok := imagesOf(base)
		if !ok {
			return nil
		}
		for _, to := range images {
			for _, from := range old {
				if next, ok := parseImage(to); ok && from != to && next.matcher().MatchString(from) {
					candidates[next] = true
				}
			}
		}
	}
	maps.DeleteFunc(candidates, func(next image, _ bool) bool {
		matcher := next.matcher()
		return slices.ContainsFunc(final, func(s string) bool { return s != next.String() && matcher.MatchString(s) })
	})
	return slices.SortedFunc(maps.Keys(candidates), func(a, b image) int { return cmp.Compare(a.Name, b.Name) })
}

// retag is o as kustomize leaves it after changes.
func retag(o object.Object, changes []image) object.Object {
	if len(changes) == 0 {
		return o
	}
	tagged, _ := mapImages(o, func(s string) string {
		for _, change := range changes {
			if parts := change.matcher().FindStringSubmatch(s); parts != nil {
				s = parts[1] + change.suffix()
			}
		}
		return s
	})
	return tagged
}

// imagesOf are the images of o in which kustomize looks for a tag to change; false where it would stumble.
func imagesOf(o object.Object) ([]string, bool) {
	var images []string
	_, ok := mapImages(o, func(s string) string {
		images = append(images, s)
		return s
	})
	return images, ok
}

// mapImages copies o with each image replaced by f of it. Kustomize finds images in the items of every list that is
// called containers or initContainers, in every kind but one. It fails where the way to those of a pod template, or an
// item of such a list, is of a form that it does not expect: then the result is false.
func mapImages(o object.Object, f func(string) string) (object.Object, bool) {
	if o["kind"] == "CustomResourceDefinition" {
		return o, true
	}
	ok := isPodLike(o)
	var walk func(value any) any
	item := func(value any) any {
		container, isMap := walk(value).(map[string]any)
		s, isString := container["image"].(string)
		if isString {
			container["image"] = f(s)
		}
		ok = ok && isMap && (isString || container["image"] == nil)
		return container
	}
	walk = func(value any) any {
		switch v := value.(type) {
		case map[string]any:
			out := make(map[string]any, len(v))
			for name, inner := range v {
				if list, isList := inner.([]any); isList && (name == "containers" || name == "initContainers") {
					out[name] = mapList(list, item)
				} else {
					out[name] = walk(inner)
				}
			}
			return out
		case []any:
			return mapList(v, walk)
		}
		return value
	}
	out, _ := walk(map[string]any(o)).(map[string]any)
	return out, ok
}

func mapList(list []any, f func(any) any) []any {
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = f(item)
	}
	return out
}

// isPodLike says whether everything on the way to the containers of a pod or a pod template is of the form that it has
// in those, or absent.
func isPodLike(o map[string]any) bool {
	spec, ok := mapOrNothing(o, "spec")
	template, okTemplate := mapOrNothing(spec, "template")
	inner, okInner := mapOrNothing(template, "spec")
	if !ok || !okTemplate || !okInner {
		return false
	}
	for _, m := range []map[string]any{spec, inner} {
		for _, name := range []string{"containers", "initContainers"} {
			if _, isList := m[name].([]any); !isList && m[name] != nil {
				return false
			}
		}
	}
	return true
}

func mapOrNothing(m map[string]any, name string) (map[string]any, bool) {
	inner, ok := m[name].(map[string]any)
	return inner, ok || m[name] == nil
}
