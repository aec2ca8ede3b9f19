package generators_test

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/runbook"
)

// there is what a cluster has by the names that people type: what is rendered, and what operators and sets make of it.
type there struct {
	// named are objects, as kind namespace/name; owner is the component that delivers a StatefulSet.
	named map[string]bool
	owner map[string]string
	// pods and claims are by namespace/name, with their labels; set is the StatefulSet of a claim.
	pods, claims map[string]map[string]string
	set          map[string]string
	// locations are the addresses of the places of copies, and schedules where copies go, both by name.
	locations, schedules map[string]string
	applications         map[string]bool
}

// before is what a cluster has before anything is rendered: Argo CD.
var before = []string{"deployment argocd/argocd-applicationset-controller"}

func thereIn(t *testing.T, env object.Environment) there {
	in := there{map[string]bool{}, map[string]string{}, map[string]map[string]string{}, map[string]map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}}
	for _, name := range before {
		in.named[name] = true
	}
	for _, component := range env.Components {
		in.applications[env.Name+"-"+component.Name] = true
		for _, o := range component.Objects() {
			key := o.Key()
			in.add(key.Kind, key.Namespace, key.Name)
			for _, made := range strings.Split(makes(o), ",") {
				if kind, name, is := strings.Cut(made, "/"); is {
					kind, _, _ = strings.Cut(kind, ".")
					in.add(kind, key.Namespace, name)
					if upstream := component.Upstream; kind == "StatefulSet" {
						// The publisher's chart names the set, and the only server, after the release.
						for template, volume := range at(upstream.Values, "volumes") {
							in.addSet(component.Name, key.Namespace, name, template, 1, text(at(volume, "labels")))
						}
					}
				}
			}
			switch key.Kind {
			case "StatefulSet":
				set, replicas := as[appsv1.StatefulSet](t, o), 1
				if set.Spec.Replicas != nil {
					replicas = int(*set.Spec.Replicas)
				}
				in.addSet(component.Name, key.Namespace, key.Name, "", replicas, nil)
				for _, template := range set.Spec.VolumeClaimTemplates {
					labels := maps.Clone(template.Labels)
					maps.Copy(labels, set.Spec.Selector.MatchLabels)
					in.addSet(component.Name, key.Namespace, key.Name, template.Name, replicas, labels)
				}
			case "RabbitmqCluster":
				// Its operator gives claims the name of the cluster, and the set the labels of its selector.
				labels := text(at(o, "spec", "override", "statefulSet", "spec", "selector", "matchLabels"))
				labels["app.kubernetes.io/name"] = key.Name
				replicas, _ := at(o, "spec")["replicas"].(int64)
				in.addSet(component.Name, key.Namespace, key.Name+"-server", "persistence", int(replicas), labels)
				in.add("Secret", key.Namespace, key.Name+"-default-user")
			case "ExternalSecret":
				in.add("Secret", key.Namespace, fmt.Sprint(at(o, "spec", "target")["name"]))
			case "NetworkPolicy":
				// What operators and charts make is chosen by a policy, too.
				in.pods[key.Namespace+"/policy "+key.Name] = text(at(o, "spec", "podSelector", "matchLabels"))
			case "BackupStorageLocation":
				storage := at(o, "spec", "objectStorage")
				in.locations[key.Name] = fmt.Sprint(at(o, "spec", "config")["s3Url"], storage["bucket"], storage["prefix"])
			case "Schedule":
				in.schedules[key.Name] = fmt.Sprint(at(o, "spec", "template")["storageLocation"])
			}
			if pod := template(t, o); pod != nil {
				in.pods[key.Namespace+"/template "+key.Name] = pod.Labels
			}
		}
	}
	return in
}

func (in there) add(kind, namespace, name string) {
	in.named[strings.ToLower(kind)+" "+namespace+"/"+name] = true
}

func (in there) addSet(component, namespace, name, template string, replicas int, labels map[string]string) {
	in.add("StatefulSet", namespace, name)
	in.owner[namespace+"/"+name] = component
	for i := range replicas {
		in.add("Pod", namespace, fmt.Sprintf("%s-%d", name, i))
		if template != "" {
			claim := fmt.Sprintf("%s/%s-%s-%d", namespace, template, name, i)
			in.named["persistentvolumeclaim "+claim] = true
			in.claims[claim], in.set[claim] = labels, namespace+"/"+name
		}
	}
}

// chosen are what has all labels of a selector, in a namespace, or in any where that is empty.
func chosen(all map[string]map[string]string, namespace, selector string) []string {
	want := map[string]string{}
	for _, one := range strings.Split(selector, ",") {
		key, value, _ := strings.Cut(one, "=")
		want[key] = value
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		matches := namespace == "" || strings.HasPrefix(name, namespace+"/")
		for key, value := range want {
			matches = matches && all[name][key] == value
		}
		if matches {
			found = append(found, name)
		}
	}
	return found
}

func makes(o object.Object) string { return text(at(o, "metadata", "annotations"))["sutaz.ai/makes"] }

// at is the map at a path, or none.
func at(value any, steps ...string) map[string]any {
	m, _ := value.(map[string]any)
	if o, is := value.(object.Object); is {
		m = o
	}
	if len(steps) == 0 {
		return m
	}
	return at(m[steps[0]], steps[1:]...)
}

func text(from map[string]any) map[string]string {
	to := map[string]string{}
	for key, value := range from {
		to[key] = fmt.Sprint(value)
	}
	return to
}

// kinds are the names that kubectl takes for kinds, where they are not those of the kinds.
var kinds = map[string]string{"pvc": "persistentvolumeclaim", "pv": "persistentvolume"}

// valued are options that have their value in the next word.
var valued = map[string]bool{"-n": true, "-l": true, "-c": true, "-o": true, "-p": true, "--selector": true, "--from-backup": true, "--include-resources": true, "--sync-policy": true}

// command is one command of a page, taken apart.
type command struct {
	words   []string
	options map[string]string
}

func parse(words []string) command {
	c := command{options: map[string]string{}}
	for i := 0; i < len(words); i++ {
		name, value, joined := strings.Cut(words[i], "=")
		switch {
		case words[i] == "--": // The rest runs in a container.
			return c
		case strings.HasPrefix(name, "-") && joined:
			c.options[name] = value
		case valued[name] && i+1 < len(words):
			i++
			c.options[name] = words[i]
		case strings.HasPrefix(name, "-"):
			c.options[name] = ""
		default:
			c.words = append(c.words, words[i])
		}
	}
	return c
}

// objects are what words name, as kind/name, or as a kind and a name.
func (c command) objects(words []string) []string {
	var names []string
	kind := ""
	for _, word := range words {
		of, name, is := strings.Cut(word, "/")
		if !is {
			if kind == "" {
				kind = word
				continue
			}
			of, name = kind, word
		}
		if full, short := kinds[of]; short {
			of = full
		}
		names = append(names, of+" "+c.options["-n"]+"/"+name)
	}
	return names
}

// page is what a runbook has done so far, to be held against what it restores.
type page struct {
	environment string
	in          there
	everywhere  map[string]there
	// from are the claims that the chosen copies hold.
	from                          map[string]map[string]string
	stopped, paused, applications map[string]bool
	problems                      []string
}

func (p *page) wrong(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

func (p *page) want(names ...string) {
	for _, name := range names {
		if !p.in.named[name] {
			p.wrong("there is no %s", name)
		}
	}
}

// kubectl looks at what one command names; a verb that it does not know is a problem, so that nothing goes unseen.
func (p *page) kubectl(words []string) {
	c := parse(words)
	if len(c.words) == 0 {
		p.wrong("kubectl does nothing")
		return
	}
	namespace, selector := c.options["-n"], c.options["-l"]
	verb, rest := c.words[0], c.words[1:]
	switch {
	case verb == "get" && rest[0] == "pv", verb == "patch" && rest[0] == "pv": // A person chooses the volume.
	case selector != "" && verb == "delete" && rest[0] == "pvc":
		p.replaced(namespace, selector)
	case selector != "" && (verb == "logs" || (verb == "delete" || verb == "label") && rest[0] == "pod"):
		if len(chosen(p.in.pods, namespace, selector)) == 0 {
			p.wrong("no pod in %s has %s", namespace, selector)
		}
	case verb == "logs", verb == "exec":
		p.want("pod " + namespace + "/" + rest[0])
	case verb == "scale":
		for _, name := range c.objects(rest) {
			p.want(name)
			if set, is := strings.CutPrefix(name, "statefulset "); is {
				p.stopped[set] = c.options["--replicas"] == "0"
			}
		}
	case verb == "rollout":
		p.want(c.objects(rest[1:])...)
	case verb == "label":
		p.want(c.objects(rest[:2])...)
		if name := namespace + "/" + rest[1] + "-server"; rest[0] == "rabbitmqcluster" {
			p.paused[name] = slices.Contains(rest, "rabbitmq.com/pauseReconciliation=true")
		}
	case verb == "get", verb == "delete", verb == "wait":
		p.want(c.objects(rest)...)
	case verb == "create" && rest[0] == "job":
		p.want("cronjob " + namespace + "/" + strings.TrimPrefix(c.options["--from"], "cronjob/"))
	default:
		p.wrong("the test does not know kubectl %s", verb)
	}
}

// replaced holds the claims that go, or come back, against the sets that stand still and the Applications that are held.
func (p *page) replaced(namespace, selector string) {
	claims := chosen(p.in.claims, namespace, selector)
	if len(claims) == 0 {
		p.wrong("no claim has %s", selector)
	}
	owns := map[string]bool{}
	for _, claim := range claims {
		set := p.in.set[claim]
		owns[set] = true
		switch {
		case !p.stopped[set]:
			p.wrong("the set %s of the claim %s is not stopped", set, claim)
		case !p.applications[p.in.owner[set]]:
			p.wrong("the Application of %s heals the set %s meanwhile", p.in.owner[set], set)
		case strings.HasSuffix(set, "-server") && !p.paused[set]:
			p.wrong("the operator starts the set %s again", set)
		}
	}
	for set, stopped := range p.stopped {
		if stopped && !owns[set] {
			p.wrong("the set %s is stopped and none of its claims is chosen by %s", set, selector)
		}
	}
}

// backups finds the Schedule that a selector names: in this environment, or in another, which writes to the place that is
// named with it.
func (p *page) backups(selector string) {
	location, schedule := "", ""
	for _, one := range strings.Split(selector, ",") {
		switch key, value, _ := strings.Cut(one, "="); key {
		case "velero.io/storage-location":
			location = value
		case "velero.io/schedule-name":
			schedule = value
		default:
			p.wrong("the test does not know the label %s", key)
		}
	}
	if location == "" {
		if _, is := p.in.schedules[schedule]; !is {
			p.wrong("there is no Schedule %s", schedule)
		}
		p.from = p.in.claims
		return
	}
	address, is := p.in.locations[location]
	if !is {
		p.wrong("there is no BackupStorageLocation %s", location)
		return
	}
	for name, other := range p.everywhere {
		if to, is := other.schedules[schedule]; is && name != p.environment && other.locations[to] == address {
			p.from = other.claims
			return
		}
	}
	p.wrong("no other environment copies by the Schedule %s to what is the BackupStorageLocation %s", schedule, location)
}

func (p *page) run(line string) {
	line = strings.ReplaceAll(assigned.ReplaceAllString(line, ""), `)"`, "")
	for _, one := range strings.Split(line, " | ") {
		words := strings.Fields(quoted.ReplaceAllString(one, "QUOTED"))
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "kubectl":
			p.kubectl(words[1:])
		case "argocd":
			c := parse(words[1:])
			if name := c.words[2]; !p.in.applications[name] {
				p.wrong("there is no Application %s", name)
			}
			p.applications[strings.TrimPrefix(c.words[2], p.environment+"-")] = true
		case "velero":
			c := parse(words[1:])
			if c.words[0] == "backup" {
				p.backups(c.options["--selector"])
			} else {
				p.replaced("", c.options["--selector"])
				if got, want := chosen(p.from, "", c.options["--selector"]), chosen(p.in.claims, "", c.options["--selector"]); !slices.Equal(got, want) {
					p.wrong("the copies hold the claims %v, and the sets want %v", got, want)
				}
			}
		case "grep", "base64":
		default:
			p.wrong("the test does not know %s", words[0])
		}
	}
}

var (
	assigned = regexp.MustCompile(`^[A-Z]+="\$\(`)
	quoted   = regexp.MustCompile(`'[^']*'`)
	shell    = regexp.MustCompile("(?ms)^ *```sh\n(.*?)^ *```")
)

// judge runs the commands of a page in its order.
func judge(everywhere map[string]there, environment, markdown string) (commands int, problems []string) {
	for _, task := range strings.Split(markdown, "\n##") {
		p := page{environment: environment, in: everywhere[environment], everywhere: everywhere, stopped: map[string]bool{}, paused: map[string]bool{}, applications: map[string]bool{}}
		for _, block := range shell.FindAllStringSubmatch(task, -1) {
			for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
				p.run(strings.TrimSpace(line))
				commands++
			}
		}
		for set, stopped := range p.stopped {
			if stopped {
				p.wrong("the set %s is not started again", set)
			}
		}
		for set, paused := range p.paused {
			if paused {
				p.wrong("the operator of %s is not let go", set)
			}
		}
		problems = append(problems, p.problems...)
	}
	return commands, problems
}

func everywhere(t *testing.T) map[string]there {
	t.Helper()
	all := map[string]there{}
	for _, env := range load(t).components {
		all[env.Name] = thereIn(t, env)
	}
	return all
}

// A runbook is read when nobody has time to find out that a name in it does not exist.
func TestRunbooksNameWhatIsThere(t *testing.T) {
	t.Parallel()
	everywhere, pages := everywhere(t), 0
	for name, content := range load(t).files {
		if environment, is := strings.CutPrefix(path.Dir(name), runbook.Dir+"/"); is {
			pages++
			commands, problems := judge(everywhere, environment, string(content))
			for _, problem := range problems {
				t.Errorf("%s: %s", name, problem)
			}
			if commands == 0 {
				t.Errorf("%s: no command is seen", name)
			}
		}
	}
	if pages < 20 {
		t.Errorf("%d runbooks", pages)
	}
}

// Each name that is wrong is found.
func TestRunbooksAreJudged(t *testing.T) {
	t.Parallel()
	everywhere := everywhere(t)
	for _, c := range []struct{ page, from, to, want string }{
		{"production/neo4j", "statefulset/neo4j-1", "statefulset/neo4j", "there is no statefulset data/neo4j"},
		{"production/neo4j", "production-neo4j-1", "production-neo4j", "heals the set data/neo4j-1 meanwhile"},
		{"production/neo4j", "production-neo4j-1", "production-graph", "there is no Application production-graph"},
		{"production/neo4j", "=neo4j-incremental", "=graph-incremental", "there is no Schedule graph-incremental"},
		{"production/neo4j", "pvc -l app.kubernetes.io/name=neo4j", "pvc -l app.kubernetes.io/instance=neo4j", "no claim has app.kubernetes.io/instance=neo4j"},
		{"production/neo4j", "--selector app.kubernetes.io/name=neo4j", "--selector app.kubernetes.io/instance=neo4j", "no claim has app.kubernetes.io/instance=neo4j"},
		{"production/neo4j", "neo4j-users", "graph-users", "no pod in data has app.kubernetes.io/name=graph-users"},
		{"production/neo4j", "cronjob/drill-neo4j ", "cronjob/rehearse-neo4j ", "there is no cronjob drill/rehearse-neo4j"},
		{"production/rabbitmq", "label rabbitmqcluster rabbitmq rabbitmq.com/pauseReconciliation=true", "get rabbitmqcluster rabbitmq", "the operator starts the set data/rabbitmq-server again"},
		{"production/rabbitmq", "pauseReconciliation-", "pauseReconciliation=true", "the operator of data/rabbitmq-server is not let go"},
		{"production/rabbitmq", "secret rabbitmq-default-user", "secret rabbitmq-admin", "there is no secret data/rabbitmq-admin"},
		{"production/rabbitmq", "exec rabbitmq-server-1", "exec rabbitmq-server-3", "there is no pod data/rabbitmq-server-3"},
		{"production/rabbitmq", "pvc persistence-rabbitmq-server-0", "pvc data-rabbitmq-server-0", "there is no persistentvolumeclaim data/data-rabbitmq-server-0"},
		{"production/qdrant", "--replicas=3", "--replicas=0", "the set data/qdrant is not started again"},
		{"dr/qdrant", "storage-location=production", "storage-location=second", "no other environment copies by the Schedule qdrant-incremental-second to what is the BackupStorageLocation second"},
		{"dr/qdrant", "storage-location=production", "storage-location=elsewhere", "there is no BackupStorageLocation elsewhere"},
		{"dr/qdrant", "-incremental-second", "-incremental", "no other environment copies by the Schedule qdrant-incremental to"},
		{"dr/valkey", "kubectl -n data logs", "kubectl -n data top", "the test does not know kubectl top"},
	} {
		content := string(load(t).files[runbook.Dir+"/"+c.page+".md"])
		if !strings.Contains(content, c.from) {
			t.Errorf("%s does not say %q", c.page, c.from)
		}
		_, problems := judge(everywhere, path.Dir(c.page), strings.ReplaceAll(content, c.from, c.to))
		if !strings.Contains(strings.Join(problems, "\n"), c.want) {
			t.Errorf("%s with %q: got %q, want %q", c.page, c.to, problems, c.want)
		}
	}
}

// A standby restores what the other region copied, and sets its switch while nothing can write to what is still empty. Its
// own copies hold nothing.
func TestStandbyRestoresTheOtherRegion(t *testing.T) {
	t.Parallel()
	pages := 0
	for _, env := range load(t).environments {
		for name, s := range env.Stores {
			if s.Backup == nil || s.Backup.Method != "snapshots" {
				continue
			}
			content, standby := string(load(t).files[path.Join(runbook.Dir, env.Environment.Name, name+".md")]), env.Environment.Role == "standby"
			if strings.Contains(content, "### 1. The other region is lost\n") != standby || strings.Contains(content, "schedule-name="+name+"-incremental\n") == standby {
				t.Errorf("%s in %s, standby %v: it restores other copies", name, env.Environment.Name, standby)
			}
			if !standby {
				continue
			}
			pages++
			stops, switches, restores := strings.Index(content, "--replicas=0\n   ```\n"), strings.Index(content, `environment.role: "active"`), strings.Index(content, "velero restore")
			if stops < 0 || stops > switches || switches > restores {
				t.Errorf("%s in %s: it stops at %d, switches at %d and restores at %d", name, env.Environment.Name, stops, switches, restores)
			}
			if _, order, _ := strings.Cut(content, "## When everything is lost"); !strings.Contains(order, "First stop the servers") || !strings.Contains(order, "promotes postgres") {
				t.Errorf("%s in %s: the order does not say when to switch", name, env.Environment.Name)
			}
		}
	}
	if pages == 0 {
		t.Error("no standby is seen")
	}
}
