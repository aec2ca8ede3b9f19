// Package recovery computes what an environment loses, and how long it is away, when everything in it has to come back
// from copies: the recovery point and the recovery time of each store and of the volumes of agents.
package recovery

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Agents is the component of the row for the volumes of all agents.
const Agents = "agents"

// Never is the number of seconds of what does not come back, or is never copied.
const Never = -1

// The methods of rows beside those of #Backup.
const (
	// Rebuilt is what keeps nothing that is not in Git or in a registry.
	Rebuilt = "rebuilt"
	// Uncopied is what keeps data of which there is no copy.
	Uncopied = "none"
)

// The requirements whose deviations excuse a recovery time and a recovery point.
const (
	timeRequirement  = "REC-01"
	pointRequirement = "REC-02"
)

// Row is the arithmetic of one store, or of the volumes of agents.
type Row struct {
	// Environment and Component say what comes back.
	Environment string `json:"environment"`
	Component   string `json:"component"`
	// Order is its turn; 0 for what is rebuilt with the platform.
	Order int64 `json:"order"`
	// Method is that of #Backup, Rebuilt or Uncopied.
	Method string `json:"method"`
	// Gap is the longest between two copies, or that a log waits before it is archived, in seconds; Never where nothing is
	// copied. Copying is the longest until a copy can be restored, or until the log of another region is here. Both are 0
	// for what is rebuilt.
	Gap     int64 `json:"gap"`
	Copying int64 `json:"copying"`
	// Point is the age of the youngest copy in the worst case, which is both of these together, and Time how long after
	// the loss it is there; nil for what is rebuilt.
	Point *Figure `json:"point,omitempty"`
	Time  *Figure `json:"time,omitempty"`
}

// Met says whether the row reaches its objectives, or a deviation excuses it.
func (r Row) Met() bool { return r.Point.ok() && r.Time.ok() }

// Figure is what is reached beside what is required, in seconds.
type Figure struct {
	// Seconds is what is reached, or Never.
	Seconds int64 `json:"seconds"`
	// Objective is what is required; 0 where nothing is.
	Objective int64 `json:"objective"`
	// Met is true where the objective is reached, or there is none.
	Met bool `json:"met"`
	// Excused is the requirement whose deviation names the component.
	Excused string `json:"excused,omitempty"`
}

func (f *Figure) ok() bool { return f == nil || f.Met || f.Excused != "" }

// Report computes the rows of an environment, in the order in which they come back. What has a lower order is there before
// the next begins; what has the same order comes back at the same time and shares the network.
//
// The point of a log is the longest that it waits before it is archived, and where a standby follows the log of another
// region, how long that takes to come over. The point of copies is the longest that nobody begins one, by their schedules,
// and how long one takes until it can be restored. Copies are made in both regions, so that none has to come over. The
// time is that of preparing and of reading all at the rate that the description says, or that of a standby, which reads
// nothing.
func Report(env *platform.Environment) []Row {
	rows := []Row{}
	gaps := map[string]int64{}
	start := int64(0)
	all := sources(env)
	for first := 0; first < len(all); {
		last, end, sum := first, start, int64(0)
		for ; last < len(all) && all[last].order() == all[first].order(); last++ {
			sum += all[last].rate()
		}
		for _, s := range all[first:last] {
			row := Row{Environment: env.Environment.Name, Component: s.name, Order: s.order(), Method: s.method()}
			if row.Method != Rebuilt {
				reached := int64(Never)
				if s.restore != nil {
					reached = start + s.seconds(sum, env.Environment.Capacity.Network)
					end = max(end, reached)
				}
				row.Gap, row.Copying = s.point(gaps)
				lost := int64(Never)
				if row.Gap != Never {
					lost = row.Gap + row.Copying
				}
				row.Point = figure(env, pointRequirement, s.name, lost)
				row.Time = figure(env, timeRequirement, s.name, reached)
			}
			rows = append(rows, row)
		}
		first, start = last, end
	}
	return rows
}

// figure sets what is reached against the objective.
func figure(env *platform.Environment, requirement, component string, reached int64) *Figure {
	f := &Figure{Seconds: reached}
	if o := env.Objectives; o != nil {
		text := o.Time
		if requirement == pointRequirement {
			text = o.Point
		}
		f.Objective = schema.Seconds(text)
	}
	f.Met = f.Objective == 0 || reached != Never && reached <= f.Objective
	row := env.Requirements[requirement]
	if !f.Met && row.State == "deviates" && row.Deviation != nil && slices.Contains(row.Deviation.Components, component) {
		f.Excused = requirement
	}
	return f
}

// source is something that comes back.
type source struct {
	name    string
	backup  *schema.Backup
	restore *schema.Restore
	// keeps is true for what loses data where it has no backup.
	keeps bool
	// lag is how long the log that it follows takes to come over, in seconds.
	lag int64
}

// sources are the stores and the volumes of agents, by order and name.
func sources(env *platform.Environment) []source {
	var all []source
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		s := env.Stores[name]
		all = append(all, source{name: name, backup: s.Backup, restore: s.Restore, lag: lag(env, s)})
	}
	if slices.ContainsFunc(env.Running, func(a *platform.Agent) bool { return len(a.Storage) > 0 }) {
		all = append(all, source{name: Agents, backup: env.AgentBackup, restore: env.AgentRestore, keeps: true})
	}
	slices.SortStableFunc(all, func(a, b source) int { return int(a.order() - b.order()) })
	return all
}

// lag is how much later the log of another environment is where a standby reads it. The standby archives nothing itself:
// the log that it follows waits as long as its own entry says, which is that of every environment.
func lag(env *platform.Environment, s schema.Store) int64 {
	if env.Environment.Role != "standby" || s.PostgreSQL == nil || s.PostgreSQL.Follows == nil {
		return 0
	}
	return schema.Seconds(env.ObjectStores[s.PostgreSQL.Follows.ObjectStore].Lag)
}

func (s source) order() int64 {
	if s.restore == nil {
		return 0
	}
	return s.restore.Order
}

func (s source) method() string {
	switch {
	case s.backup != nil:
		return s.backup.Method
	case s.keeps:
		return Uncopied
	}
	return Rebuilt
}

// rate is what it takes of the network, in bytes per second; a standby takes nothing.
func (s source) rate() int64 {
	if s.restore == nil || s.restore.Standby != "" {
		return 0
	}
	return bytes(s.restore.Rate)
}

// seconds is how long it takes once it is its turn, where all of its turn read sum bytes per second together if the
// network lets them. Where it does not, each gets its share.
func (s source) seconds(sum int64, network string) int64 {
	if s.restore.Standby != "" {
		return schema.Seconds(s.restore.Standby)
	}
	rate := float64(s.rate())
	if limit := bytes(network); limit > 0 && sum > limit {
		rate *= float64(limit) / float64(sum)
	}
	return schema.Seconds(s.restore.Prepare) + int64(math.Ceil(float64(bytes(s.restore.Size))/rate))
}

// point is what the recovery point of a source consists of; gaps keeps those of schedules that several stores have.
func (s source) point(gaps map[string]int64) (gap, copying int64) {
	if s.backup == nil {
		return Never, 0
	}
	key := s.backup.Archive + "\n" + s.backup.Full + "\n" + s.backup.Incremental
	gap, known := gaps[key]
	if !known {
		gap, _ = Point(s.backup)
		gaps[key] = gap
	}
	return gap, schema.Seconds(s.backup.Copying) + s.lag
}

// Point is what the recovery point of a backup consists of, in seconds: the longest between two copies, or that a log
// waits, and the longest until a copy can be restored.
func Point(b *schema.Backup) (gap, copying int64) {
	if b.Method == "log" {
		return schema.Seconds(b.Archive), 0
	}
	return Gap(b.Full, b.Incremental), schema.Seconds(b.Copying)
}

// reference is where counting begins. 2027 is no leap year, so that the gap around the end of February is the longest.
var reference = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// Gap is the longest time between two firings of schedules, all of them together, in seconds: over a year, so that the
// ends of months count. Empty schedules do not count. Never is the answer where none fires twice.
func Gap(expressions ...string) int64 {
	var schedules []cron.Schedule
	days := 1
	for _, expression := range expressions {
		if expression == "" {
			continue
		}
		schedule, err := cron.ParseStandard(expression)
		if err != nil {
			return Never // The checks of the description have refused it.
		}
		schedules = append(schedules, schedule)
		if !strings.HasSuffix(expression, " * * *") {
			days = 366
		}
	}
	var longest time.Duration
	before := next(schedules, reference)
	for end := reference.AddDate(0, 0, days); !before.IsZero(); {
		after := next(schedules, before)
		if after.IsZero() {
			return Never
		}
		longest = max(longest, after.Sub(before))
		if after.After(end) {
			return int64(longest / time.Second)
		}
		before = after
	}
	return Never
}

// next is the first firing of any schedule after a moment; zero where there is none.
func next(schedules []cron.Schedule, moment time.Time) time.Time {
	var first time.Time
	for _, schedule := range schedules {
		if fires := schedule.Next(moment); !fires.IsZero() && (first.IsZero() || fires.Before(first)) {
			first = fires
		}
	}
	return first
}

// bytes reads a quantity of the description; 0 where there is none.
func bytes(text string) int64 {
	if text == "" {
		return 0
	}
	q := resource.MustParse(text)
	return q.Value()
}

// Duration writes seconds with the units that count: 1h, 23m54s.
func Duration(seconds int64) string {
	text := (time.Duration(seconds) * time.Second).String()
	if short, whole := strings.CutSuffix(text, "m0s"); whole {
		text = short + "m"
	}
	if short, whole := strings.CutSuffix(text, "h0m"); whole {
		text = short + "h"
	}
	return text
}

// Objective is the time in which everything must be back, in seconds; 0 where none is required.
func Objective(env *platform.Environment) int64 {
	if env.Objectives == nil {
		return 0
	}
	return schema.Seconds(env.Objectives.Time)
}
