package standin

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// custom are the kinds of custom resources among objects, with whether they stand in a namespace.
func custom(objects []*unstructured.Unstructured) map[schema.GroupVersionKind]bool {
	kinds := map[schema.GroupVersionKind]bool{}
	for _, object := range objects {
		kind := object.GroupVersionKind()
		// The groups of Kubernetes itself have no dot, or end in k8s.io; those that others define there are known from modules.
		if strings.Contains(kind.Group, ".") && !native(kind.Group) {
			kinds[kind] = object.GetNamespace() != ""
		}
	}
	return kinds
}

func native(group string) bool {
	return slices.Contains([]string{"rbac.authorization.k8s.io", "networking.k8s.io", "storage.k8s.io", "scheduling.k8s.io", "argoproj.io"}, group)
}

// defined are the kinds, with group and without version, of definitions.
func defined(definitions []*unstructured.Unstructured) map[schema.GroupKind]bool {
	kinds := map[schema.GroupKind]bool{}
	for _, definition := range definitions {
		kind, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "kind")
		group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
		kinds[schema.GroupKind{Group: group, Kind: kind}] = true
	}
	return kinds
}

// undefined are those of more that define a rendered kind which no definition knows yet.
func undefined(more, definitions, rendered []*unstructured.Unstructured) []*unstructured.Unstructured {
	known, wanted := defined(definitions), map[schema.GroupKind]bool{}
	for kind := range custom(rendered) {
		wanted[kind.GroupKind()] = true
	}
	return slices.DeleteFunc(slices.Clone(more), func(o *unstructured.Unstructured) bool {
		if o.GetKind() != "CustomResourceDefinition" {
			return true
		}
		for kind := range defined([]*unstructured.Unstructured{o}) {
			if wanted[kind] && !known[kind] {
				return false
			}
		}
		return true
	})
}

// Unknown are definitions of the rendered kinds that nobody defines. They take any field: that the API server accepts
// such an object shows that it is well formed, and no more.
func Unknown(definitions, rendered []*unstructured.Unstructured) []*unstructured.Unstructured {
	known := defined(definitions)
	kinds := custom(rendered)
	var all []*unstructured.Unstructured
	for _, kind := range slices.SortedFunc(maps.Keys(kinds), func(a, b schema.GroupVersionKind) int { return strings.Compare(a.String(), b.String()) }) {
		if known[kind.GroupKind()] {
			continue
		}
		plural, singular := meta.UnsafeGuessKindToResource(kind)
		scope := "Cluster"
		if kinds[kind] {
			scope = "Namespaced"
		}
		definition := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
			"spec": map[string]any{
				"group": kind.Group, "scope": scope,
				"names": map[string]any{"kind": kind.Kind, "listKind": kind.Kind + "List", "plural": plural.Resource, "singular": singular.Resource},
				"versions": []any{map[string]any{
					"name": kind.Version, "served": true, "storage": true, "subresources": map[string]any{"status": map[string]any{}},
					"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
				}},
			},
		}}
		definition.SetName(fmt.Sprintf("%s.%s", plural.Resource, kind.Group))
		all = append(all, definition)
	}
	return all
}
