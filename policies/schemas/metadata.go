package schemas

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/sutazai/sutaz/generators/object"
)

// metadata judges names, labels and annotations, whose form no schema tells.
func (w *walk) metadata(o object.Object) {
	metadata, _ := o["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	generated, _ := metadata["generateName"].(string)
	w.steps = []string{"metadata", "name"}
	switch {
	case name == "" && generated == "":
		w.fault(MissingField, "is missing: every object has a name")
	case name != "":
		for _, text := range nameRule(o.Key())(name, false) {
			w.fault(InvalidValue, "%q: %s", name, short(text))
		}
	}
	if labels := texts(metadata["labels"]); labels != nil {
		w.list([]string{"metadata", "labels"}, metav1.ValidateLabels(labels, field.NewPath("labels")))
	}
	if annotations := texts(metadata["annotations"]); annotations != nil {
		w.list([]string{"metadata", "annotations"}, validation.ValidateAnnotations(annotations, field.NewPath("annotations")))
	}
	w.steps = nil
}

// nameRule is what the API server asks of the name of an object.
func nameRule(key object.Key) validation.ValidateNameFunc {
	switch {
	case key.Group == "rbac.authorization.k8s.io":
		return path.ValidatePathSegmentName
	case key.Group == "" && key.Kind == "Namespace":
		return validation.ValidateNamespaceName
	case key.Group == "" && key.Kind == "Service":
		return validation.NameIsDNS1035Label
	}
	return validation.NameIsDNSSubdomain
}

// texts is a map of strings; nil where it is something else, which the schema tells.
func texts(value any) map[string]string {
	fields, _ := value.(map[string]any)
	all := make(map[string]string, len(fields))
	for name, value := range fields {
		text, ok := value.(string)
		if !ok {
			return nil
		}
		all[name] = text
	}
	return all
}

// list takes over what the libraries of Kubernetes say of the entries of a map.
func (w *walk) list(steps []string, faults field.ErrorList) {
	w.steps = steps
	for _, fault := range faults {
		w.fault(InvalidValue, "%s", short(strings.TrimPrefix(fault.ErrorBody(), "Invalid value: ")))
	}
}

// short leaves out the examples and the expression that the libraries of Kubernetes add.
func short(text string) string {
	text, _, _ = strings.Cut(text, " (e.g.")
	return text
}
