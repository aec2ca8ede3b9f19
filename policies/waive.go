package policies

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/schema"
)

// The rules on waivers, which this package judges itself.
const (
	waiverExpired   = "waivers/expired"
	waiverTooLong   = "waivers/too-long"
	waiverUnused    = "waivers/unused"
	waiverTooBroad  = "waivers/too-broad"
	waiverMalformed = "waivers/malformed"
)

const (
	// longest is how far ahead a waiver may end, and soon when it is time to look at it; days.
	longest, soon = 180, 30
	day           = 24 * time.Hour
)

// Waiver lets one object break one rule for a time.
type Waiver struct {
	// Rule is the id of the rule.
	Rule string
	// Object is the one object.
	Object object.Key
	// Path, if set, limits it to a place and what lies below, and Container to one container.
	Path, Container string
	// Waived is what is said of it.
	Waived Waived
	// place is where it stands: a path in the model, or in the object that carries it.
	place string
	// item is the number of the object that carries it; -1 for the model.
	item int
}

// Declared are the waivers of an environment's description.
func Declared(waivers map[string]schema.Waiver) []Waiver {
	var all []Waiver
	for _, name := range slices.Sorted(maps.Keys(waivers)) {
		w := waivers[name]
		key := object.Key{Namespace: w.Object.Namespace, Name: w.Object.Name}
		key.Kind, key.Group, _ = strings.Cut(w.Object.Kind, ".")
		all = append(all, Waiver{Rule: w.Rule, Object: key, Path: w.Path, Container: w.Container,
			Waived: Waived{Reason: w.Reason, Owner: w.Owner, Ticket: w.Ticket, Expires: w.Expires},
			place:  "/waivers/" + object.EscapePointer(name), item: -1})
	}
	return all
}

// annotation is how an object that no model describes carries a waiver: sutaz.ai/waive.<group>.<rule>.
const annotation = "sutaz.ai/waive."

var annotated = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})\s+(\S.*)$`)

// carried are the waivers in the annotations of objects: "<expiry> <reason>". Where the text is something else, the
// waiver has no expiry, covers nothing and is found to be malformed.
func carried(items []Item) []Waiver {
	var all []Waiver
	for i, item := range items {
		metadata, _ := item.Object["metadata"].(map[string]any)
		annotations, _ := metadata["annotations"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(annotations)) {
			rule, found := strings.CutPrefix(name, annotation)
			if !found {
				continue
			}
			w := Waiver{Rule: strings.Replace(rule, ".", "/", 1), Object: item.Object.Key(), item: i,
				place: "/metadata/annotations/" + object.EscapePointer(name)}
			text, _ := annotations[name].(string)
			if parts := annotated.FindStringSubmatch(text); parts != nil {
				if _, err := time.Parse(time.DateOnly, parts[1]); err == nil {
					w.Waived = Waived{Expires: parts[1], Reason: parts[2]}
				}
			}
			all = append(all, w)
		}
	}
	return all
}

// covers says whether the waiver is meant for a finding.
func (w Waiver) covers(f Finding, o object.Object) bool {
	if w.Rule != f.Rule.ID || o == nil || o.Key() != w.Object {
		return false
	}
	if w.Path != "" && f.Path != w.Path && !strings.HasPrefix(f.Path, w.Path+"/") {
		return false
	}
	return w.Container == "" || strings.Contains(namedPath(o, f.Path)+"/", "ontainers/["+w.Container+"]/")
}

// days is how long it is from one day to another; both have been checked.
func days(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(b.Sub(a) / day)
}

// waive marks what waivers cover, and finds fault with the waivers themselves. Notes are what should be known and is no
// fault yet. Number i of objects is that of finding i, nil where it has none.
func (e *Engine) waive(in Input, findings []Finding, objects []object.Object) (faults []Finding, notes []string) {
	fault := func(w Waiver, rule, format string, args ...any) {
		if r := e.byID[rule]; r != nil && slices.Contains(e.rules, r) {
			faults = append(faults, e.finding(in, w.item, verdict{Rule: rule, Path: w.place, Message: fmt.Sprintf(format, args...)}))
		}
	}
	for _, w := range append(slices.Clone(in.Waivers), carried(in.Items)...) {
		switch {
		case e.byID[w.Rule] == nil:
			fault(w, waiverMalformed, "there is no rule %s", w.Rule)
			continue
		case w.Waived.Expires == "":
			fault(w, waiverMalformed, `want "YYYY-MM-DD reason"`)
			continue
		case e.byID[w.Rule].Group == Waivers:
			fault(w, waiverMalformed, "what is wrong with a waiver cannot be waived")
			continue
		case !slices.ContainsFunc(e.rules, func(r *Rule) bool { return r.ID == w.Rule }):
			continue // The run is limited to other rules.
		}
		left := days(in.Date, w.Waived.Expires)
		places := map[string]bool{}
		for i := range findings {
			if w.covers(findings[i], objects[i]) {
				places[findings[i].Path] = true
				if left >= 0 {
					waived := w.Waived
					findings[i].Waived = &waived
				}
			}
		}
		switch {
		case left < 0:
			fault(w, waiverExpired, "the waiver of %s on %v ended on %s", w.Rule, w.Object, w.Waived.Expires)
		case left > longest:
			fault(w, waiverTooLong, "the waiver of %s on %v lasts %d days, and may last %d", w.Rule, w.Object, left, longest)
		case len(places) == 0:
			fault(w, waiverUnused, "%v breaks %s no longer", w.Object, w.Rule)
		case len(places) > 1 && w.Path == "" && w.Container == "" && w.item < 0: // An annotation cannot name a place.
			fault(w, waiverTooBroad, "the waiver of %s on %v covers %d places and names none", w.Rule, w.Object, len(places))
		case left < soon:
			notes = append(notes, fmt.Sprintf("the waiver of %s on %v ends on %s, in %d days", w.Rule, w.Object, w.Waived.Expires, left))
		}
	}
	return faults, notes
}
