package policies

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/sutazai/sutaz/generators/object"
)

// Baseline are findings that were there before, and do not count.
type Baseline struct {
	// Version is that of the form of the file.
	Version int `json:"version"`
	// Known are sorted.
	Known []Known `json:"known"`
}

// Known is one finding. It is told by what is wrong where, and by the value that stands there: a new fault at the same
// place is another, and a line that moves is not.
type Known struct {
	Rule        string `json:"rule"`
	Environment string `json:"environment,omitempty"`
	// Object is kind, namespace and name.
	Object string `json:"object"`
	// Path has names in place of indexes, where items have one.
	Path string `json:"path"`
	// Content is a checksum of the value at the path.
	Content string `json:"content"`
}

// String names the finding for people.
func (k Known) String() string { return fmt.Sprintf("%s at %s %s", k.Rule, k.Object, k.Path) }

// baselineVersion is the version that this program writes and reads.
const baselineVersion = 1

// NewBaseline knows every finding that no waiver covers.
func NewBaseline(r Report) Baseline {
	b := Baseline{Version: baselineVersion, Known: []Known{}}
	for _, f := range r.Counted() {
		b.Known = append(b.Known, f.Known)
	}
	slices.SortFunc(b.Known, func(x, y Known) int {
		return cmp.Or(cmp.Compare(x.Environment, y.Environment), cmp.Compare(x.Object, y.Object), cmp.Compare(x.Rule, y.Rule),
			cmp.Compare(x.Path, y.Path), cmp.Compare(x.Content, y.Content))
	})
	return b
}

// ReadBaseline reads what Marshal wrote.
func ReadBaseline(data []byte) (b Baseline, err error) {
	if err := json.Unmarshal(data, &b); err != nil {
		return b, err
	}
	if b.Version != baselineVersion {
		return b, errors.New("it is of version " + strconv.Itoa(b.Version) + ", and this program reads version " + strconv.Itoa(baselineVersion))
	}
	return b, nil
}

// Marshal is the file.
func (b Baseline) Marshal() ([]byte, error) {
	data, err := json.MarshalIndent(b, "", "  ")
	return append(data, '\n'), err
}

// Apply marks the findings that the baseline knows as waived, each entry one of them, and returns the entries that
// found nothing: what they speak of is mended.
func (b Baseline) Apply(r *Report) (stale []Known) {
	left := map[Known]int{}
	for _, known := range b.Known {
		left[known]++
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Waived == nil && left[f.Known] > 0 {
			left[f.Known]--
			f.Waived = &Waived{Reason: "known: it is in the baseline"}
		}
	}
	for _, known := range b.Known {
		if left[known] > 0 {
			left[known]--
			stale = append(stale, known)
		}
	}
	return stale
}

// knownAs is how a baseline tells a finding.
func knownAs(f Finding, o object.Object) Known {
	h := newHash()
	h.value(valueAt(o, f.Path))
	return Known{Rule: f.Rule.ID, Environment: f.Environment, Object: f.Object.String(), Path: namedPath(o, f.Path), Content: h.sum()[:16]}
}

// valueAt is the value at a pointer, or the nearest above it that is there.
func valueAt(o object.Object, pointer string) any {
	var value any = map[string]any(o)
	for _, step := range object.SplitPointer(pointer) {
		next, found := any(nil), false
		switch v := value.(type) {
		case map[string]any:
			next, found = v[step], v[step] != nil
		case []any:
			if n, err := strconv.Atoi(step); err == nil && n >= 0 && n < len(v) {
				next, found = v[n], true
			}
		}
		if !found {
			return value
		}
		value = next
	}
	return value
}
