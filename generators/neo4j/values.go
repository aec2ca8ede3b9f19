package neo4j

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
)

// scratch is what one directory that goes with the pod may hold.
const scratch = "256Mi"

// written are the directories of the image that are written: the entry point writes a configuration there that is not
// the server's, which lies in /config.
var written = []struct{ name, path string }{{"conf", "/var/lib/neo4j/conf"}, {"run", "/var/lib/neo4j/run"}, {"tmp", "/tmp"}}

// values are what the chart is given for one server.
func (r renderer) values(i int64) map[string]any {
	var volumes, mounts []any
	var sizes []string
	for _, directory := range written {
		volumes = append(volumes, plain(part.Scratch(directory.name, scratch)))
		mounts = append(mounts, plain(part.Mount(directory.name, directory.path)))
		sizes = append(sizes, scratch)
	}
	server := map[string]any{
		"name": r.store.Name, "edition": "community", "passwordFromSecret": r.authName(), "labels": texts(r.labels(r.store.Name)),
		"resources": plain(part.Resources(r.store.Resources, sizes...)),
	}
	if r.enterprise() {
		server["edition"], server["acceptLicenseAgreement"] = "enterprise", r.store.Neo4j.Licence.Agreement
	}
	if r.clustered() {
		server["minimumClusterSize"] = r.store.Replicas
	}
	return map[string]any{
		"disableLookups": true, // Argo CD renders the chart where there is no cluster to look into.
		"neo4j":          server,
		"image":          map[string]any{"customImage": part.Image(r.store.Neo4j.Image), "imagePullPolicy": "IfNotPresent"},
		"volumes": map[string]any{"data": map[string]any{"mode": "dynamic", "labels": texts(part.Lasting(r.store.Name)), "dynamic": map[string]any{
			"storageClassName": r.env.Environment.StorageClasses[r.store.Volume.Class], "accessModes": []any{"ReadWriteOnce"},
			"requests": map[string]any{"storage": r.store.Volume.Size},
		}}},
		"services": map[string]any{
			"neo4j": map[string]any{"enabled": false, "cleanup": map[string]any{"enabled": false}}, // the load balancer
			"admin": map[string]any{"enabled": false}, "internals": map[string]any{"enabled": r.enterprise()},
		},
		"config":                   r.config(i),
		"securityContext":          plain(part.SecurePod(uid)),
		"containerSecurityContext": plain(part.SecureContainer().WithRunAsUser(uid).WithRunAsGroup(uid)),
		"additionalVolumes":        volumes,
		"additionalVolumeMounts":   mounts,
		"podSpec":                  r.podSpec(i),
		"podDisruptionBudget":      map[string]any{"enabled": false}, // One for all servers is rendered.
		"logInitialPassword":       false,
	}
}

// podSpec puts servers on reserved machines, each on one of its own, and spreads them over zones.
func (r renderer) podSpec(i int64) map[string]any {
	spread, tolerations := []any{}, []any{}
	for _, constraint := range part.SpreadSet(r.env, r.selector(), "") {
		constraint.MatchLabelKeys = nil // Each server is a set with revisions of its own, and all are counted.
		spread = append(spread, plain(constraint))
	}
	for _, toleration := range part.Reserved.Tolerations(r.env) {
		tolerations = append(tolerations, plain(toleration))
	}
	return map[string]any{
		"nodeAffinity": plain(part.Reserved.Affinity().NodeAffinity), "podAntiAffinity": true, "topologySpreadConstraints": spread,
		"tolerations": tolerations, "priorityClassName": r.store.PriorityClass, "serviceAccountName": r.serverName(i),
		"loadbalancer": "exclude", "terminationGracePeriodSeconds": int64(600),
	}
}

// config is the server's own; all of it is texts. What only the Enterprise edition knows is not given to the other.
func (r renderer) config(i int64) map[string]any {
	config := map[string]any{
		"server.http.enabled": "false", "dbms.usage_report.enabled": "false",
		// The heap and the page cache are fixed parts of the memory that is reserved; the rest is for what Java needs beside.
		"server.memory.heap.initial_size": r.share(40), "server.memory.heap.max_size": r.share(40), "server.memory.pagecache.size": r.share(30),
	}
	if r.enterprise() {
		config["server.backup.enabled"], config["server.backup.listen_address"] = "true", "0.0.0.0:6362"
		config["server.metrics.prometheus.enabled"], config["server.metrics.prometheus.endpoint"] = "true", "0.0.0.0:2004"
	}
	if !r.clustered() {
		// Drivers that ask where the server is are sent to the one address.
		config["server.bolt.advertised_address"] = r.endpoint.Host + ":" + fmt.Sprint(r.endpoint.Ports["bolt"].Port)
		return config
	}
	var peers []string
	for peer := range r.store.Replicas {
		peers = append(peers, r.internals(peer)+":6000")
	}
	// A list needs no account that may read the API.
	config["dbms.cluster.discovery.resolver_type"], config["dbms.cluster.endpoints"] = "LIST", strings.Join(peers, ",")
	config["server.cluster.advertised_address"] = r.internals(i) + ":6000"
	return config
}

// share is a part of the memory that is reserved, in the words of the configuration.
func (r renderer) share(percent int64) string {
	memory := resource.MustParse(r.store.Resources.Requests.Memory)
	return fmt.Sprintf("%dm", memory.Value()/100*percent>>20)
}

// plain is an apply configuration as JSON values.
func plain(applyConfiguration any) map[string]any { return object.From(applyConfiguration) }

// texts are strings as JSON values.
func texts(from map[string]string) map[string]any {
	values := map[string]any{}
	for key, value := range from {
		values[key] = value
	}
	return values
}
