// Package capacity computes what fits on the nodes of an environment: what agents and what else is rendered ask for at
// their minimum and at their maximum, and what the nodes have, whole and with each zone lost.
package capacity

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Amount is compute: millicores, bytes, and accelerators by resource.
type Amount struct {
	CPU    int64            `json:"cpuMillicores"`
	Memory int64            `json:"memoryBytes"`
	GPU    map[string]int64 `json:"gpu,omitempty"`
}

func (a *Amount) add(b Amount, times int64) {
	a.CPU += b.CPU * times
	a.Memory += b.Memory * times
	for name, n := range b.GPU {
		if a.GPU == nil {
			a.GPU = map[string]int64{}
		}
		a.GPU[name] += n * times
	}
}

// fits says whether a is within b.
func (a Amount) fits(b Amount) bool {
	if a.CPU > b.CPU || a.Memory > b.Memory {
		return false
	}
	for name, n := range a.GPU {
		if n > b.GPU[name] {
			return false
		}
	}
	return true
}

// Row is the arithmetic of one kind of node in one situation.
type Row struct {
	// Environment, Nodes and Lost are the situation: which nodes count, and the zone that is lost, or "".
	Environment string `json:"environment"`
	Nodes       string `json:"nodes"`
	Lost        string `json:"lostZone"`
	// Count is the number of machines left.
	Count int64 `json:"count"`
	// Allocatable is what they have for pods, and Share the part of it that agents may take.
	Allocatable Amount `json:"allocatable"`
	Share       Amount `json:"share"`
	// Minimum and Maximum are what agents ask for.
	Minimum Amount `json:"minimum"`
	Maximum Amount `json:"maximum"`
	// MinimumFits is judged where the environment must survive the situation: Judged.
	Judged      bool `json:"judged"`
	MinimumFits bool `json:"minimumFits"`
	MaximumFits bool `json:"maximumFits"`
}

// Report computes the rows of an environment: for each kind of node, with no zone lost and with each. Pods that may
// use one kind of node alone count there, and all count against reserved and spot nodes together. These are sums: where
// one does not fit, some pod waits. Where all fit and little is left, a pod may wait too, because no machine has room for
// a whole one; at the minimum, the share that agents may take leaves room for that.
func Report(env *platform.Environment, runs []object.Runs) []Row {
	lost := []string{""}
	if len(env.Environment.Zones) > 1 {
		lost = append(lost, env.Environment.Zones...)
	}
	var rows []Row
	for _, group := range groups {
		minimum, maximum, asked := demand(runs, group)
		if !asked && group.onlyAsked {
			continue
		}
		for _, zone := range lost {
			count, allocatable := supply(env, group, zone)
			if count == 0 && !asked {
				continue
			}
			share := Amount{CPU: allocatable.CPU * env.Environment.Capacity.AgentShare / 100, Memory: allocatable.Memory * env.Environment.Capacity.AgentShare / 100, GPU: allocatable.GPU}
			rows = append(rows, Row{
				Environment: env.Environment.Name, Nodes: group.name, Lost: zone, Count: count, Allocatable: allocatable, Share: share,
				Minimum: minimum, Maximum: maximum,
				Judged:      zone == "" || env.Environment.Capacity.SurviveZone && group.role != "gpu",
				MinimumFits: minimum.fits(share), MaximumFits: maximum.fits(allocatable),
			})
		}
	}
	return rows
}

// group is a set of nodes against which a set of pods is counted.
type group struct {
	name, role string
	// capacity are the kinds of nodes in the group.
	capacity []string
	// onlyAsked leaves the group out where no agent is bound to it.
	onlyAsked bool
}

var groups = []group{
	{"reserved", "worker", []string{"reserved"}, false},
	{"spot", "worker", []string{"spot"}, true},
	{"reserved+spot", "worker", []string{"reserved", "spot"}, false},
	{"gpu", "gpu", []string{"reserved", "spot"}, false},
}

// demand is what pods ask for that can run nowhere but in the group.
func demand(all []object.Runs, g group) (minimum, maximum Amount, asked bool) {
	for _, runs := range all {
		if runs.GPU != (g.role == "gpu") {
			continue
		}
		if !runs.GPU && slices.ContainsFunc(runs.Capacity, func(kind string) bool { return !slices.Contains(g.capacity, kind) }) {
			continue // There is room elsewhere.
		}
		asked = true
		one := Amount{CPU: runs.CPU, Memory: runs.Memory}
		for name, n := range runs.Accelerators {
			one.add(Amount{GPU: map[string]int64{strings.TrimPrefix(strings.TrimPrefix(name, "nvidia.com/"), "mig-"): n}}, 1)
		}
		minimum.add(one, runs.Fewest)
		maximum.add(one, runs.Most)
	}
	return minimum, maximum, asked
}

// Runs are the pods of all components of an environment.
func Runs(environment object.Environment) []object.Runs {
	var all []object.Runs
	for _, component := range environment.Components {
		all = append(all, component.Runs...)
	}
	return all
}

// supply is what the nodes of a group have for pods when a zone is lost.
func supply(env *platform.Environment, g group, lost string) (count int64, total Amount) {
	for _, name := range slices.Sorted(maps.Keys(env.Environment.NodePools)) {
		pool := env.Environment.NodePools[name]
		if pool.Role != g.role || !slices.Contains(g.capacity, pool.CapacityType) {
			continue
		}
		var nodes int64
		for zone, n := range pool.Nodes {
			if zone != lost {
				nodes += n
			}
		}
		count += nodes
		total.add(Allocatable(env.Environment, pool), nodes)
	}
	return count, total
}

const gibi = 1 << 30

// smallNode is the memory up to which a node keeps 4 GiB for itself instead of 8.
var smallNode = resource.MustParse("64G")

// Allocatable is what one node has for the pods of the platform: its size, less one core and 8 GiB (4 GiB up to
// 64 GB) for the system, less what runs on every node; a node that is smaller has nothing.
func Allocatable(environment schema.Environment, pool schema.NodePool) Amount {
	a := amount(pool.Size)
	a.CPU -= 1000
	if memory := resource.MustParse(pool.Size.Memory); memory.Cmp(smallNode) <= 0 {
		a.Memory -= 4 * gibi
	} else {
		a.Memory -= 8 * gibi
	}
	for _, daemon := range environment.Daemons {
		a.add(amount(daemon), -1)
	}
	a.CPU, a.Memory = max(a.CPU, 0), max(a.Memory, 0)
	if pool.GPU != nil {
		a.GPU = map[string]int64{}
		if pool.GPU.Whole > 0 {
			a.GPU["gpu"] = pool.GPU.Whole
		}
		maps.Copy(a.GPU, pool.GPU.Slices)
	}
	return a
}

func amount(r schema.Resources) Amount {
	cpu, memory := resource.MustParse(r.CPU), resource.MustParse(r.Memory)
	return Amount{CPU: cpu.MilliValue(), Memory: memory.Value()}
}
