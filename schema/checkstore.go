package schema

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// storeKinds are the kinds of stores: the field of #Store, whether a store is of the kind, and what only the kind knows.
// A new kind is one line here.
var storeKinds = []struct {
	field string
	is    func(Store) bool
	check func(c *checker, path []string, s Store)
}{
	{"chroma", isChroma, (*checker).chroma},
	{"qdrant", isQdrant, (*checker).qdrant},
	{"faiss", isFAISS, (*checker).faiss},
	{"rabbitmq", isRabbitMQ, (*checker).rabbitMQ},
	{"postgresql", isPostgreSQL, (*checker).postgreSQL},
	{"neo4j", isNeo4j, (*checker).neo4j},
	{"valkey", isValkey, (*checker).valkey},
}

// stores checks what keeps data: one kind each, and names that lead somewhere.
func (c *checker) stores() {
	for _, name := range slices.Sorted(maps.Keys(c.Stores)) {
		s, path := c.Stores[name], []string{"stores", name}
		c.component(path, name)
		if _, known := c.Endpoints[s.Endpoint]; !known {
			c.report(at(path, "endpoint"), "no endpoint %q%s", s.Endpoint, Suggest(s.Endpoint, c.Endpoints))
		}
		if _, known := c.Teams[s.Team]; !known {
			c.report(at(path, "team"), "no team %q%s", s.Team, Suggest(s.Team, c.Teams))
		}
		if _, known := c.PriorityClasses[s.PriorityClass]; !known {
			c.report(at(path, "priorityClass"), "no priority class %q%s", s.PriorityClass, Suggest(s.PriorityClass, c.PriorityClasses))
		}
		c.size(at(path, "resources"), s.Resources)
		if s.Volume != nil {
			c.storageClass(at(path, "volume", "class"), s.Volume.Class)
		}
		c.backup(path, s)
		c.storeKind(path, s)
	}
}

// storeKind wants a store to be of one kind, and asks the kind.
func (c *checker) storeKind(path []string, s Store) {
	var kinds, fields []string
	for _, kind := range storeKinds {
		fields = append(fields, kind.field)
		if kind.is(s) {
			kinds = append(kinds, kind.field)
			kind.check(c, path, s)
		}
	}
	slices.Sort(fields)
	if len(kinds) != 1 {
		c.report(path, "a store is exactly one of %s, and this is %s", strings.Join(fields, ", "), cmp.Or(strings.Join(kinds, " and "), "none"))
	}
}

// needsVolume wants a store to have somewhere to keep its data.
func (c *checker) needsVolume(path []string, s Store) {
	if s.Volume == nil {
		c.report(at(path, "volume"), "missing: what keeps data needs a volume, such as {size: \"10Gi\"}")
	}
}

// serves wants the endpoint of a store to have the ports that the kind serves, so that clients and servers agree.
func (c *checker) serves(path []string, s Store, ports ...string) {
	endpoint, known := c.Endpoints[s.Endpoint]
	for _, port := range ports {
		if _, has := endpoint.Ports[port]; known && !has {
			c.report(at(path, "endpoint"), "endpoint %q has no port %q, which this kind of store serves", s.Endpoint, port)
		}
	}
}

// backup wants what is copied to come back, and the other way round.
func (c *checker) backup(path []string, s Store) {
	if (s.Backup == nil) != (s.Restore == nil) {
		c.report(path, "backup and restore go together: what is copied must come back")
	}
	if s.Backup != nil {
		c.copies(at(path, "backup"), s.Backup)
	}
}

// copies wants the times of a backup to come and to fit its method, and its copies to go to two regions.
func (c *checker) copies(field []string, b *Backup) {
	c.schedule(at(field, "full"), b.Full)
	if b.Incremental != "" {
		c.schedule(at(field, "incremental"), b.Incremental)
	}
	if (b.Method == "log") != (b.Archive != "") {
		c.report(at(field, "archive"), `method: "log" and archive go together`)
	}
	if (b.Method == "log") == (b.Incremental != "") {
		c.report(at(field, "incremental"), `a method other than "log" needs incremental, such as "*/15 * * * *"; "log" has none`)
	}
	regions := map[string]string{}
	for name, key := range map[string]string{"location": b.Location, "second": b.Second} {
		store, known := c.ObjectStores[key]
		if !known {
			c.report(at(field, name), "no object store %q%s", key, Suggest(key, c.ObjectStores))
		}
		regions[name] = store.Region
	}
	if regions["location"] != "" && regions["location"] == regions["second"] {
		c.report(at(field, "second"), "%s and %s are both in region %s; the second copy lies in another", b.Location, b.Second, regions["second"])
	}
}

// schedule wants five fields of cron that name a time which comes.
func (c *checker) schedule(path []string, expression string) {
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		c.report(path, "%q is no schedule: %v", expression, err)
		return
	}
	if schedule.Next(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		c.report(path, "%q names a day that no month has", expression)
	}
}

// size wants limits that are not below requests.
func (c *checker) size(path []string, size Size) {
	if less(size.Limits.CPU, size.Requests.CPU) {
		c.report(at(path, "limits", "cpu"), "limit %s is below the request %s", size.Limits.CPU, size.Requests.CPU)
	}
	if less(size.Limits.Memory, size.Requests.Memory) {
		c.report(at(path, "limits", "memory"), "limit %s is below the request %s", size.Limits.Memory, size.Requests.Memory)
	}
}

// storageClass wants the environment to have a class of the kind.
func (c *checker) storageClass(path []string, class string) {
	if _, known := c.Environment.StorageClasses[class]; !known {
		c.report(path, "environment %s has no storage class for %q", c.Environment.Name, class)
	}
}
