package schema

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// drills checks the rehearsals of recovery: names that lead somewhere, and a way to restore what is rehearsed.
func (c *checker) drills() {
	for _, name := range slices.Sorted(maps.Keys(c.Stores)) {
		s, path := c.Stores[name], []string{"stores", name, "drill"}
		if s.Drill == nil {
			continue
		}
		switch {
		case c.Drills == nil:
			c.report(path, "a rehearsal needs drills: the namespace, the image and the resources of all rehearsals")
		case s.Backup == nil:
			c.report(path, "there is nothing to restore: the store has no backup")
		case s.Backup.Method == "differences":
			c.report(path, `rehearsals restore logs and snapshots; leave it out with method: "differences"`)
		case (s.Backup.Method == "snapshots") != (s.Drill.Claim != ""):
			c.report(at(path, "claim"), `method: "snapshots" and claim go together: the claim is what is restored`)
		case s.Drill.Server && s.Drill.Claim == "":
			c.report(at(path, "server"), "there is no claim on which the check could start a server; leave it out")
		case s.Drill.Claim != "" && !slices.Contains(s.Claims(), s.Drill.Claim):
			c.report(at(path, "claim"), "no server of the store has a claim %q; theirs are: %s", s.Drill.Claim, cmp.Or(strings.Join(s.Claims(), ", "), "none"))
		}
	}
	if c.Drills == nil {
		return
	}
	path := []string{"drills"}
	if _, known := c.Namespaces[c.Drills.Namespace]; !known {
		c.report(at(path, "namespace"), "no namespace %q%s", c.Drills.Namespace, Suggest(c.Drills.Namespace, c.Namespaces))
	}
	if _, known := c.Teams[c.Drills.Team]; !known {
		c.report(at(path, "team"), "no team %q%s", c.Drills.Team, Suggest(c.Drills.Team, c.Teams))
	}
	if endpoint, known := c.Endpoints[c.Drills.Telemetry]; !known || endpoint.Ports["otlp-http"].Port == 0 {
		c.report(at(path, "telemetry"), "no endpoint %q with a port otlp-http%s", c.Drills.Telemetry, Suggest(c.Drills.Telemetry, c.Endpoints))
	}
	c.size(at(path, "resources"), c.Drills.Resources)
	c.storageClass(path, "transient")
}
