package valkey

import (
	"fmt"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
)

// What users may do. Passwords stand as checksums in the files that are made of this, and only in the secret store.
const (
	// clientRights are all but what stops the service, empties it, or looks at others; libraries ask for the last two.
	clientRights = "~* &* +@all -@admin -@dangerous +info +role"
	// replicaRights are what a replica needs of its primary.
	replicaRights = "+psync +replconf +ping"
	// sentinelRights are what Sentinels do to servers; both names of a command are one of them.
	sentinelRights = "&* +multi +exec +slaveof +replicaof +failover +ping +subscribe +publish +info +role +config|rewrite +client|setname +client|kill +script|kill"
	// keeperRights are what the scripts do.
	keeperRights = "+ping +info +role +acl|load +config|set +client|pause +client|unpause"
	// exporterRights are those of which the exporter makes metrics; it sees no key.
	exporterRights = "+ping +info +client|setname +latency|latest +latency|histogram +slowlog|get +slowlog|len"
	// anyoneRights are what everybody may ask Sentinels, without a password: who the primary is. Publishing
	// is not among them: by that Sentinels tell each other of another primary.
	anyoneRights = "&* +@connection -@admin -@dangerous +info +role +subscribe +psubscribe +unsubscribe +punsubscribe " +
		"+sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|ckquorum +sentinel|myid"
	// peerRights are what Sentinels tell each other.
	peerRights = "&* +ping +hello +publish +subscribe +client|setname +sentinel"
	// failoverRights are what a server does that stops, or has nothing.
	failoverRights = "+sentinel|failover"
)

// secrets are one file of users for servers and one for Sentinels, with the passwords of those that they are themselves.
func (r renderer) secrets() []object.Object {
	servers := []string{"user default reset off"}
	var values []part.Remote
	own := func(users ...string) []part.Remote {
		var remotes []part.Remote
		for _, user := range users {
			remotes = append(remotes, part.Remote{Key: user, Path: part.CredentialsPath(r.endpoint.Credentials, r.store.Name+"-"+user), Property: "password"})
		}
		return remotes
	}
	for _, client := range r.env.Clients(r.endpoint.Name) {
		key := "client-" + client.Name
		values = append(values, part.Remote{Key: key, Path: part.CredentialsPath(r.endpoint.Credentials, client.Name), Property: "password"})
		servers = append(servers, user(client.Name, key, clientRights))
	}
	servers = append(servers, user("exporter", "exporter", exporterRights), user("keeper", "keeper", keeperRights),
		user("replica", "replica", replicaRights), user("sentinel", "sentinel", sentinelRights))
	sentinels := []string{
		"user default reset on nopass " + anyoneRights,
		user("keeper", "keeper", failoverRights), user("sentinel", "sentinel", peerRights),
	}
	return []object.Object{
		r.secret(r.servers().name, servers, []string{"exporter", "keeper", "replica"}, append(values, own("exporter", "keeper", "replica", "sentinel")...)),
		r.secret(r.sentinels().name, sentinels, []string{"sentinel"}, own("keeper", "sentinel")),
	}
}

// user is a line of the file: the checksum of the password is made where the Secret is.
func user(name, key, rights string) string {
	return fmt.Sprintf("user %s reset on #{{ index . %q | sha256sum }} %s", name, key, rights)
}

// secret is what pods mount: users.acl, and a file for each password that they need themselves.
func (r renderer) secret(name string, users, passwords []string, values []part.Remote) object.Object {
	data := map[string]string{"users.acl": strings.Join(users, "\n") + "\n"}
	for _, key := range passwords {
		data[key] = fmt.Sprintf("{{ index . %q }}", key)
	}
	return part.Templated(part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, r.endpoint.Namespace, r.labels(name)), values...), data)
}
