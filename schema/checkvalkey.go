package schema

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
)

func isValkey(s Store) bool { return s.Valkey != nil }

// valkey wants Sentinels that can agree, data that fits, and clients that know whom to ask for and as whom.
func (c *checker) valkey(path []string, s Store) {
	if s.Replicas%2 == 0 {
		c.report(at(path, "replicas"), "%d Sentinels survive no more losses than %d; say 1, or 3 and more that are odd", s.Replicas, s.Replicas-1)
	}
	c.needsVolume(path, s)
	c.serves(path, s, "redis", "sentinel")
	room := resource.MustParse(s.Resources.Limits.Memory)
	if room.Set(room.Value() / 4 * 3); less(room.String(), s.Valkey.MaxMemory) {
		c.report(at(path, "valkey", "maxMemory"), "%s is more than three quarters of the memory limit %s; a snapshot needs the rest", s.Valkey.MaxMemory, s.Resources.Limits.Memory)
	}
	endpoint, known := c.Endpoints[s.Endpoint]
	if !known {
		return
	}
	if name := endpoint.Env["REDIS_MASTER_NAME"]; name != s.Valkey.PrimaryName {
		c.report(at(path, "valkey", "primaryName"), "clients of endpoint %q ask for %q by REDIS_MASTER_NAME, and Sentinels know %q", s.Endpoint, name, s.Valkey.PrimaryName)
	}
	if endpoint.Credentials == nil || !slices.Contains(slices.Collect(maps.Values(endpoint.Credentials.Keys)), "password") {
		c.report(at(path, "endpoint"), "endpoint %q gives clients no password; each is a user of its own", s.Endpoint)
	}
}
