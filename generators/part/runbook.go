package part

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

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

// Copied is what has to stand still while the volumes of a store are replaced.
type Copied struct {
	// Sets are the StatefulSets that own the claims, and Pods how many each of them has.
	Sets []string
	Pods int64
	// Applications are the components that deliver the sets.
	Applications []string
	// Before keeps others than Argo CD from starting the servers, and After ends that. Moved comes between, where the
	// volumes were those of another cluster.
	Before, After, Moved []Step
}

// WithCopies gives a runbook the tasks of a store whose copies are copies of volumes. A standby is empty until it takes
// over, and so are its own copies: it restores those of the region that it stands by for.
func WithCopies(env *platform.Environment, s schema.Store, book Runbook, c Copied) Runbook {
	lost := Task{Title: "The data is lost or wrong"}
	if env.Environment.Role != "standby" {
		lost.Text = "All copies are copies of volumes. Restore all of them from one backup: servers of different times disagree."
		lost.Steps = append([]Step{chooseCopy("the damage", "velero.io/schedule-name="+ScheduleName(s.Name, "incremental"))},
			c.Replace(env, s, restoreCopy(s))...)
		book.Tasks = append(book.Tasks, lost)
		return book
	}
	lost.Text = "Until it takes over, the store is empty, and so are its own copies: it starts anew, on new volumes. Once it has taken over, this page says how its copies are restored."
	lost.Steps = c.Replace(env, s)
	book.Tasks = append(book.Tasks, lost)
	if from, there := Followed(env); there {
		book.Tasks = append([]Task{c.takeOver(env, s, from)}, book.Tasks...)
	}
	return book
}

// takeOver restores what another region copied to this one. The switch comes while all servers stand still: agents work
// from then on, and what they gave an empty store would be lost.
func (c Copied) takeOver(env *platform.Environment, s schema.Store, from string) Task {
	c.After = append(slices.Clone(c.Moved), c.After...)
	steps := []Step{
		{"Make sure that the other region writes no more.", ""},
		{"Make sure that the secret store of this region has the values of the other: the copies are encrypted with what lies at `" + env.Environment.BackupKey + "`, and users in the data have the passwords of there.", ""},
		chooseCopy("the loss", "velero.io/storage-location="+from+",velero.io/schedule-name="+ScheduleName(s.Name, "incremental")+SecondCopy),
	}
	return Task{Title: "The other region is lost",
		Text: "The store is empty here; the copies that the other region made lie in this one. Restore them in the order at the end of this page, all servers of a store from one backup.",
		Steps: append(steps, c.Replace(env, s,
			Step{"Once the servers of every store that is restored are stopped, set `environment.role: \"active\"` in `environments/" + env.Environment.Name + "/environment.cue`, render, and let it be merged: the one switch for all stores.", ""},
			restoreCopy(s))...)}
}

// Replace are the steps that give a store other volumes: by is how they come, and without it they are new and empty.
func (c Copied) Replace(env *platform.Environment, s schema.Store, by ...Step) []Step {
	in := "kubectl -n " + env.Endpoints[s.Endpoint].Namespace + " "
	hold := []string{"kubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=0"}
	for _, name := range c.Applications {
		hold = append(hold, "argocd app set ENVIRONMENT-"+name+" --sync-policy none")
	}
	scale := func(pods int64) string {
		return fmt.Sprintf("%sscale statefulset/%s --replicas=%d", in, strings.Join(c.Sets, " statefulset/"), pods)
	}
	steps := append([]Step{{"Keep Argo CD from healing what you take away, and its ApplicationSets from setting that back.", strings.Join(hold, "\n")}}, c.Before...)
	steps = append(steps, Step{"Stop the servers.", scale(0)},
		Step{"Remove the claims. Their volumes stay, since the storage class retains them.", in + "delete pvc -l " + claimsOf(s)})
	steps = append(append(steps, by...), Step{"Start the servers.", scale(c.Pods)})
	return append(append(steps, c.After...), Step{"When no other store stands still any more, let Argo CD heal again.", "kubectl -n argocd scale deployment/argocd-applicationset-controller --replicas=1"})
}

// claimsOf is the selector of the claims of a store, as kubectl and velero take it: the first label by which a backup finds
// them, which all of them have.
func claimsOf(s schema.Store) string {
	const name = "app.kubernetes.io/name"
	return name + "=" + Chosen(s)[0][name]
}

func chooseCopy(before, selector string) Step {
	return Step{"Choose the backup: the last before " + before + ".", "velero backup get --selector " + selector}
}

func restoreCopy(s schema.Store) Step {
	return Step{"Restore the claims, with their data.",
		"velero restore create --from-backup BACKUP --include-resources persistentvolumeclaims,persistentvolumes --selector " + claimsOf(s) + " --wait"}
}
