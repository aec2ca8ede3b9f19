package schema

import "fmt"

// claimNames are the kinds of stores that keep volumes, by their field in #Store: the name of the claim of one server,
// from the name of the store and the number of the server, which counts from 0.
var claimNames = map[string]func(store string, server int64) string{
	"chroma": setClaim,
	"qdrant": setClaim,
	"valkey": setClaim,
	// Its operator names them.
	"rabbitmq": func(store string, server int64) string { return fmt.Sprintf("persistence-%s-server-%d", store, server) },
	// Each server is a release, and a StatefulSet, of its own.
	"neo4j": func(store string, server int64) string { return setClaim(fmt.Sprintf("%s-%d", store, server+1), 0) },
}

// setClaim is the claim named data of one pod of a StatefulSet.
func setClaim(set string, pod int64) string { return fmt.Sprintf("data-%s-%d", set, pod) }

// Claims are the names of the claims of the servers of the store whose volumes can be copied; none where the operator of
// the store copies by other means, or nothing is kept.
func (s Store) Claims() []string {
	var claims []string
	for _, kind := range storeKinds {
		name, has := claimNames[kind.field]
		for server := int64(0); has && kind.is(s) && server < s.Replicas; server++ {
			claims = append(claims, name(s.Name, server))
		}
	}
	return claims
}
