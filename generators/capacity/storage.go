package capacity

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

// StorageRow is the arithmetic of one kind of storage, or of all together.
type StorageRow struct {
	// Environment and Class are the environment and the kind of storage, or "all".
	Environment string `json:"environment"`
	Class       string `json:"class"`
	// Claims is their number, and Asked the bytes that they ask for.
	Claims int64 `json:"claims"`
	Asked  int64 `json:"askedBytes"`
	// Copies is how often each byte is written; 0 in the row of all.
	Copies int64 `json:"copies,omitempty"`
	// OnDisk is what that takes, and Of what the disks have; Of stands in the row of all.
	OnDisk int64 `json:"onDiskBytes"`
	Of     int64 `json:"ofBytes,omitempty"`
	// Fits is false where OnDisk is more than Of.
	Fits bool `json:"fits"`
}

// Storage computes what all claims of an environment take on its disks when every agent runs at its maximum: a row for
// each kind of storage that is claimed, and one for all together. There is none where the environment does not say what
// its disks have, or what its storage is. Snapshots, and the clones that backups read, come on top.
func Storage(env *platform.Environment, components object.Environment) []StorageRow {
	settings := env.Environment
	if settings.Capacity.Storage == "" || len(settings.Storage) == 0 {
		return nil
	}
	byClass := map[string]StorageRow{}
	for _, component := range components.Components {
		for _, claim := range component.Claims {
			row := byClass[claim.Class]
			row.Claims += claim.Number
			row.Asked += claim.Bytes * claim.Number
			byClass[claim.Class] = row
		}
	}
	disks := resource.MustParse(settings.Capacity.Storage)
	all := StorageRow{Environment: settings.Name, Class: "all", Of: disks.Value()}
	var rows []StorageRow
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		row := byClass[class]
		row.Environment, row.Class, row.Copies, row.Fits = settings.Name, class, settings.Storage[class].Copies, true
		row.OnDisk = row.Asked * row.Copies
		all.Claims, all.Asked, all.OnDisk = all.Claims+row.Claims, all.Asked+row.Asked, all.OnDisk+row.OnDisk
		rows = append(rows, row)
	}
	all.Fits = all.OnDisk <= all.Of
	return append(rows, all)
}
