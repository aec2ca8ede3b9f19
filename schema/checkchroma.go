package schema

func isChroma(s Store) bool { return s.Chroma != nil }

// chroma wants one server with a volume, on the port that the endpoint says.
func (c *checker) chroma(path []string, s Store) {
	if s.Replicas != 1 {
		c.report(at(path, "replicas"), "Chroma does not replicate: %d servers would be %d different stores; say 1", s.Replicas, s.Replicas)
	}
	c.needsVolume(path, s)
	c.serves(path, s, "http")
}
