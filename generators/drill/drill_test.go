package drill

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

// kubectl notes its arguments. What it does is said by files in its directory: it fails where wait or delete says so,
// and jobs-1, jobs-2 and so on are what it lists, one after the other.
const kubectl = `#!/bin/sh
cd "$(dirname "$0")" || exit 9
echo "$*" >>calls
case "$1" in
wait) test ! -e fail-wait ;;
delete) test ! -e fail-delete ;;
get)
	n=$(($(cat listed 2>/dev/null || echo 0) + 1))
	echo "$n" >listed
	while [ "$n" -gt 1 ] && [ ! -e "jobs-$n" ]; do n=$((n - 1)); done
	cat "jobs-$n"
	;;
esac
`

const curl = `#!/bin/sh
echo "$*" >>"$(dirname "$0")/told"
`

// A rehearsal tells success only when the content was found to be right, cleans up in any case, and never takes the result
// of an earlier rehearsal for its own.
func TestScript(t *testing.T) {
	t.Parallel()
	const old = "check-1 Complete,\n"
	for name, test := range map[string]struct {
		files   map[string]string
		fails   bool
		success string
	}{
		"the content is right": {files: map[string]string{"jobs-1": old, "jobs-2": old + "check-2 Complete,\n"}, success: `"asDouble":1`},
		"the content is wrong": {files: map[string]string{"jobs-1": old, "jobs-2": old + "check-2 Failed,\n"}, fails: true, success: `"asDouble":0`},
		"it never ends":        {files: map[string]string{"jobs-1": old}, fails: true, success: `"asDouble":0`},
		"nothing is restored":  {files: map[string]string{"jobs-1": "", "fail-wait": ""}, fails: true, success: `"asDouble":0`},
		"no rehearsal before":  {files: map[string]string{"jobs-1": "", "jobs-2": "check-1 SuccessCriteriaMet,Complete,\n"}, success: `"asDouble":1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "kubectl"), kubectl)
			write(t, filepath.Join(dir, "curl"), curl)
			for file, content := range test.files {
				write(t, filepath.Join(dir, file), content)
			}
			out, err := run(t, dir)
			if (err != nil) != test.fails {
				t.Errorf("exit %v\n%s", err, out)
			}
			calls := read(t, filepath.Join(dir, "calls"))
			// Before, for what a killed rehearsal has left, and after.
			if n := strings.Count(calls, "delete --ignore-not-found --wait=true --timeout=300s -f"); n != 2 {
				t.Errorf("cleaned up %d times, want 2:\n%s", n, calls)
			}
			told := read(t, filepath.Join(dir, "told"))
			if !strings.Contains(told, `"name":"sutaz_drill_success","gauge":{"dataPoints":[{"timeUnixNano":`) || !strings.Contains(told, test.success) {
				t.Errorf("told %s\nwant %s", told, test.success)
			}
			if measured := strings.Contains(told, "sutaz_drill_duration_seconds"); measured == test.fails {
				t.Errorf("a time is told: %t", measured)
			}
		})
	}
}

// Where nothing can be cleaned up before, nothing is restored: two restores beside each other would prove neither.
func TestScriptThatCannotClean(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "kubectl"), kubectl)
	write(t, filepath.Join(dir, "curl"), curl)
	write(t, filepath.Join(dir, "fail-delete"), "")
	write(t, filepath.Join(dir, "jobs-1"), "")
	if out, err := run(t, dir); err == nil {
		t.Errorf("it went on:\n%s", out)
	}
	if calls := read(t, filepath.Join(dir, "calls")); strings.Contains(calls, "create") {
		t.Errorf("it restored:\n%s", calls)
	}
}

func run(t *testing.T, dir string) (string, error) {
	t.Helper()
	cmd := exec.Command("sh", "drill.sh")
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "STORE=s", "RESTORED=restore/drill-s", "RESTORED_IN=velero", "READY=condition=Ready",
		"NAMESPACE=drill", "TIMEOUT=6", "TELEMETRY=http://otel:4318", "CHECK=app.kubernetes.io/name=drill-s-check", "DRILL="+dir)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func repository(t *testing.T) []*platform.Environment {
	t.Helper()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	return environments
}

// Every store with copies is rehearsed where the platform is active, and no rehearsal may make pods or read secrets.
func TestEveryStoreIsRehearsed(t *testing.T) {
	t.Parallel()
	for _, env := range repository(t) {
		rehearsed := map[string]bool{}
		for _, component := range Components(env) {
			for _, o := range component.Objects() {
				switch o.Key().Kind {
				case "CronJob":
					rehearsed[o.Key().Name] = true
				case "Role":
					holds(t, o)
				}
			}
		}
		if env.Environment.Role == "standby" {
			if len(rehearsed) > 0 {
				t.Errorf("%s rehearses %v", env.Environment.Name, rehearsed)
			}
			continue
		}
		for name, s := range env.Stores {
			if s.Backup != nil && (!rehearsed["drill-"+name] || !rehearsed["drill-"+name+"-check"]) {
				t.Errorf("%s: the recovery of %s is not rehearsed", env.Environment.Name, name)
			}
		}
	}
}

func holds(t *testing.T, role object.Object) {
	t.Helper()
	for _, item := range role["rules"].([]any) {
		rule := item.(map[string]any)
		for _, resource := range rule["resources"].([]any) {
			for _, verb := range rule["verbs"].([]any) {
				if resource == "secrets" || resource == "pods" || resource == "jobs" && verb != "get" && verb != "list" {
					t.Errorf("%v may %v %v", role.Key(), verb, resource)
				}
			}
		}
	}
}
