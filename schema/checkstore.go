package schema

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"k8s.io/apimachinery/pkg/api/resource"
)

// storeKinds are the kinds of stores: the field of #Store, whether a store is of the kind, what only the kind knows, and
// the name of the claim of one server, which counts from 0; nil where no volume is copied. A new kind is one line here.
var storeKinds = []struct {
	field string
	is    func(Store) bool
	check func(c *checker, path []string, s Store)
	claim func(store string, server int64) string
}{
	{"chroma", isChroma, (*checker).chroma, setClaim},
	{"qdrant", isQdrant, (*checker).qdrant, setClaim},
	{"faiss", isFAISS, (*checker).faiss, nil},
	{"rabbitmq", isRabbitMQ, (*checker).rabbitMQ, rabbitClaim},
	{"postgresql", isPostgreSQL, (*checker).postgreSQL, nil},
	{"neo4j", isNeo4j, (*checker).neo4j, releaseClaim},
	{"valkey", isValkey, (*checker).valkey, setClaim},
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
		c.copies(at(path, "backup"), s.Backup, s.Restore)
	}
}

// copies wants the times of a backup to come and to fit its method, and its copies to go to two regions.
func (c *checker) copies(field []string, b *Backup, r *Restore) {
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
	c.copying(field, b, r)
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

// copying wants a copy to have the time that its bytes take, and to end before the next begins.
func (c *checker) copying(field []string, b *Backup, r *Restore) {
	path := at(field, "copying")
	if (b.Method == "log") == (b.Copying != "") {
		c.report(path, `a method other than "log" needs copying, the longest until a copy can be restored, such as "10m"; "log" has none`)
	}
	if b.Copying == "" {
		return
	}
	takes := time.Duration(Seconds(b.Copying)) * time.Second
	if b.Method == "snapshots" && r != nil {
		if reading := r.reading(); takes < reading {
			c.report(path, "%s is less than the %s in which %s are read at %s per second, as where all files have changed; say more", b.Copying, reading, r.Size, r.Rate)
		}
	}
	if gap := shortest(b.Incremental); gap > 0 && gap < takes {
		c.report(at(field, "incremental"), "the next copy begins after %s, and one takes up to %s; copy less often", gap, takes)
	}
}

// reading is how long it takes to read all, in whole seconds.
func (r *Restore) reading() time.Duration {
	size, errSize := resource.ParseQuantity(r.Size)
	rate, errRate := resource.ParseQuantity(r.Rate)
	if errSize != nil || errRate != nil || rate.Value() <= 0 {
		return 0 // The definitions have refused it.
	}
	return time.Duration(math.Ceil(float64(size.Value())/float64(rate.Value()))) * time.Second
}

// shortest is the shortest time between two firings of a schedule within its first two days; 0 where it is none, or fires
// less often.
func shortest(expression string) time.Duration {
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		return 0
	}
	var gap time.Duration
	before := schedule.Next(beginning)
	for end := before.Add(48 * time.Hour); !before.IsZero(); {
		after := schedule.Next(before)
		if after.IsZero() || after.After(end) {
			break
		}
		if gap == 0 || after.Sub(before) < gap {
			gap = after.Sub(before)
		}
		before = after
	}
	return gap
}

// Seconds reads a duration of the description, which has one unit; 0 where there is none.
func Seconds(text string) int64 {
	if text == "" {
		return 0
	}
	unit := map[byte]int64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400}[text[len(text)-1]]
	n, err := strconv.ParseInt(text[:len(text)-1], 10, 32)
	if err != nil {
		return math.MaxInt32 // Longer than anybody waits.
	}
	return n * unit
}

// beginning is where counting of schedules begins.
var beginning = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// schedule wants five fields of cron that name a time which comes.
func (c *checker) schedule(path []string, expression string) {
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		c.report(path, "%q is no schedule: %v", expression, err)
		return
	}
	if schedule.Next(beginning).IsZero() {
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
