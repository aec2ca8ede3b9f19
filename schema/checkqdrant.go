package schema

func isQdrant(s Store) bool { return s.Qdrant != nil }

// qdrant wants servers that agree by majority, and copies that go where the servers' own snapshots can be sent.
func (c *checker) qdrant(path []string, s Store) {
	if s.Replicas%2 == 0 {
		c.report(at(path, "replicas"), "a majority decides, so %d servers outlive no more failures than %d; say an odd number", s.Replicas, s.Replicas-1)
	}
	c.needsVolume(path, s)
	c.serves(path, s, "rest", "grpc")
	if endpoint, known := c.Endpoints[s.Endpoint]; known && endpoint.Credentials == nil {
		c.report(at(path, "endpoint"), "endpoint %q has no credentials: Qdrant would answer anyone who reaches it", s.Endpoint)
	}
	if s.Backup == nil || s.Backup.Method != "snapshots" {
		c.report(at(path, "backup"), `Qdrant has no log to archive; say method: "snapshots"`)
	}
}
