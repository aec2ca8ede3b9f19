package schema

import (
	"strconv"
	"strings"
)

func isNeo4j(s Store) bool { return s.Neo4j != nil }

// neo4j wants what the edition can do, and no more: a cluster needs a licence and a majority.
func (c *checker) neo4j(path []string, s Store) {
	field, phase := at(path, "neo4j"), strconv.FormatInt(s.Phase, 10)
	if s.Neo4j.Chart.Values != nil {
		c.report(at(field, "chart", "values"), "what the chart is given follows from the store: leave values out")
	}
	enterprise, method := s.Neo4j.Licence != nil, "snapshots"
	if enterprise {
		method = "differences"
	}
	if strings.HasSuffix(s.Neo4j.Image.Tag, "-enterprise") != enterprise {
		c.report(at(field, "image", "tag"), "%s is not the edition that there is a right to: the tag ends in -enterprise exactly where licence says who holds one", s.Neo4j.Image.Tag)
	}
	switch {
	case !enterprise && s.Replicas != 1:
		c.report(at(path, "replicas"), "%d servers are a cluster, which needs the Enterprise edition: say who holds its licence in neo4j.licence, or say 1", s.Replicas)
	case s.Replicas%2 == 0:
		c.report(at(path, "replicas"), "%d servers stand no more losses than %d: a majority has to be left; say 3 or 5", s.Replicas, s.Replicas-1)
	case s.Replicas > 1 && c.Environment.Phases[phase].Sync != "rolling":
		c.report(at(path, "replicas"), `%d servers restart one after the other only where phase %s is rolling, and else all at once: say environment.phases: "%s": sync: "rolling"`, s.Replicas, phase, phase)
	}
	if s.Backup != nil && s.Backup.Method != method {
		c.report(at(path, "backup", "method"), "want %q: the Enterprise edition copies itself while it runs, and of a Community server only the volume can be copied", method)
	}
	// The chart makes no smaller server.
	if less(s.Resources.Requests.CPU, "500m") || less(s.Resources.Requests.Memory, "2Gi") {
		c.report(at(path, "resources", "requests"), "the chart refuses less than cpu: \"500m\" and memory: \"2Gi\"")
	}
	c.needsVolume(path, s)
	c.serves(path, s, "bolt")
	if e, known := c.Endpoints[s.Endpoint]; known && e.Credentials == nil {
		c.report(at(path, "endpoint"), "endpoint %q has no credentials, and every client has a user of its own", s.Endpoint)
	}
}
