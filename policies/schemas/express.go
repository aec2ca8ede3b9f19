package schemas

import (
	"context"
	"fmt"
	"math"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"

	"github.com/sutazai/sutaz/generators/object"
)

// expressions are those of one custom resource, compiled.
type expressions struct {
	structural *structuralschema.Structural
	validator  *cel.Validator
}

// express evaluates the expressions of a custom resource (x-kubernetes-validations) with the library of the API server,
// on the object with its defaults. One that this library cannot compile, being written for a later release, says nothing.
func (s *Set) express(kind *Kind, o object.Object) []Fault {
	e := cached(&s.expressions, fmt.Sprintf("%v %s", o["apiVersion"], o.Key().Kind), func() *expressions { return compile(kind.Schema) })
	if e == nil || e.validator == nil {
		return nil
	}
	filled := runtime.DeepCopyJSON(plain(o))
	defaulting.Default(filled, e.structural)
	refused, _ := e.validator.Validate(context.Background(), nil, e.structural, filled, nil, celconfig.RuntimeCELCostBudget)
	var faults []Fault
	for _, fault := range refused {
		if fault.Type != field.ErrorTypeInternal {
			faults = append(faults, Fault{Expression, pointer(steps(fault.Field)), fault.Detail})
		}
	}
	return faults
}

// compile is nil where the schema cannot be read as a structural one.
func compile(shape *apiextensionsv1.JSONSchemaProps) *expressions {
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(shape, &internal, nil); err != nil {
		return nil
	}
	structural, err := structuralschema.NewStructural(&internal)
	if err != nil {
		return nil
	}
	return &expressions{structural, cel.NewValidator(structural, true, celconfig.PerCallLimit)}
}

// plain is the object as the libraries of Kubernetes want it: whole numbers are int64.
func plain(o object.Object) map[string]any {
	converted, _ := whole(map[string]any(o)).(map[string]any)
	return converted
}

func whole(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, child := range v {
			out[name] = whole(child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = whole(child)
		}
		return out
	case int:
		return int64(v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	}
	return value
}

// steps reads the path of a fault of the library: a.b[0].c[key].
func steps(path string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		if part != "<nil>" {
			out = append(out, part)
		}
	}
	return out
}
