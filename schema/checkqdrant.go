package schema

func isQdrant(s Store) bool { return s.Qdrant != nil }

// qdrant wants servers that agree by majority, keys for clients, and snapshots that go somewhere.
func (c *checker) qdrant(path []string, s Store) {
	if s.Replicas%2 == 0 {
		c.report(at(path, "replicas"), "a majority decides, so that of %d servers no more may fail than of %d; say an odd number", s.Replicas, s.Replicas-1)
	}
	c.needsVolume(path, s)
	c.serves(path, s, "rest", "grpc")
	if endpoint, known := c.Endpoints[s.Endpoint]; known && endpoint.Credentials == nil {
		c.report(at(path, "endpoint"), "endpoint %q has no credentials: Qdrant would answer anyone who reaches it", s.Endpoint)
	}
	switch {
	case s.Backup == nil:
		c.report(at(path, "backup"), "missing: the servers send their snapshots somewhere, and keep none")
	case s.Backup.Method != "snapshots":
		c.report(at(path, "backup", "method"), `Qdrant makes whole snapshots and nothing else; say "snapshots"`)
	}
}
