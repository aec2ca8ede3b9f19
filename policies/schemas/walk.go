package schemas

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/kube-openapi/pkg/validation/strfmt"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/schema"
)

// The walk through an object and its schema is our own: the validators of kube-openapi and of the API server join the
// steps of a path with dots, so that nobody finds the place again, and do not tell near names of fields.

// props is the schema of one value.
type props = apiextensions.JSONSchemaProps

// The definitions of Kubernetes whose values the schema does not describe, and what other schemas refer to.
const (
	objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
	quantity   = "io.k8s.apimachinery.pkg.api.resource.Quantity"
	intString  = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
)

// walk gathers faults.
type walk struct {
	set    *Set
	custom bool
	steps  []string
	faults []Fault
}

func (w *walk) fault(rule, format string, args ...any) {
	w.faults = append(w.faults, Fault{rule, pointer(w.steps), fmt.Sprintf(format, args...)})
}

func pointer(steps []string) string {
	var out strings.Builder
	for _, step := range steps {
		out.WriteString("/" + object.EscapePointer(step))
	}
	return out.String()
}

// below judges a value one step down.
func (w *walk) below(step string, judge func()) {
	w.steps = append(w.steps, step)
	judge()
	w.steps = w.steps[:len(w.steps)-1]
}

// value judges a value by its schema.
func (w *walk) value(s *props, value any) {
	if s.Ref != nil {
		w.reference(*s.Ref, value)
		return
	}
	if value == nil {
		w.null(s)
		return
	}
	w.forms(s, value)
	if s.XIntOrString {
		if _, isString := value.(string); !isString && !isWhole(value) {
			w.fault(WrongType, "is %s, and a whole number or a string is wanted", describe(value))
		}
		return
	}
	switch s.Type {
	case "object":
		if fields, ok := w.typed(s, value).(map[string]any); ok {
			w.fields(s, fields)
		}
	case "array":
		if items, ok := w.typed(s, value).([]any); ok {
			w.items(s, items)
		}
	case "string":
		if text, ok := w.typed(s, value).(string); ok {
			w.text(s, text)
		}
	case "integer", "number":
		w.number(s, value)
	case "boolean":
		w.typed(s, value)
	default:
		w.any(s, value)
	}
	w.words(s, value)
}

// any judges a value of any type: what the schema says of the type that it has.
func (w *walk) any(s *props, value any) {
	switch v := value.(type) {
	case map[string]any:
		if len(s.Properties) > 0 {
			w.fields(s, v)
		}
	case []any:
		w.items(s, v)
	case string:
		w.text(s, v)
	case bool:
	default:
		w.number(s, v)
	}
}

// reference judges by a definition of Kubernetes.
func (w *walk) reference(name string, value any) {
	switch name {
	case quantity:
		w.quantity(value)
	case intString:
		w.value(&props{XIntOrString: true}, value)
	default:
		w.value(w.set.shape(name), value)
	}
}

func (w *walk) quantity(value any) {
	switch v := value.(type) {
	case nil, int64, int, float64, json.Number:
	case string:
		if _, err := resource.ParseQuantity(v); err != nil {
			w.fault(InvalidValue, "%q is no quantity, such as 500m or 1Gi", v)
		}
	default:
		w.fault(WrongType, "is %s, and a quantity such as 500m or 1Gi is wanted", describe(value))
	}
}

// null is no value, except that a list or a map of a custom resource holds one where the schema says so.
func (w *walk) null(s *props) {
	if w.custom && !s.Nullable && s.Type != "" {
		w.fault(WrongType, "is null, and %s is wanted", article(s.Type))
	}
}

// typed is the value where it has the type of the schema, and nil and a fault where not.
func (w *walk) typed(s *props, value any) any {
	if got := typeOf(value); got != s.Type {
		w.fault(WrongType, "is %s, and %s is wanted", describe(value), article(s.Type))
		return nil
	}
	return value
}

func typeOf(value any) string {
	switch value.(type) {
	case map[string]any, object.Object:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	}
	return "number"
}

func article(name string) string {
	switch name {
	case "object":
		return "an object"
	case "array":
		return "a list"
	case "string":
		return "a string"
	case "boolean":
		return "true or false"
	case "integer":
		return "a whole number"
	}
	return "a number"
}

// describe is a value in a message; long ones are told by their type.
func describe(value any) string {
	switch v := value.(type) {
	case string:
		if utf8.RuneCountInString(v) > 40 {
			return "a string"
		}
		return fmt.Sprintf("%q", v)
	case map[string]any, []any:
		return article(typeOf(value))
	}
	return fmt.Sprint(value)
}

// fields judges an object.
func (w *walk) fields(s *props, fields map[string]any) { w.judgeFields(s, fields, s.XEmbeddedResource) }

// judgeFields judges an object; one that has a kind of its own has the fields of every object beside those of its schema.
func (w *walk) judgeFields(s *props, fields map[string]any, isResource bool) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		w.below(name, func() { w.field(s, name, fields[name], isResource) })
	}
	for _, name := range s.Required {
		property := s.Properties[name]
		if value, found := fields[name]; found && (value != nil || property.Nullable) || property.Default != nil {
			continue
		}
		w.below(name, func() { w.fault(MissingField, "is missing%s", wish(property)) })
	}
	n := int64(len(fields))
	if s.MinProperties != nil && n < *s.MinProperties {
		w.fault(InvalidValue, "has %d fields, and at least %d are wanted", n, *s.MinProperties)
	}
	if s.MaxProperties != nil && n > *s.MaxProperties {
		w.fault(InvalidValue, "has %d fields, and at most %d are allowed", n, *s.MaxProperties)
	}
}

// wish says what is wanted of a field that is missing.
func wish(s props) string {
	if s.Type == "" {
		return ""
	}
	return ": " + article(s.Type) + " is wanted"
}

func (w *walk) field(s *props, name string, value any, isResource bool) {
	if isResource && w.custom {
		switch name {
		case "apiVersion", "kind":
			return
		case "metadata":
			native := &walk{set: w.set, steps: w.steps}
			native.reference(objectMeta, value)
			w.faults = append(w.faults, native.faults...)
			return
		}
	}
	property, found := s.Properties[name]
	switch {
	case found && value == nil: // The API server takes it for a field that is not there.
	case found:
		w.value(&property, value)
	case s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil:
		w.value(s.AdditionalProperties.Schema, value)
	case s.AdditionalProperties != nil && s.AdditionalProperties.Allows, s.XPreserveUnknownFields != nil && *s.XPreserveUnknownFields:
	case !w.custom && len(s.Properties) == 0: // Kubernetes itself takes anything there.
	default:
		w.fault(UnknownField, "there is no such field%s", schema.Suggest(name, s.Properties))
	}
}

func (w *walk) items(s *props, items []any) {
	if s.Items != nil && s.Items.Schema != nil {
		for i, item := range items {
			w.below(fmt.Sprint(i), func() { w.value(s.Items.Schema, item) })
		}
	}
	n := int64(len(items))
	if s.MinItems != nil && n < *s.MinItems {
		w.fault(InvalidValue, "has %d items, and at least %d are wanted", n, *s.MinItems)
	}
	if s.MaxItems != nil && n > *s.MaxItems {
		w.fault(InvalidValue, "has %d items, and at most %d are allowed", n, *s.MaxItems)
	}
	w.twice(s, items)
}

// unique are the lists of Kubernetes itself whose items the API server refuses twice; other lists with keys it merges.
var unique = []string{"containers", "ephemeralContainers", "initContainers", "volumeMounts", "volumes"}

// twice finds items of a list that is a map, or a set, which stand in it twice.
func (w *walk) twice(s *props, items []any) {
	if s.XListType == nil || !w.custom && !slices.Contains(unique, w.steps[len(w.steps)-1]) {
		return
	}
	seen := map[string]int{}
	for i, item := range items {
		of := item
		switch *s.XListType {
		case "set":
		case "map":
			fields, ok := item.(map[string]any)
			if !ok {
				continue
			}
			keys := map[string]any{}
			for _, key := range s.XListMapKeys {
				keys[key] = fields[key]
			}
			of = keys
		default:
			return
		}
		key, err := json.Marshal(of)
		if err != nil {
			continue
		}
		if first, again := seen[string(key)]; again {
			w.below(fmt.Sprint(i), func() { w.fault(InvalidValue, "is the same as item %d: %s", first, key) })
			continue
		}
		seen[string(key)] = i
	}
}

// patterns are compiled once.
var patterns sync.Map

func compiled(pattern string) *regexp.Regexp {
	if re, known := patterns.Load(pattern); known {
		return re.(*regexp.Regexp)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		re = nil // The API server has no better reading of it, and refuses nothing.
	}
	patterns.Store(pattern, re)
	return re
}

func (w *walk) text(s *props, text string) {
	n := int64(utf8.RuneCountInString(text))
	switch {
	case s.MinLength != nil && n < *s.MinLength:
		w.fault(InvalidValue, "has %d characters, and at least %d are wanted", n, *s.MinLength)
	case s.MaxLength != nil && n > *s.MaxLength:
		w.fault(InvalidValue, "has %d characters, and at most %d are allowed", n, *s.MaxLength)
	}
	if s.Pattern != "" {
		if re := compiled(s.Pattern); re != nil && !re.MatchString(text) {
			w.fault(InvalidValue, "%q does not match %s", text, s.Pattern)
		}
	}
	w.format(s.Format, text)
}

func (w *walk) format(format, text string) {
	switch {
	case format == "":
	case !w.custom:
		if _, err := base64.StdEncoding.DecodeString(text); format == "byte" && err != nil {
			w.fault(InvalidValue, "is no base64: %v", err)
		}
	case strfmt.Default.ContainsName(format) && !strfmt.Default.Validates(format, text):
		w.fault(InvalidValue, "%q is no %s", text, format)
	}
}

func (w *walk) number(s *props, value any) {
	n, ok := float(value)
	switch {
	case !ok:
		w.fault(WrongType, "is %s, and %s is wanted", describe(value), article(s.Type))
		return
	case s.Type == "integer" && n != math.Trunc(n), s.Format == "int32" && (n > math.MaxInt32 || n < math.MinInt32):
		w.fault(WrongType, "is %v, and %s is wanted", value, article("integer"))
		return
	}
	if low := s.Minimum; low != nil && (n < *low || s.ExclusiveMinimum && n == *low) {
		w.fault(InvalidValue, "is %v, and at least %v is wanted", value, *low)
	}
	if high := s.Maximum; high != nil && (n > *high || s.ExclusiveMaximum && n == *high) {
		w.fault(InvalidValue, "is %v, and at most %v is allowed", value, *high)
	}
	if of := s.MultipleOf; of != nil && *of != 0 && math.Mod(n, *of) != 0 {
		w.fault(InvalidValue, "is %v, and a multiple of %v is wanted", value, *of)
	}
}

func float(value any) (float64, bool) {
	switch v := value.(type) {
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		n, err := v.Float64()
		return n, err == nil
	}
	return 0, false
}

func isWhole(value any) bool {
	n, ok := float(value)
	return ok && n == math.Trunc(n)
}

// words judges a value that must be one of a few.
func (w *walk) words(s *props, value any) {
	if len(s.Enum) == 0 {
		return
	}
	if text, ok := value.(string); ok && text == "" && !w.custom {
		return // To Kubernetes itself, the empty word is none.
	}
	got, err := json.Marshal(value)
	if err != nil {
		return
	}
	known := map[string]bool{}
	for _, word := range s.Enum {
		if bytes.Equal(bytes.TrimSpace(word.Raw), got) {
			return
		}
		known[strings.Trim(string(word.Raw), `"`)] = true
	}
	w.fault(InvalidValue, "is %s, which is none of %s", describe(value), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
}

// forms judges a value that must fit other schemas as well: all, one or some of them, or none.
func (w *walk) forms(s *props, value any) {
	if len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.Not == nil {
		return
	}
	value = filled(s, value)
	for i := range s.AllOf {
		w.form(&s.AllOf[i], value)
	}
	if n := w.fitting(s.AnyOf, value); len(s.AnyOf) > 0 && n == 0 {
		w.fault(InvalidValue, "fits none of the %d forms that it may have%s", len(s.AnyOf), requirements(s.AnyOf))
	}
	if n := w.fitting(s.OneOf, value); len(s.OneOf) > 0 && n != 1 {
		w.fault(InvalidValue, "fits %d of the forms of which it must have one%s", n, requirements(s.OneOf))
	}
	if s.Not != nil && w.fitting([]props{*s.Not}, value) == 1 {
		w.fault(InvalidValue, "has the form that it must not have%s", requirements([]props{*s.Not}))
	}
}

// filled is an object with the defaults of its fields, which are there before anything is judged.
func filled(s *props, value any) any {
	fields, ok := value.(map[string]any)
	if !ok {
		return value
	}
	out := maps.Clone(fields)
	for name, property := range s.Properties {
		var with any
		if fields[name] == nil && property.Default != nil && json.Unmarshal(property.Default.Raw, &with) == nil {
			out[name] = with
		}
	}
	return out
}

// form judges by a schema that holds beside another, and so need not know all fields.
func (w *walk) form(s *props, value any) {
	open := *s
	if open.XPreserveUnknownFields == nil {
		open.XPreserveUnknownFields = new(true)
	}
	w.value(&open, value)
	if fields, ok := value.(map[string]any); ok && open.Type == "" && len(open.Properties) == 0 {
		w.judgeFields(&open, fields, false)
	}
}

// fitting counts the forms that a value has.
func (w *walk) fitting(forms []props, value any) int {
	n := 0
	for i := range forms {
		trial := &walk{set: w.set, custom: w.custom, steps: slices.Clone(w.steps)}
		trial.form(&forms[i], value)
		if len(trial.faults) == 0 {
			n++
		}
	}
	return n
}

// requirements are the fields by which forms are told apart.
func requirements(forms []props) string {
	var names []string
	for _, form := range forms {
		if len(form.Required) > 0 {
			names = append(names, strings.Join(form.Required, "+"))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}
