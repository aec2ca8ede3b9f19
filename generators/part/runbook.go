package part

import "strconv"

// Runbook is what a kind of store knows of its failures: text for people, in Markdown without headings.
type Runbook struct {
	// Heals are failures that need nobody.
	Heals []Failure
	// Tasks are what people do, in the order in which they are tried.
	Tasks []Task
}

// Failure is something that fails, and what happens then by itself.
type Failure struct{ What, Then string }

// Task is what people do about a failure: commands, one after the other.
type Task struct {
	// Title is the failure, and Text when to do this, and what to look out for.
	Title, Text string
	Steps       []Step
}

// Step is one command with what it does. A step without a command is something to decide or to look at.
type Step struct{ Does, Command string }

// RestoreSnapshots is the task of bringing a claim back from the last copy of its volume. Workload is the set that owns
// the claim, as kubectl names it, and replicas how many pods it has.
func RestoreSnapshots(store, namespace, workload, claims string, replicas int64) Task {
	return Task{Title: "The data is lost or wrong", Text: "All copies are copies of volumes. Restore all of them from one backup: servers of different times disagree.", Steps: []Step{
		{"Keep Argo CD from healing what you take away, and its ApplicationSets from setting that back.",
			"kubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=0\nargocd app set ENVIRONMENT-" + store + " --sync-policy none"},
		{"Choose the backup: the last before the damage.", "velero backup get --selector velero.io/schedule-name=" + ScheduleName(store, "incremental")},
		{"Stop the servers.", "kubectl -n " + namespace + " scale " + workload + " --replicas=0"},
		{"Remove the damaged claims. Their volumes stay, since the storage class retains them.", "kubectl -n " + namespace + " delete pvc -l " + claims},
		{"Restore the claims, with their data.", "velero restore create --from-backup BACKUP --include-resources persistentvolumeclaims,persistentvolumes --selector " + claims + " --wait"},
		{"Start the servers.", "kubectl -n " + namespace + " scale " + workload + " --replicas=" + strconv.FormatInt(replicas, 10)},
		{"Let Argo CD heal again.", "kubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=1"},
	}}
}
