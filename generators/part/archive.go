package part

import (
	"fmt"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/schema"
)

// ArchiveAPI is the API version of the objects of CloudNativePG's backup plugin.
const ArchiveAPI = "barmancloud.cnpg.io/v1"

// Archive is a folder in a bucket where the plugin keeps base backups and the log. Secret is the name of the Secret with
// access-key, secret-key and region; size is what the plugin gets beside each server. It forgets nothing: who writes
// says how long copies are kept.
func Archive(store schema.ObjectStore, folder, secret string, metadata map[string]any, size schema.Size) object.Object {
	address := "https://" + store.Host
	if store.Port != 443 {
		address += fmt.Sprintf(":%d", store.Port)
	}
	key := func(key string) map[string]any { return map[string]any{"name": secret, "key": key} }
	return object.Object{"apiVersion": ArchiveAPI, "kind": "ObjectStore", "metadata": metadata, "spec": map[string]any{
		"configuration": map[string]any{
			"destinationPath": "s3://" + store.Bucket + "/" + folder, "endpointURL": address,
			"s3Credentials": map[string]any{"accessKeyId": key("access-key"), "secretAccessKey": key("secret-key"), "region": key("region")},
			"wal":           map[string]any{"compression": "gzip", "maxParallel": int64(4)},
			"data":          map[string]any{"compression": "snappy", "jobs": int64(2)},
		},
		"instanceSidecarConfiguration": map[string]any{
			"resources": map[string]any(object.From(Resources(size))), "logLevel": "info", "retentionPolicyIntervalSeconds": int64(1800),
		},
	}}
}
