package neo4j_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/sutazai/sutaz/generators/neo4j"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

var repository = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

// rendered are the components of production, as its description says, or as a cluster of so many servers.
func rendered(t *testing.T, servers int64) (*platform.Environment, map[string]object.Component) {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	env := *all[slices.IndexFunc(all, func(env *platform.Environment) bool { return env.Environment.Name == "production" })]
	if servers > 1 {
		p := *env.Platform
		p.Stores = maps.Clone(p.Stores)
		s := p.Stores["neo4j"]
		how := *s.Neo4j
		how.Licence, how.Image.Tag = &schema.Neo4jLicence{Holder: "Example", Agreement: "yes"}, "2026.02.2-enterprise"
		s.Neo4j, s.Replicas = &how, servers
		p.Stores["neo4j"], env.Platform = s, &p
	}
	components := map[string]object.Component{}
	for _, c := range neo4j.Components(&env) {
		components[c.Name] = c
	}
	return &env, components
}

// one is the object of a component with a kind and a name; nil where there is none.
func one(c object.Component, kind, name string) object.Object {
	for _, o := range c.Objects() {
		if o.Key().Kind == kind && o.Key().Name == name {
			return o
		}
	}
	return nil
}

func as[T any](t *testing.T, o object.Object) *T {
	t.Helper()
	typed := new(T)
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o, typed); err != nil {
		t.Fatal(err)
	}
	return typed
}

// field follows keys into values.
func field(values map[string]any, keys ...string) any {
	for _, key := range keys[:len(keys)-1] {
		values, _ = values[key].(map[string]any)
	}
	return values[keys[len(keys)-1]]
}

func TestServers(t *testing.T) {
	for _, test := range []struct {
		servers             int64
		components          []string
		edition, agreement  any
		budget, monitor     bool
		open                string // the ports of a server, of the mesh and the clients left out
		resolver, endpoints any
		advertised          any
		jobs                []string
	}{
		{
			servers: 1, components: []string{"neo4j", "neo4j-1"}, edition: "community", open: "kubelet:7687",
			advertised: "neo4j.data.svc.cluster.local:7687", jobs: []string{"neo4j-users"},
		},
		{
			servers: 3, components: []string{"neo4j", "neo4j-1", "neo4j-2", "neo4j-3"}, edition: "enterprise", agreement: "yes", budget: true, monitor: true,
			open: "kubelet:7687 neo4j-backup:6362 neo4j:6000 neo4j:7000 neo4j:7688 prometheus:2004", resolver: "LIST",
			endpoints: "neo4j-1-internals.data.svc.cluster.local:6000,neo4j-2-internals.data.svc.cluster.local:6000,neo4j-3-internals.data.svc.cluster.local:6000",
			jobs:      []string{"neo4j-backup-changes", "neo4j-backup-full", "neo4j-users"},
		},
	} {
		t.Run(fmt.Sprint(test.servers), func(t *testing.T) {
			env, components := rendered(t, test.servers)
			if got := slices.Sorted(maps.Keys(components)); !slices.Equal(got, test.components) {
				t.Fatalf("components %v, want %v", got, test.components)
			}
			common := components["neo4j"]
			if has := one(common, "PodDisruptionBudget", "neo4j") != nil; has != test.budget {
				t.Errorf("a budget: %v, want %v", has, test.budget)
			}
			if has := one(common, "PodMonitor", "neo4j") != nil; has != test.monitor {
				t.Errorf("a monitor: %v, want %v", has, test.monitor)
			}
			var jobs []string
			for _, o := range common.Objects() {
				if o.Key().Kind == "CronJob" {
					jobs = append(jobs, o.Key().Name)
				}
			}
			if slices.Sort(jobs); !slices.Equal(jobs, test.jobs) {
				t.Errorf("jobs %v, want %v", jobs, test.jobs)
			}
			waves := map[int]bool{}
			for _, name := range test.components[1:] {
				c := components[name]
				if waves[c.Wave] || c.Wave <= common.Wave {
					t.Errorf("%s: wave %d is not its own", name, c.Wave)
				}
				waves[c.Wave] = true
				if len(c.Runs) != 1 || c.Runs[0].Fewest != 1 || c.Runs[0].Memory == 0 {
					t.Errorf("%s: nobody counts its pod: %v", name, c.Runs)
				}
				v := c.Upstream.Values
				for keys, want := range map[string]any{
					"disableLookups": true, "neo4j/edition": test.edition, "neo4j/acceptLicenseAgreement": test.agreement,
					"neo4j/passwordFromSecret": "neo4j-auth", "services/neo4j/enabled": false, "podSpec/serviceAccountName": name,
					"config/dbms.cluster.discovery.resolver_type": test.resolver, "config/dbms.cluster.endpoints": test.endpoints,
					"config/server.bolt.advertised_address": test.advertised, "config/server.http.enabled": "false",
					"containerSecurityContext/readOnlyRootFilesystem": true, "containerSecurityContext/allowPrivilegeEscalation": false,
					"securityContext/runAsNonRoot": true, "volumes/data/dynamic/storageClassName": env.Environment.StorageClasses["fast"],
				} {
					if got := field(v, strings.Split(keys, "/")...); got != want {
						t.Errorf("%s: %s is %v, want %v", name, keys, got, want)
					}
				}
				for key, value := range field(v, "config").(map[string]any) {
					if _, is := value.(string); !is {
						t.Errorf("%s: config %s is %v, and the chart wants texts", name, key, value)
					}
				}
				spread := field(v, "podSpec", "topologySpreadConstraints").([]any)
				if len(spread) != 2 {
					t.Errorf("%s: spread by %v", name, spread)
				}
				for _, constraint := range spread {
					// Servers are sets of one pod: by revision, each would be alone wherever it is.
					if _, counts := constraint.(map[string]any)["matchLabelKeys"]; counts || constraint.(map[string]any)["whenUnsatisfiable"] != "DoNotSchedule" {
						t.Errorf("%s: servers may share a zone: %v", name, constraint)
					}
				}
				if got := openings(t, env, one(c, "NetworkPolicy", name)); got != test.open {
					t.Errorf("%s: open are %q, want %q", name, got, test.open)
				}
			}
		})
	}
}

// openings are the peers and ports of a policy that are neither clients of the endpoint nor the mesh, sorted; it must
// open bolt to each client and nothing else of theirs.
func openings(t *testing.T, env *platform.Environment, o object.Object) string {
	t.Helper()
	clients := map[string]bool{"neo4j-users": true}
	for _, client := range env.Clients("neo4j") {
		clients[client.Name] = true
	}
	var found []string
	for _, rule := range as[networkingv1.NetworkPolicy](t, o).Spec.Ingress {
		from := "kubelet"
		if selector := rule.From[0].PodSelector; selector != nil {
			from = selector.MatchLabels["app.kubernetes.io/name"]
		}
		for _, port := range rule.Ports {
			switch number := port.Port.IntValue(); {
			case number == 15008:
			case clients[from] && number != 7687:
				t.Errorf("%s may call port %d", from, number)
			case !clients[from]:
				found = append(found, fmt.Sprint(from, ":", number))
			}
		}
		delete(clients, from)
	}
	if len(clients) > 0 {
		t.Errorf("closed to %v", slices.Sorted(maps.Keys(clients)))
	}
	slices.Sort(found)
	return strings.Join(found, " ")
}

// The pods that we make write nothing but their own directories, and get passwords as files.
func TestTools(t *testing.T) {
	_, components := rendered(t, 3)
	seen := 0
	for _, o := range components["neo4j"].Objects() {
		if o.Key().Kind != "CronJob" {
			continue
		}
		seen++
		pod := as[batchv1.CronJob](t, o).Spec.JobTemplate.Spec.Template.Spec
		c := pod.Containers[0]
		if !*c.SecurityContext.ReadOnlyRootFilesystem || *pod.AutomountServiceAccountToken || pod.ServiceAccountName != o.Key().Name {
			t.Errorf("%v: writes its image, or speaks with the API as %s", o.Key(), pod.ServiceAccountName)
		}
		for _, variable := range c.Env {
			if variable.ValueFrom != nil {
				t.Errorf("%v: %s comes from elsewhere; secrets are files", o.Key(), variable.Name)
			}
		}
		volumes := map[string]corev1.Volume{}
		for _, volume := range pod.Volumes {
			volumes[volume.Name] = volume
		}
		for _, mount := range c.VolumeMounts {
			own := volumes[mount.Name].EmptyDir != nil || volumes[mount.Name].Ephemeral != nil
			if own == mount.ReadOnly {
				t.Errorf("%v: %s is read-only: %v", o.Key(), mount.Name, mount.ReadOnly)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d jobs", seen)
	}
}

// Each client that logs in has a user, from the same place as its own credentials.
func TestUsers(t *testing.T) {
	env, components := rendered(t, 1)
	var want, got []string
	for _, client := range env.Clients("neo4j") {
		want = append(want, client.Name+".password=data/neo4j/"+client.Name, client.Name+".username=data/neo4j/"+client.Name)
	}
	secret := one(components["neo4j"], "ExternalSecret", "neo4j-users")
	for _, entry := range field(secret, "spec", "data").([]any) {
		entry := entry.(map[string]any)
		got = append(got, fmt.Sprint(entry["secretKey"], "=", field(entry, "remoteRef", "key")))
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("users %v, want %v", got, want)
	}
	auth := one(components["neo4j"], "ExternalSecret", "neo4j-auth")
	if text := field(auth, "spec", "target", "template", "data", "NEO4J_AUTH"); text != "neo4j/{{ .password }}" {
		t.Errorf("a server cannot read %v", text)
	}
}

// stub puts a program on the path of a script; it writes its arguments and its input to files.
func stub(t *testing.T, name, body string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/bash\n"+body), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, script, path string, env []string, arguments ...string) (string, error) {
	t.Helper()
	command := exec.Command("bash", append([]string{filepath.Join("scripts", script)}, arguments...)...)
	command.Env = append(slices.Clone(env), "PATH="+path+":"+os.Getenv("PATH"))
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestUsersScript(t *testing.T) {
	dir := stub(t, "cypher-shell", `here=$(dirname "$0")
echo "$*" >>"$here/arguments"
input=$(cat)
if [[ $input == SHOW* ]]; then
	if [[ $input != *CURRENT* ]]; then
		printf 'user\n"neo4j"\n"alice"\n"gone"\n"old"\n'
	elif [[ $NEO4J_USERNAME != old || $NEO4J_PASSWORD != old-secret ]]; then
		exit 1
	fi
else
	echo "$NEO4J_USERNAME $NEO4J_PASSWORD" >"$here/login"
	printf '%s\n' "$input" >"$here/statements"
fi
`)
	clients := t.TempDir()
	write(t, clients, map[string]string{"a.username": "alice", "a.password": `it's a \ secret`, "b.username": "bob", "b.password": "plain-secret",
		"c.username": "old", "c.password": "old-secret", "auth": "neo4j/first-secret"})
	env := []string{"CLIENTS=" + clients, "AUTH=" + clients + "/auth", "ADDRESS=neo4j://x:7687"}
	if output, err := run(t, "users.sh", dir, append(env, "ROLE=reader")); err != nil || strings.Contains(output, "secret") {
		t.Fatalf("%v: %s", err, output)
	}
	want := map[string]string{
		"login": "neo4j first-secret\n",
		"statements": `CREATE OR REPLACE USER ` + "`alice`" + ` SET PASSWORD 'it\'s a \\ secret' CHANGE NOT REQUIRED;
REVOKE ROLE editor FROM ` + "`alice`" + `;
REVOKE ROLE publisher FROM ` + "`alice`" + `;
REVOKE ROLE architect FROM ` + "`alice`" + `;
GRANT ROLE reader TO ` + "`alice`" + `;
CREATE OR REPLACE USER ` + "`bob`" + ` SET PASSWORD 'plain-secret' CHANGE NOT REQUIRED;
REVOKE ROLE editor FROM ` + "`bob`" + `;
REVOKE ROLE publisher FROM ` + "`bob`" + `;
REVOKE ROLE architect FROM ` + "`bob`" + `;
GRANT ROLE reader TO ` + "`bob`" + `;
REVOKE ROLE editor FROM ` + "`old`" + `;
REVOKE ROLE publisher FROM ` + "`old`" + `;
REVOKE ROLE architect FROM ` + "`old`" + `;
GRANT ROLE reader TO ` + "`old`" + `;
DROP USER ` + "`gone`" + ` IF EXISTS;
`,
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != text {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, text)
		}
	}
	if arguments, err := os.ReadFile(filepath.Join(dir, "arguments")); err != nil || strings.Contains(string(arguments), "secret") {
		t.Errorf("%v: everybody on the machine reads %s", err, arguments)
	}
	// A Community server knows no roles, and who can log in there is left alone.
	if _, err := run(t, "users.sh", dir, env); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "statements")); strings.Contains(string(got), "ROLE") || strings.Contains(string(got), "old") {
		t.Errorf("roles, or a user who needs nothing, in\n%s", got)
	}
	// The user neo4j is no client's, and a name is no statement.
	for _, name := range []string{"neo4j", "x` SET PASSWORD 'y"} {
		write(t, clients, map[string]string{"b.username": name})
		if output, err := run(t, "users.sh", dir, env); err == nil {
			t.Errorf("%s is taken: %s", name, output)
		}
	}
}

func TestBackupScript(t *testing.T) {
	dir := stub(t, "neo4j-admin", `here=$(dirname "$0")
echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_REGION $AWS_ENDPOINT_URL_S3 | $*" >>"$here/calls"
[[ $AWS_REGION != broken ]]
`)
	locations := t.TempDir()
	for _, l := range []struct{ name, region string }{{"primary", "broken"}, {"second", "r2"}} {
		write(t, filepath.Join(locations, l.name), map[string]string{
			"access-key": "ak", "secret-key": "secret", "region": l.region, "endpoint": "https://s3." + l.name, "to": "s3://" + l.name + "/neo4j/",
		})
	}
	// The first location fails, the second is copied to all the same, and the run has failed.
	output, err := run(t, "backup.sh", dir, []string{"LOCATIONS=" + locations, "SERVERS=a:6362", "SCRATCH=/s"}, "AUTO")
	if err == nil || strings.Contains(output, "secret") {
		t.Errorf("%v: %s", err, output)
	}
	call := func(region, name string) string {
		return fmt.Sprintf("ak secret %s https://s3.%s | database backup --type=AUTO --prefer-diff-as-parent --from=a:6362 --to-path=s3://%s/neo4j/ --temp-path=/s *\n", region, name, name)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "calls")); string(got) != call("broken", "primary")+call("r2", "second") {
		t.Errorf("calls\n%s", got)
	}
}
