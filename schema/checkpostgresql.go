package schema

import (
	"maps"
	"slices"
	"strings"
	"time"
)

func isPostgreSQL(s Store) bool { return s.PostgreSQL != nil }

// keptConnections are those that PostgreSQL and its operator need beside the agents'.
const keptConnections = 30

// postgreSQL wants a number of servers that can vote, disks for data and log, and room for every agent's connections.
func (c *checker) postgreSQL(path []string, s Store) {
	field := at(path, "postgresql")
	if s.Replicas%2 == 0 {
		c.report(at(path, "replicas"), "%d servers lose their majority as soon as %d do; say 1, or an odd number from 3", s.Replicas, s.Replicas-1)
	}
	c.needsVolume(path, s)
	c.storageClass(at(field, "wal", "class"), s.PostgreSQL.WAL.Class)
	c.size(at(field, "pooler", "resources"), s.PostgreSQL.Pooler.Resources)
	c.size(at(field, "archiver"), s.PostgreSQL.Archiver)
	c.serves(path, s, "postgres")
	if endpoint, known := c.Endpoints[s.Endpoint]; known {
		if endpoint.Credentials == nil {
			c.report(at(path, "endpoint"), "endpoint %q has no credentials, and roles get their passwords from there", s.Endpoint)
		}
		if want := s.Name + "-pooler"; !maps.Equal(endpoint.Selector, map[string]string{"cnpg.io/poolerName": want}) {
			c.report(at(path, "endpoint"), `the selector of endpoint %q must be {"cnpg.io/poolerName": %q}: agents reach the pooler, never a server`, s.Endpoint, want)
		}
	}
	if s.Backup != nil && s.Backup.Method != "log" {
		c.report(at(path, "backup", "method"), `PostgreSQL archives its log: say "log"`)
	}
	c.postgreSQLClients(path, s)
	c.follows(field, s)
}

// reservedRoles are names that PostgreSQL or the operator keeps for itself.
var reservedRoles = []string{"app", "postgres", "streaming-replica"}

// postgreSQLClients wants room for the connections of all agents, names that are free, and shared databases that are there.
func (c *checker) postgreSQLClients(path []string, s Store) {
	clients, field := c.clientsOf(s.Endpoint), at(path, "postgresql")
	p := s.PostgreSQL.Pooler
	if most := int64(len(clients))*p.Connections*p.Instances + keptConnections; most > s.PostgreSQL.MaxConnections {
		c.report(at(field, "maxConnections"), "%d agents with %d connections through each of %d poolers, and %d for the operator, are %d: more than %d",
			len(clients), p.Connections, p.Instances, keptConnections, most, s.PostgreSQL.MaxConnections)
	}
	for _, name := range clients {
		if slices.Contains(reservedRoles, name) || strings.HasPrefix(name, "pg-") || strings.HasPrefix(name, "cnpg-") {
			c.report(path, "agent %q depends on it, and PostgreSQL or its operator keeps that name for itself", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.PostgreSQL.Shares)) {
		owner := s.PostgreSQL.Shares[name]
		if _, known := c.Agents[name]; !known {
			c.report(at(field, "shares", name), "no agent %q%s", name, Suggest(name, c.Agents))
			continue
		}
		_, sharesToo := s.PostgreSQL.Shares[owner]
		if slices.Contains(clients, name) && (sharesToo || !slices.Contains(clients, owner)) {
			c.report(at(field, "shares", name), "%q has no database of its own here", owner)
		}
	}
}

// clientsOf are the agents that run here and depend on an endpoint, sorted.
func (c *checker) clientsOf(endpoint string) []string {
	targets := c.Targets()
	return slices.DeleteFunc(c.Selected(targets), func(name string) bool {
		for dependency := range c.Agents[name].Dependencies {
			if target, known := targets[dependency]; known && target.Endpoint != nil && target.Name() == endpoint {
				return false
			}
		}
		return true
	})
}

// follows wants a standby to read another cluster's copies, and nobody to write where it reads.
func (c *checker) follows(field []string, s Store) {
	f := s.PostgreSQL.Follows
	if f == nil {
		if c.Environment.Role == "standby" {
			c.report(at(field, "follows"), `missing: a standby has no data of its own; say {objectStore: "…", path: "…", server: "…"} of what it stands by for`)
		}
		return
	}
	c.until(at(field, "follows", "until"), f.Until)
	if _, known := c.ObjectStores[f.ObjectStore]; !known {
		c.report(at(field, "follows", "objectStore"), "no object store %q%s", f.ObjectStore, Suggest(f.ObjectStore, c.ObjectStores))
		return
	}
	if c.Environment.Role == "standby" && c.ObjectStores[f.ObjectStore].Lag == "" {
		c.report([]string{"objectStores", f.ObjectStore, "lag"}, `missing: %s follows what another environment writes; say how long until it is there, such as "15m"`, s.Name)
	}
	if s.Backup == nil {
		return
	}
	reads, writes := c.ObjectStores[f.ObjectStore], c.ObjectStores[s.Backup.Location]
	if reads.Bucket == writes.Bucket && reads.Host == writes.Host && f.Path == s.Name && f.Server == s.ArchiveName() {
		c.report(at(field, "follows", "server"), "it would archive over what it reads; give the store another server")
	}
}

// until wants a moment that the calendar has, and an environment that stops reading.
func (c *checker) until(field []string, moment string) {
	if moment == "" {
		return
	}
	if _, err := time.Parse(time.RFC3339, moment); err != nil {
		c.report(field, "%q is no moment: say one that the calendar and the clock have, such as 2027-01-31T09:30:00Z", moment)
	}
	if c.Environment.Role == "standby" {
		c.report(field, "a standby goes on reading; leave it out")
	}
}

// ArchiveName is the name under which the copies of a PostgreSQL store lie in the object store.
func (s Store) ArchiveName() string {
	if s.PostgreSQL != nil && s.PostgreSQL.Server != "" {
		return s.PostgreSQL.Server
	}
	return s.Name
}
