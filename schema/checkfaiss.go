package schema

func isFAISS(s Store) bool { return s.FAISS != nil }

// faiss wants readers that keep nothing, and a builder that can reach its source.
func (c *checker) faiss(path []string, s Store) {
	if s.Volume != nil {
		c.report(at(path, "volume"), "readers of an index keep nothing, or they would differ; leave it out")
	}
	if s.Backup != nil {
		c.report(at(path, "backup"), "the registry keeps every index, and the source its vectors; leave it out")
	}
	c.serves(path, s, "http")
	field := at(path, "faiss")
	if s.FAISS.Index.Repository == s.FAISS.Image.Repository {
		c.report(at(field, "index", "repository"), "%s is the service; indexes have a repository of their own", s.FAISS.Index.Repository)
	}
	source := s.FAISS.Builder.Source
	switch endpoint, known := c.Endpoints[source]; {
	case !known:
		c.report(at(field, "builder", "source"), "no endpoint %q%s", source, Suggest(source, c.Endpoints))
	case endpoint.TeamPorts:
		c.report(at(field, "builder", "source"), "%q has a port for each team, and keeps no vectors", source)
	}
	if source == s.Endpoint {
		c.report(at(field, "builder", "source"), "%q is what the readers serve; name where the vectors are kept", source)
	}
	c.size(at(field, "builder", "resources"), s.FAISS.Builder.Resources)
}
