package recovery_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
	"github.com/sutazai/sutaz/schema"
)

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

func TestGap(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		schedules []string
		want      int64
	}{
		"every quarter":           {[]string{"*/15 * * * *"}, 15 * minute},
		"hourly":                  {[]string{"5 * * * *"}, hour},
		"daily":                   {[]string{"0 1 * * *"}, day},
		"what does not divide":    {[]string{"*/25 * * * *"}, 25 * minute}, // 0, 25, 50, 0.
		"lopsided":                {[]string{"0,10 * * * *"}, 50 * minute},
		"over midnight":           {[]string{"0 8-20 * * *"}, 12 * hour},
		"an hour left out":        {[]string{"*/15 0-11,13-23 * * *"}, hour + 15*minute},
		"together":                {[]string{"0 1 * * *", "0 13 * * *"}, 12 * hour},
		"together, close":         {[]string{"0 1 * * *", "30 1 * * *"}, 23*hour + 30*minute},
		"one is empty":            {[]string{"0 1 * * *", ""}, day},
		"weekdays":                {[]string{"0 0 * * 1-5"}, 3 * day},
		"weekly and every hour":   {[]string{"0 3 * * 0", "0 * * * *"}, hour},
		"monthly":                 {[]string{"0 0 1 * *"}, 31 * day},
		"the 29th, over February": {[]string{"0 0 29 * *"}, 59 * day},
		"the 31st":                {[]string{"0 0 31 * *"}, 61 * day}, // As from August to October.
		"the middle of the month": {[]string{"0 0 */10 * *"}, 10 * day},
		"once a year":             {[]string{"0 0 1 6 *"}, 366 * day}, // From 2027 to 2028.
		"a day of leap years":     {[]string{"0 0 29 2 *"}, 1461 * day},
		"a day that no month has": {[]string{"0 0 31 2 *"}, recovery.Never},
		"none":                    {nil, recovery.Never},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := recovery.Gap(test.schedules...); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// environment has stores, objectives of 15 minutes and one hour, and a network of 1 GB per second.
func environment(stores map[string]schema.Store) *platform.Environment {
	return &platform.Environment{Platform: &schema.Platform{
		Environment: schema.Environment{Name: "e", Capacity: schema.Capacity{Network: "1G"}},
		Objectives:  &schema.Objectives{Point: "15m", Time: "1h"},
		Stores:      stores,
	}}
}

// store has copies every 15 minutes, and comes back in a turn after five minutes and size / rate.
func store(order int64, size, rate string, change ...func(*schema.Store)) schema.Store {
	s := schema.Store{
		Backup:  &schema.Backup{Method: "snapshots", Full: "0 1 * * *", Incremental: "*/15 * * * *"},
		Restore: &schema.Restore{Order: order, Size: size, Rate: rate, Prepare: "5m"},
	}
	for _, f := range change {
		f(&s)
	}
	return s
}

// line is a row as text: turn, name and method, then point and time in seconds, each with what it is.
func line(r recovery.Row) string {
	text := fmt.Sprintf("%d %s %s", r.Order, r.Component, r.Method)
	for _, f := range []*recovery.Figure{r.Point, r.Time} {
		switch {
		case f == nil:
			text += " -"
		case f.Met:
			text += fmt.Sprintf(" %d met", f.Seconds)
		case f.Excused != "":
			text += fmt.Sprintf(" %d %s", f.Seconds, f.Excused)
		default:
			text += fmt.Sprintf(" %d missed", f.Seconds)
		}
	}
	return text
}

func check(t *testing.T, env *platform.Environment, want []string) {
	t.Helper()
	var got []string
	for _, row := range recovery.Report(env) {
		got = append(got, line(row))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	standby := func(s *schema.Store) { s.Restore.Standby = "2m" }
	type stores = map[string]schema.Store
	tests := map[string]struct {
		stores stores
		want   []string
	}{
		// 300 s, and 100 GB at 100 MB/s.
		"one":             {stores{"a": store(10, "100G", "100M")}, []string{"10 a snapshots 900 met 1300 met"}},
		"to the second":   {stores{"a": store(10, "330G", "100M")}, []string{"10 a snapshots 900 met 3600 met"}},
		"a second more":   {stores{"a": store(10, "331G", "100M")}, []string{"10 a snapshots 900 met 3610 missed"}},
		"a part of a one": {stores{"a": store(10, "1k", "100M")}, []string{"10 a snapshots 900 met 301 met"}},
		// The second turn begins when the slower of the first is there: 1300 + 300 + 1000.
		"in turn": {
			stores{"c": store(20, "100G", "100M"), "b": store(10, "10G", "100M"), "a": store(10, "100G", "100M")},
			[]string{"10 a snapshots 900 met 1300 met", "10 b snapshots 900 met 400 met", "20 c snapshots 900 met 2600 met"},
		},
		// Together they would read 2 GB/s, and the network has half of that: 100 s become 200, and 10 become 20.
		"they share the network": {
			stores{"a": store(10, "150G", "1500M"), "b": store(10, "5G", "500M")},
			[]string{"10 a snapshots 900 met 500 met", "10 b snapshots 900 met 320 met"},
		},
		"in another turn they do not": {
			stores{"a": store(10, "100G", "1G"), "b": store(20, "100G", "1G")},
			[]string{"10 a snapshots 900 met 400 met", "20 b snapshots 900 met 800 met"},
		},
		// 10 TB over 10 Gbit/s.
		"too large": {stores{"a": store(10, "10T", "1250M")}, []string{"10 a snapshots 900 met 10300 missed"}},
		// A standby reads nothing, and takes nothing of the network.
		"a standby": {
			stores{"a": store(10, "10T", "1G", standby), "b": store(10, "100G", "1G")},
			[]string{"10 a snapshots 900 met 120 met", "10 b snapshots 900 met 400 met"},
		},
		"a standby has its turn": {
			stores{"a": store(10, "100G", "1G"), "b": store(20, "10T", "1G", standby)},
			[]string{"10 a snapshots 900 met 400 met", "20 b snapshots 900 met 520 met"},
		},
		// What has no copy comes from Git or a registry.
		"rebuilt": {stores{"a": {}, "b": store(10, "1G", "1G")}, []string{"0 a rebuilt - -", "10 b snapshots 900 met 301 met"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, environment(test.stores), test.want)
		})
	}
}

func TestNetworkThatIsNoLimit(t *testing.T) {
	t.Parallel()
	env := environment(map[string]schema.Store{"a": store(10, "10T", "10G")})
	env.Environment.Capacity.Network = ""
	check(t, env, []string{"10 a snapshots 900 met 1300 met"})
}

func TestPoint(t *testing.T) {
	t.Parallel()
	backup := func(b schema.Backup) func(*schema.Store) { return func(s *schema.Store) { s.Backup = &b } }
	tests := map[string]struct {
		backup schema.Backup
		want   string
	}{
		// Only the archive counts: the log since the last base backup is kept.
		"log":              {schema.Backup{Method: "log", Full: "0 1 * * *", Archive: "5m"}, "10 a log 300 met 301 met"},
		"a log that waits": {schema.Backup{Method: "log", Full: "0 1 * * *", Archive: "1h"}, "10 a log 3600 missed 301 met"},
		"differences":      {schema.Backup{Method: "differences", Full: "0 1 * * *", Incremental: "*/10 * * * *"}, "10 a differences 600 met 301 met"},
		// What is copied is there when the copy has ended, and by then the one before is older.
		"copies that last": {schema.Backup{Method: "snapshots", Full: "0 1 * * *", Incremental: "*/10 * * * *", Copying: "5m"}, "10 a snapshots 900 met 301 met"},
		"a second longer":  {schema.Backup{Method: "snapshots", Full: "0 1 * * *", Incremental: "*/10 * * * *", Copying: "301s"}, "10 a snapshots 901 missed 301 met"},
		"hourly":           {schema.Backup{Method: "snapshots", Full: "40 1 * * *", Incremental: "5 * * * *"}, "10 a snapshots 3600 missed 301 met"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, environment(map[string]schema.Store{"a": store(10, "1G", "1G", backup(test.backup))}), []string{test.want})
		})
	}
}

// A standby loses what the other region has not archived, and what has not come over. Copies of volumes are made in both
// regions, and do not come over.
func TestStandby(t *testing.T) {
	t.Parallel()
	follows := func(s *schema.Store) {
		s.Backup = &schema.Backup{Method: "log", Full: "0 1 * * *", Archive: "5m"}
		s.PostgreSQL = &schema.PostgreSQL{Follows: &schema.Follows{ObjectStore: "other"}}
	}
	env := environment(map[string]schema.Store{"a": store(10, "1G", "1G", follows), "b": store(10, "1G", "1G")})
	env.ObjectStores = map[string]schema.ObjectStore{"other": {Lag: "11m"}, "own": {}}
	for role, want := range map[string]string{"standby": "10 a log 960 missed 302 met", "active": "10 a log 300 met 302 met"} {
		env.Environment.Role = role
		check(t, env, []string{want, "10 b snapshots 900 met 302 met"})
		rows := recovery.Report(env)
		if a := rows[0]; a.Gap+a.Copying != a.Point.Seconds || a.Gap != 5*minute {
			t.Errorf("%s: %d and %d are not %d", role, a.Gap, a.Copying, a.Point.Seconds)
		}
	}
}

func TestObjectivesThatAreAbsent(t *testing.T) {
	t.Parallel()
	env := environment(map[string]schema.Store{"a": store(10, "10T", "1G")})
	env.Objectives = nil
	check(t, env, []string{"10 a snapshots 900 met 10300 met"})
}

// A deviation excuses the figure that its requirement is about, of the components that it names, while it deviates.
func TestDeviations(t *testing.T) {
	t.Parallel()
	deviates := func(state string, names ...string) schema.Requirement {
		return schema.Requirement{State: state, Deviation: &schema.Deviation{Components: names}}
	}
	type rows = map[string]schema.Requirement
	tests := map[string]struct {
		rows rows
		want string
	}{
		"none":              {nil, "10 a snapshots 3600 missed 10300 missed"},
		"of the point":      {rows{"REC-02": deviates("deviates", "b", "a")}, "10 a snapshots 3600 REC-02 10300 missed"},
		"of the time":       {rows{"REC-01": deviates("deviates", "a")}, "10 a snapshots 3600 missed 10300 REC-01"},
		"of another":        {rows{"REC-02": deviates("deviates", "b")}, "10 a snapshots 3600 missed 10300 missed"},
		"of nobody":         {rows{"REC-02": deviates("deviates")}, "10 a snapshots 3600 missed 10300 missed"},
		"that is no longer": {rows{"REC-02": deviates("planned", "a")}, "10 a snapshots 3600 missed 10300 missed"},
		"without a reason":  {rows{"REC-02": {State: "deviates"}}, "10 a snapshots 3600 missed 10300 missed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment(map[string]schema.Store{"a": store(10, "10T", "1G", func(s *schema.Store) { s.Backup.Incremental = "5 * * * *" })})
			env.Requirements = test.rows
			check(t, env, []string{test.want})
		})
	}
}

// Volumes of agents are one row, where an agent has one.
func TestAgents(t *testing.T) {
	t.Parallel()
	keeps := &platform.Agent{Agent: schema.Agent{Storage: map[string]schema.Storage{"data": {Size: "1Gi"}}}}
	copies, comes := &schema.Backup{Method: "snapshots", Full: "40 1 * * *", Incremental: "5 * * * *"}, &schema.Restore{Order: 40, Size: "1G", Rate: "1G", Prepare: "5m"}
	tests := map[string]struct {
		running []*platform.Agent
		backup  *schema.Backup
		restore *schema.Restore
		want    []string
	}{
		"copied":       {[]*platform.Agent{{}, keeps}, copies, comes, []string{"40 agents snapshots 3600 missed 301 met"}},
		"not copied":   {[]*platform.Agent{keeps}, nil, nil, []string{"0 agents none -1 missed -1 missed"}},
		"keep nothing": {[]*platform.Agent{{}}, copies, comes, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := environment(nil)
			env.Running, env.AgentBackup, env.AgentRestore = test.running, test.backup, test.restore
			check(t, env, test.want)
		})
	}
}

// What is written for this repository holds: every objective is met or a deviation says why not, and the volumes of
// agents at their minimum are not larger than what is counted.
func TestRepositoryRecovers(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range environments {
		rows := recovery.Report(env)
		if len(rows) == 0 {
			t.Errorf("%s: nothing comes back", env.Environment.Name)
		}
		for _, row := range rows {
			if !row.Met() {
				t.Errorf("%s: %s", env.Environment.Name, line(row))
			}
		}
		var claimed int64
		for _, a := range env.Running {
			for _, volume := range a.Storage {
				size := resource.MustParse(volume.Size)
				claimed += size.Value() * max(a.Min, 1)
			}
		}
		counted := resource.MustParse(env.AgentRestore.Size)
		if claimed > counted.Value() {
			t.Errorf("%s: volumes of agents hold up to %d GiB, and agentRestore.size is %s", env.Environment.Name, claimed>>30, env.AgentRestore.Size)
		}
	}
}
