package part

import (
	"fmt"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/schema"
)

// Remote is one value in the secret store: the key of the Secret that gets it, and the path and property in the store.
type Remote struct{ Key, Path, Property string }

// ExternalSecret asks the secret store for values; none is ever in Git. Its Secret has its own name, in the namespace of
// metadata.
func ExternalSecret(store string, metadata map[string]any, values ...Remote) object.Object {
	data := make([]any, len(values))
	for i, value := range values {
		data[i] = map[string]any{"secretKey": value.Key, "remoteRef": map[string]any{
			"key": value.Path, "property": value.Property,
			// The operator's defaults, written out, or Argo CD sees a difference for ever.
			"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None",
		}}
	}
	return object.Object{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": metadata, "spec": map[string]any{
		"refreshInterval": "1h0m0s",
		"secretStoreRef":  map[string]any{"kind": "ClusterSecretStore", "name": store},
		"target":          map[string]any{"name": metadata["name"], "creationPolicy": "Owner", "deletionPolicy": "Retain"},
		"data":            data,
	}}
}

// WithTemplate gives the Secret of an ExternalSecret a type, where it is not empty, and values that are no secrets, beside
// those that are fetched. It changes and returns the object.
func WithTemplate(secret object.Object, secretType string, values map[string]string) object.Object {
	return template(secret, "Merge", secretType, values)
}

// Templated makes an ExternalSecret write other values than those that it fetches: by key, a template that names fetched
// values as {{ .key }}. It changes and returns the object.
func Templated(secret object.Object, values map[string]string) object.Object {
	return template(secret, "Replace", "", values)
}

// template writes the operator's defaults out too.
func template(secret object.Object, mergePolicy, secretType string, values map[string]string) object.Object {
	template := map[string]any{"engineVersion": "v2", "mergePolicy": mergePolicy}
	if secretType != "" {
		template["type"] = secretType
	}
	if len(values) > 0 {
		data := map[string]any{}
		for key, value := range values {
			data[key] = value
		}
		template["data"] = data
	}
	secret["spec"].(map[string]any)["target"].(map[string]any)["template"] = template
	return secret
}

// CredentialsPath is where the credentials of one client of an endpoint lie in the secret store.
func CredentialsPath(credentials *schema.Credentials, client string) string {
	return strings.ReplaceAll(credentials.Path, "{agent}", client)
}

// Metadata is that of an object, as JSON, for kinds that have no apply configuration.
func Metadata(name, namespace string, labels map[string]string) map[string]any {
	values := map[string]any{}
	for key, value := range labels {
		values[key] = value
	}
	return map[string]any{"name": name, "namespace": namespace, "labels": values}
}

// EgressReasons are the annotations that say why a port to the outside is open.
func EgressReasons(egress map[string]schema.External) map[string]string {
	annotations := map[string]string{}
	for name, external := range egress {
		destination := external.CIDR
		if external.Host != "" {
			destination = external.Host
		}
		annotations["egress.sutaz.ai/"+name] = fmt.Sprintf("%s:%d, %s", destination, external.Port, external.Reason)
	}
	return annotations
}
