package schema

import "fmt"

// setClaim is the claim of one pod of a StatefulSet with the name of the store.
func setClaim(store string, server int64) string { return fmt.Sprintf("data-%s-%d", store, server) }

// rabbitClaim is the claim that RabbitMQ's operator makes for a server.
func rabbitClaim(store string, server int64) string {
	return fmt.Sprintf("persistence-%s-server-%d", store, server)
}

// releaseClaim is the claim of a server that is a release of its chart, with a StatefulSet of one pod.
func releaseClaim(store string, server int64) string {
	return setClaim(fmt.Sprintf("%s-%d", store, server+1), 0)
}

// Claims are the names of the claims of the servers of the store whose volumes can be copied; none where the operator of
// the store copies by other means, or nothing is kept.
func (s Store) Claims() []string {
	var claims []string
	for _, kind := range storeKinds {
		for server := int64(0); kind.claim != nil && kind.is(s) && server < s.Replicas; server++ {
			claims = append(claims, kind.claim(s.Name, server))
		}
	}
	return claims
}
