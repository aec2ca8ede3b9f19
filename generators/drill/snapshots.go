package drill

import (
	"encoding/json"

	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
)

// velero is the namespace in which restores are asked for.
const velero = "velero"

// snapshots restores the claim of the last backup of the store's schedule.
func (r renderer) snapshots() method {
	namespace := r.env.Endpoints[r.store.Endpoint].Namespace
	restore := object.Object{"apiVersion": "velero.io/v1", "kind": "Restore", "metadata": part.Metadata(r.name(), velero, r.labels()), "spec": map[string]any{
		"scheduleName":       part.ScheduleName(r.store.Name, "incremental"),
		"includedNamespaces": []any{namespace}, "includedResources": []any{"persistentvolumeclaims", "persistentvolumes"},
		"namespaceMapping": map[string]any{namespace: r.drills.Namespace},
		"restorePVs":       true,
		"resourceModifier": map[string]any{"kind": "ConfigMap", "name": r.name()},
	}}
	size := r.drills.Resources
	if r.store.Drill.Server {
		size = r.store.Resources
	}
	check := r.check(size,
		[]*core.VolumeApplyConfiguration{core.Volume().WithName("data").WithPersistentVolumeClaim(core.PersistentVolumeClaimVolumeSource().WithClaimName(r.store.Drill.Claim))},
		[]*core.VolumeMountApplyConfiguration{part.Mount("data", r.store.Drill.Path)})
	return method{makes: "PersistentVolumeClaim/" + r.store.Drill.Claim, restored: "restore/" + r.name(), in: velero, ready: "jsonpath={.status.phase}=Completed", restore: restore, check: check,
		objects: func() []object.Object {
			all := append(r.role(r.drills.Namespace, may("batch", "jobs", "get", "list"), may("", "persistentvolumeclaims", "delete", "get", "list", "watch")),
				r.role(velero, may("velero.io", "restores", makes...))...)
			all = append(all, r.modifier())
			// The content is looked at on the disk; nobody calls the pod and it calls nobody.
			return append(all, part.NetworkPolicy(r.name()+"-check", r.drills.Namespace, r.labels(), nil, r.checker(), nil, nil))
		}}
}

// modifier makes a restore ask for volumes that go with their claims: those of the store's own class would stay, with the
// data, after each rehearsal. Velero changes the claim before it makes it, and makes the volume that the claim asks for.
func (r renderer) modifier() object.Object {
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"storageClassName": r.class()}})
	if err != nil {
		panic(err) // It is plain data.
	}
	rules, err := json.MarshalIndent(map[string]any{"version": "v1", "resourceModifierRules": []any{map[string]any{
		"conditions":   map[string]any{"groupResource": "persistentvolumeclaims"},
		"mergePatches": []any{map[string]any{"patchData": string(patch)}},
	}}}, "", "  ")
	if err != nil {
		panic(err) // It is plain data.
	}
	// Velero wants one key, whatever its name.
	return object.From(core.ConfigMap(r.name(), velero).WithLabels(r.labels()).WithData(map[string]string{"rules.yaml": string(rules) + "\n"}))
}
