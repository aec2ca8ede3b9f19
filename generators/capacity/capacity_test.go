package capacity_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/capacity"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

const gibi = 1 << 30

// pods ask for the same each; change says what else is particular.
func pods(cpu, memory string, fewest, most int64, change ...func(*object.Runs)) object.Runs {
	cores, bytes := resource.MustParse(cpu), resource.MustParse(memory)
	runs := object.Runs{CPU: cores.MilliValue(), Memory: bytes.Value(), Fewest: fewest, Most: most, Capacity: []string{"reserved", "spot"}}
	for _, f := range change {
		f(&runs)
	}
	return runs
}

func on(kinds ...string) func(*object.Runs) {
	return func(r *object.Runs) { r.Capacity = kinds }
}

func gpu(name string, count int64) func(*object.Runs) {
	return func(r *object.Runs) { r.GPU, r.Accelerators = true, map[string]int64{"nvidia.com/" + name: count} }
}

// pool has machines of 11 cores and 128 GiB, of which 10 cores and 120 GiB are for pods, and nodes[i] in zone i.
func pool(role, kind string, nodes ...int64) schema.NodePool {
	p := schema.NodePool{Role: role, CapacityType: kind, Size: schema.Resources{CPU: "11", Memory: "128Gi"}, Nodes: map[string]int64{}}
	for i, n := range nodes {
		p.Nodes["abc"[i:i+1]] = n
	}
	return p
}

func gpuPool(whole int64, slices map[string]int64, nodes ...int64) schema.NodePool {
	p := pool("gpu", "reserved", nodes...)
	p.GPU = &schema.NodeGPU{Product: "card", Whole: whole, Slices: slices}
	return p
}

// situation is an environment and what runs there.
type situation struct {
	env  *platform.Environment
	runs []object.Runs
}

func (s situation) report() []capacity.Row { return capacity.Report(s.env, s.runs) }

func environment(zones []string, share int64, pools map[string]schema.NodePool, runs ...object.Runs) situation {
	return situation{&platform.Environment{
		Platform: &schema.Platform{Environment: schema.Environment{
			Name: "e", Zones: zones, NodePools: pools, Capacity: schema.Capacity{AgentShare: share, SurviveZone: true},
		}},
	}, runs}
}

// line is a row as text: nodes and lost zone, machines, cores (allocatable, share, minimum, maximum), then what is
// judged and fits.
func line(r capacity.Row) string {
	lost := r.Lost
	if lost == "" {
		lost = "-"
	}
	verdict := ""
	if r.Judged {
		verdict += " judged"
	}
	if r.MinimumFits {
		verdict += " min"
	}
	if r.MaximumFits {
		verdict += " max"
	}
	return fmt.Sprintf("%s %s: %d, %d %d %d %d%s", r.Nodes, lost, r.Count,
		r.Allocatable.CPU/1000, r.Share.CPU/1000, r.Minimum.CPU/1000, r.Maximum.CPU/1000, verdict)
}

func TestReport(t *testing.T) {
	t.Parallel()
	one, three := []string{"a"}, []string{"a", "b", "c"}
	type pools = map[string]schema.NodePool
	tests := map[string]struct {
		situation
		want []string
	}{
		// 3 machines × 10 cores = 30; half is 15. At least 2 × 4 = 8, at most 3 × 4 = 12.
		"whole": {
			environment(one, 50, pools{"w": pool("worker", "reserved", 3)}, pods("4", "1Gi", 2, 3, on("reserved"))),
			[]string{"reserved -: 3, 30 15 8 12 judged min max", "reserved+spot -: 3, 30 15 8 12 judged min max"},
		},
		// The share counts for the minimum alone: 16 of 15 does not fit, and 24 of 30 does.
		"share": {
			environment(one, 50, pools{"w": pool("worker", "reserved", 3)}, pods("8", "1Gi", 2, 3, on("reserved"))),
			[]string{"reserved -: 3, 30 15 16 24 judged max", "reserved+spot -: 3, 30 15 16 24 judged max"},
		},
		// Exactly the share and exactly all: 3 × 5 = 15 and 6 × 5 = 30.
		"to the brim": {
			environment(one, 50, pools{"w": pool("worker", "reserved", 3)}, pods("5", "1Gi", 3, 6, on("reserved"))),
			[]string{"reserved -: 3, 30 15 15 30 judged min max", "reserved+spot -: 3, 30 15 15 30 judged min max"},
		},
		// 3 + 2 + 1 machines. Without a: 3 machines, 30 cores, 15 of them: 20 do not fit. Without b: 4, 40, 20. Without
		// c: 5, 50, 25.
		"each zone lost": {
			environment(three, 50, pools{"w": pool("worker", "reserved", 3, 2, 1)}, pods("10", "1Gi", 2, 4, on("reserved"))),
			[]string{
				"reserved -: 6, 60 30 20 40 judged min max", "reserved a: 3, 30 15 20 40 judged", "reserved b: 4, 40 20 20 40 judged min max", "reserved c: 5, 50 25 20 40 judged min max",
				"reserved+spot -: 6, 60 30 20 40 judged min max", "reserved+spot a: 3, 30 15 20 40 judged", "reserved+spot b: 4, 40 20 20 40 judged min max", "reserved+spot c: 5, 50 25 20 40 judged min max",
			},
		},
		// 2 reserved machines, 20 cores, 10 of them; 4 in all, 40 and 20. Critical 8 go to reserved alone; standard 8
		// count in both together: 16 of 20.
		"both kinds": {
			environment(one, 50, pools{"r": pool("worker", "reserved", 2), "s": pool("worker", "spot", 2)},
				pods("8", "1Gi", 1, 1, on("reserved")), pods("8", "1Gi", 1, 2)),
			[]string{"reserved -: 2, 20 10 8 8 judged min max", "reserved+spot -: 4, 40 20 16 24 judged min max"},
		},
		// Batch may run on spot machines alone: 12 of 10 do not fit there, although 12 of 20 fit in both.
		"batch on spot alone": {
			environment(one, 50, pools{"r": pool("worker", "reserved", 2), "s": pool("worker", "spot", 2)}, pods("4", "1Gi", 3, 5, on("spot"))),
			[]string{"reserved -: 2, 20 10 0 0 judged min max", "spot -: 2, 20 10 12 20 judged max", "reserved+spot -: 4, 40 20 12 20 judged min max"},
		},
		// And where there is no such machine, nothing fits.
		"spot that is not there": {
			environment(one, 50, pools{"r": pool("worker", "reserved", 2)}, pods("1", "1Gi", 1, 1, on("spot"))),
			[]string{"reserved -: 2, 20 10 0 0 judged min max", "spot -: 0, 0 0 1 1 judged", "reserved+spot -: 2, 20 10 1 1 judged min max"},
		},
		// Control planes are for nobody.
		"control plane": {
			environment(one, 50, pools{"c": pool("control-plane", "reserved", 3), "w": pool("worker", "reserved", 1)}, pods("1", "1Gi", 1, 1, on("reserved"))),
			[]string{"reserved -: 1, 10 5 1 1 judged min max", "reserved+spot -: 1, 10 5 1 1 judged min max"},
		},
		// Agents with accelerators stand on their own machines, and a lost zone is not judged there.
		"accelerators": {
			environment([]string{"a", "b"}, 50, pools{"g": gpuPool(2, nil, 1, 0), "w": pool("worker", "reserved", 1, 1)}, pods("1", "1Gi", 1, 2, gpu("gpu", 1))),
			[]string{
				"reserved -: 2, 20 10 0 0 judged min max", "reserved a: 1, 10 5 0 0 judged min max", "reserved b: 1, 10 5 0 0 judged min max",
				"reserved+spot -: 2, 20 10 0 0 judged min max", "reserved+spot a: 1, 10 5 0 0 judged min max", "reserved+spot b: 1, 10 5 0 0 judged min max",
				"gpu -: 1, 10 5 1 2 judged min max", "gpu a: 0, 0 0 1 2", "gpu b: 1, 10 5 1 2 min max",
			},
		},
		// Memory and cards count as cores do. 120 GiB, 60 of them: 2 × 31 do not fit, nor do 3 × 41.
		"memory": {
			environment(one, 50, pools{"w": pool("worker", "reserved", 1)}, pods("1", "31Gi", 2, 2, on("reserved")), pods("1", "61Gi", 0, 1, on("reserved"))),
			[]string{"reserved -: 1, 10 5 2 3 judged", "reserved+spot -: 1, 10 5 2 3 judged"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, row := range test.report() {
				if row.Environment != "e" {
					t.Errorf("environment %q", row.Environment)
				}
				got = append(got, line(row))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestZoneLossIsJudgedWhereItMustBeSurvived(t *testing.T) {
	t.Parallel()
	env := environment([]string{"a", "b"}, 50, map[string]schema.NodePool{"w": pool("worker", "reserved", 1, 1)}, pods("1", "1Gi", 1, 1))
	env.env.Environment.Capacity.SurviveZone = false
	for _, row := range env.report() {
		if row.Judged != (row.Lost == "") {
			t.Errorf("%s: judged is %v", line(row), row.Judged)
		}
	}
}

// Whole cards and slices are different things, and are never shared out in part: the share is of cores and memory.
func TestAccelerators(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		runs             []object.Runs
		minimum, maximum map[string]int64
		min, max         bool
	}{
		// Two machines with 2 whole cards and 7 slices each: 4 and 14.
		"all":             {[]object.Runs{pods("1", "1Gi", 1, 2, gpu("gpu", 2)), pods("1", "1Gi", 7, 14, gpu("mig-1g.10gb", 1))}, map[string]int64{"gpu": 2, "1g.10gb": 7}, map[string]int64{"gpu": 4, "1g.10gb": 14}, true, true},
		"one card more":   {[]object.Runs{pods("1", "1Gi", 1, 1, gpu("gpu", 1)), pods("1", "1Gi", 1, 4, gpu("gpu", 1))}, map[string]int64{"gpu": 2}, map[string]int64{"gpu": 5}, true, false},
		"another slice":   {[]object.Runs{pods("1", "1Gi", 1, 1, gpu("mig-3g.40gb", 1))}, map[string]int64{"3g.40gb": 1}, map[string]int64{"3g.40gb": 1}, false, false},
		"spot is no less": {[]object.Runs{pods("1", "1Gi", 1, 1, gpu("gpu", 1), on("spot"))}, map[string]int64{"gpu": 1}, map[string]int64{"gpu": 1}, true, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := environment([]string{"a"}, 100, map[string]schema.NodePool{"g": gpuPool(2, map[string]int64{"1g.10gb": 7}, 2)}, test.runs...).report()
			i := slices.IndexFunc(rows, func(r capacity.Row) bool { return r.Nodes == "gpu" })
			if i < 0 {
				t.Fatal("no row")
			}
			row := rows[i]
			if want := map[string]int64{"gpu": 4, "1g.10gb": 14}; !reflect.DeepEqual(row.Allocatable.GPU, want) || !reflect.DeepEqual(row.Share.GPU, want) {
				t.Errorf("allocatable %v, share %v, want %v", row.Allocatable.GPU, row.Share.GPU, want)
			}
			if !reflect.DeepEqual(row.Minimum.GPU, test.minimum) || !reflect.DeepEqual(row.Maximum.GPU, test.maximum) {
				t.Errorf("minimum %v, maximum %v", row.Minimum.GPU, row.Maximum.GPU)
			}
			if row.MinimumFits != test.min || row.MaximumFits != test.max {
				t.Errorf("fits %v and %v, want %v and %v", row.MinimumFits, row.MaximumFits, test.min, test.max)
			}
		})
	}
}

func TestAllocatable(t *testing.T) {
	t.Parallel()
	daemons := map[string]schema.Resources{"logs": {CPU: "100m", Memory: "1Gi"}, "mesh": {CPU: "200m", Memory: "512Mi"}}
	tests := map[string]struct {
		size    schema.Resources
		daemons map[string]schema.Resources
		cpu     int64
		memory  int64
	}{
		// 32 cores less 1; 128 GiB less 8 GiB.
		"large": {schema.Resources{CPU: "32", Memory: "128Gi"}, nil, 31000, 120 * gibi},
		// 16 cores less 1; 64 × 10^9 bytes less 4 GiB: the last that counts as small.
		"64 GB": {schema.Resources{CPU: "16", Memory: "64G"}, nil, 15000, 64e9 - 4*gibi},
		// 64 GiB are more than 64 GB, so they keep 8 GiB.
		"64 GiB": {schema.Resources{CPU: "16", Memory: "64Gi"}, nil, 15000, 56 * gibi},
		// 4 cores less 1 and 0.3; 16 GiB less 4 and 1.5.
		"daemons": {schema.Resources{CPU: "4", Memory: "16Gi"}, daemons, 2700, 16*gibi - 4*gibi - 1.5*gibi},
		// A machine that is too small has nothing, and takes nothing from the others.
		"too small": {schema.Resources{CPU: "500m", Memory: "2Gi"}, daemons, 0, 0},
		// 1.5 cores less 1 and 0.3.
		"short of memory alone": {schema.Resources{CPU: "1500m", Memory: "4Gi"}, daemons, 200, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := capacity.Allocatable(schema.Environment{Daemons: test.daemons}, schema.NodePool{Size: test.size})
			if got.CPU != test.cpu || got.Memory != test.memory || got.GPU != nil {
				t.Errorf("got %+v, want %d and %d", got, test.cpu, test.memory)
			}
		})
	}
}

// The environments of this repository hold all that runs there at its minimum, where it is judged.
func TestRepositoryFits(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	components, err := generators.Components(environments)
	if err != nil {
		t.Fatal(err)
	}
	for i, env := range environments {
		rows := capacity.Report(env, capacity.Runs(components[i]))
		judged := 0
		for _, row := range rows {
			if !row.Judged {
				continue
			}
			judged++
			if !row.MinimumFits {
				t.Errorf("%s: %s", env.Environment.Name, line(row))
			}
		}
		if judged == 0 {
			t.Errorf("%s: nothing is judged", env.Environment.Name)
		}
	}
}
