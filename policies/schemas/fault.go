package schemas

import (
	"fmt"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
)

// The rules that this package judges by; policies/validity says what each means.
const (
	UnknownField      = "validity/unknown-field"
	WrongType         = "validity/wrong-type"
	MissingField      = "validity/missing-field"
	InvalidValue      = "validity/invalid-value"
	Expression        = "validity/expression"
	RemovedVersion    = "validity/removed-version"
	DeprecatedVersion = "validity/deprecated-version"
)

// Fault is one place where an object is not what the cluster accepts.
type Fault struct {
	// Rule is one of the rules above.
	Rule string
	// Path is an RFC 6901 pointer.
	Path string
	// Message says what is wrong there.
	Message string
}

// Knows says whether there is a schema of the kind of an object, or it is known that there is no such kind.
func (s *Set) Knows(o object.Object) bool {
	key := o.Key()
	if s.kind(key.Group, o.Version(), key.Kind) != nil {
		return true
	}
	_, known := s.unknown(key, o.Version())
	return known
}

// Validate judges one object. An object that nobody knows, and a Set that is nil, has no faults.
func (s *Set) Validate(o object.Object) []Fault {
	if s == nil {
		return nil
	}
	key, version := o.Key(), o.Version()
	kind := s.kind(key.Group, version, key.Kind)
	if kind == nil {
		faults, _ := s.unknown(key, version)
		return faults
	}
	faults := s.aged(kind, o, key, version)
	if len(faults) > 0 && faults[0].Rule == RemovedVersion {
		return faults
	}
	return append(faults, s.structure(kind, o)...)
}

func (s *Set) structure(kind *Kind, o object.Object) []Fault {
	w := &walk{set: s, custom: kind.Schema != nil}
	shape := kind.Schema
	if shape == nil {
		shape = s.shape(kind.Definition)
	}
	w.judgeFields(shape, o, true)
	w.metadata(o)
	if len(w.faults) == 0 && w.custom {
		w.faults = s.express(kind, o)
	}
	return w.faults
}

// aged says that a version is removed, or will be.
func (s *Set) aged(kind *Kind, o object.Object, key object.Key, version string) []Fault {
	since := func(release string) bool { return release != "" && compareReleases(release, s.release) <= 0 }
	named := strings.TrimPrefix(key.Group+"/"+version, "/") + " " + key.Kind
	instead := ""
	if kind.Replacement != "" {
		instead = "; use " + kind.Replacement
	} else if others := s.others(o, key); others != "" {
		instead = "; use " + others
	}
	switch {
	case kind.Unserved:
		return []Fault{{RemovedVersion, "/apiVersion", fmt.Sprintf("%s is not served%s", named, instead)}}
	case since(kind.Removed) || kind.Definition == "" && kind.Schema == nil:
		when := ""
		if kind.Removed != "" {
			when = " since " + kind.Removed
		}
		return []Fault{{RemovedVersion, "/apiVersion", fmt.Sprintf("Kubernetes %s has no %s%s%s", s.release, named, when, instead)}}
	case since(kind.Deprecated):
		text := kind.Warning
		if text == "" {
			text = fmt.Sprintf("%s is deprecated", named)
			if kind.Removed != "" {
				text += ", and gone in " + kind.Removed
			}
		}
		return []Fault{{DeprecatedVersion, "/apiVersion", text + instead}}
	}
	return nil
}

// others are the other versions of the kind that are served.
func (s *Set) others(o object.Object, key object.Key) string {
	var others []string
	for _, version := range s.Versions(key.Group, key.Kind) {
		if version != o["apiVersion"] {
			others = append(others, version)
		}
	}
	return strings.Join(others, " or ")
}

// unknown judges a kind that there is no schema of: in a group of Kubernetes itself, or beside other versions of the kind,
// that is a mistake, and anywhere else a custom resource of somebody.
func (s *Set) unknown(key object.Key, version string) ([]Fault, bool) {
	named := strings.TrimPrefix(key.Group+"/"+version, "/")
	if versions := s.Versions(key.Group, key.Kind); len(versions) > 0 {
		return []Fault{{RemovedVersion, "/apiVersion", fmt.Sprintf("Kubernetes %s has no %s in %s; use %s", s.release, key.Kind, named, strings.Join(versions, " or "))}}, true
	}
	if s.isNative(key.Group) {
		return []Fault{{RemovedVersion, "/kind", fmt.Sprintf("Kubernetes %s has no %s in %s", s.release, key.Kind, named)}}, true
	}
	return nil, false
}
