package platform_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// small is the description in which the scripts of the command begin, with some files replaced or added.
func small(t testing.TB, changes map[string]string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	root := os.DirFS("../../cmd/sutaz/testdata/platform")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range changes {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func load(t *testing.T, changes map[string]string) map[string]*platform.Environment {
	t.Helper()
	environments, err := platform.Load(small(t, changes))
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*platform.Environment{}
	for _, environment := range environments {
		byName[environment.Environment.Name] = environment
	}
	return byName
}

func TestLoadRepository(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, environment := range environments {
		names = append(names, environment.Environment.Name)
	}
	if want := []string{"production", "staging", "dr", "dev"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

// The same description gives the same model, whatever the order of maps.
func TestLoadIsDeterministic(t *testing.T) {
	t.Parallel()
	var first []*platform.Environment
	for range 5 {
		environments, err := platform.Load(small(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = environments
		}
		for i, environment := range environments {
			if !reflect.DeepEqual(environment.Platform, first[i].Platform) || !reflect.DeepEqual(environment.Running, first[i].Running) {
				t.Fatal("two runs differ")
			}
		}
	}
}

// An override is a JSON Merge Patch on the entry, and nobody else's.
func TestOverride(t *testing.T) {
	t.Parallel()
	agents := load(t, map[string]string{"environments/production/override.cue": `package platform

override: agents: {
	greeter: {
		image: tag: "2.0.0"
		models: []
		metrics: null
		data: retention: "30d"
		ports: admin: port: 9000
	}
	sorter: size: "large"
}
`})
	greeter := agents["production"].Agents["greeter"]
	for what, ok := range map[string]bool{
		"a struct merges":     greeter.Image == schema.Image{Repository: "ghcr.io/example/greeter", Tag: "2.0.0"},
		"a list is replaced":  len(greeter.Models) == 0,
		"null removes":        greeter.Metrics == nil,
		"a field is added":    greeter.Data.Retention == "30d" && greeter.Data.Class == "internal",
		"a map gets an entry": maps.Equal(portNumbers(greeter), map[string]int64{"http": 8080, "admin": 9000}),
		"defaults are filled": greeter.Ports["admin"].Protocol == "TCP",
		"sizes are looked up": agents["production"].Running[2].Resources == agents["production"].Environment.Sizes["large"],
		"others stay":         agents["dev"].Agents["greeter"].Image.Tag == "1.2.0",
		"each has its own":    agents["dev"].Agents["sorter"].Image.Tag == "0.4.0",
		"and not the other's": agents["production"].Agents["sorter"].Image.Tag == "0.3.1",
	} {
		if !ok {
			t.Errorf("%s: no", what)
		}
	}
}

func portNumbers(a schema.Agent) map[string]int64 {
	numbers := map[string]int64{}
	for name, port := range a.Ports {
		numbers[name] = port.Port
	}
	return numbers
}

// Where each team has a port, a component calls that of its own team alone; elsewhere all, or those that it names.
func TestClients(t *testing.T) {
	t.Parallel()
	ports := map[string]schema.ContainerPort{"alpha": {Port: 1}, "beta": {Port: 2}}
	call := func(names ...string) map[string]schema.UpstreamPods {
		return map[string]schema.UpstreamPods{"server": {Calls: map[string]schema.Call{"e": {Ports: names}}}}
	}
	for want, test := range map[string]struct {
		teamPorts bool
		pods      map[string]schema.UpstreamPods
	}{
		"beta": {true, call()}, "alpha beta": {false, call()}, "alpha": {false, call("alpha")},
	} {
		env := &platform.Environment{Platform: &schema.Platform{
			Endpoints: map[string]schema.Endpoint{"e": {Name: "e", Ports: ports, TeamPorts: test.teamPorts}},
			Upstreams: map[string]schema.Upstream{"u": {Name: "u", Team: "beta", Pods: test.pods}},
		}}
		var got []string
		for _, client := range env.Clients("e") {
			for _, port := range client.Ports {
				got = append(got, port.Name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

// Whoever calls is called: both sides of an edge have the same ports.
func TestEdgesHaveTwoSides(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, environment := range environments {
		edges := 0
		for _, caller := range environment.Running {
			for _, call := range caller.Calls {
				if call.Agent == nil {
					continue
				}
				edges++
				i := slices.IndexFunc(call.Agent.CalledBy, func(e platform.Edge) bool { return e.Agent == caller })
				if i < 0 || !slices.Equal(call.Agent.CalledBy[i].Ports, call.Ports) {
					t.Errorf("%s: %s calls %s, which does not know it so", environment.Environment.Name, caller.Name, call.Agent.Name)
				}
			}
			for _, call := range caller.CalledBy {
				if !slices.ContainsFunc(call.Agent.Calls, func(e platform.Edge) bool { return e.Agent == caller }) {
					t.Errorf("%s: %s is called by %s, which does not know it", environment.Environment.Name, caller.Name, call.Agent.Name)
				}
			}
		}
		if edges == 0 {
			t.Errorf("%s has no edge", environment.Environment.Name)
		}
	}
}

// A standby keeps the minimum and takes nothing from a queue.
func TestStandby(t *testing.T) {
	t.Parallel()
	environments := load(t, map[string]string{"environments/production/role.cue": "package platform\n\nenvironment: role: \"standby\"\n"})
	for _, agent := range environments["production"].Running {
		if agent.Autoscaled {
			t.Errorf("%s is scaled", agent.Name)
		}
		if agent.Name == "sorter" && (!agent.Idle || slices.ContainsFunc(agent.Calls, func(e platform.Edge) bool { return e.Name() == "rabbitmq" })) {
			t.Error("sorter may take work")
		}
	}
}

// A value has the line that decides it, and none where the schema does.
func TestOrigin(t *testing.T) {
	t.Parallel()
	environments := load(t, nil)
	for _, test := range []struct {
		environment, path, want string
	}{
		{"dev", "agents sorter image tag", "environments/dev/environment.cue:30:34"},
		{"production", "agents sorter image tag", "environments/agents/sorter.cue:12:48"},
		{"production", "agents sorter exposure", ""},
		{"dev", "environment autoscaling", "environments/dev/environment.cue:9:2"},
		{"production", "environment autoscaling", ""},
		{"dev", "environment tiers batch min", "environments/dev/environment.cue:15:3"}, // The loop.
		{"dev", "teams alpha costCentre", "environments/platform.cue:60:2"},
	} {
		at := environments[test.environment].Origin(strings.Fields(test.path)...)
		got := at.String()
		if at.File == "" {
			got = ""
		}
		if got != test.want {
			t.Errorf("%s: %s: got %s, want %s", test.environment, test.path, got, test.want)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"large":    {"package agents\n// " + strings.Repeat("x", 1<<20), "environments/agents/big.cue: has 1048594 bytes; at most 1048576"},
		"brackets": {"package agents\nx: " + strings.Repeat("[", 100000), "environments/agents/big.cue:2:68: nested deeper than 64"},
		"labels":   {"package agents\n" + strings.Repeat("a: ", 100000), "environments/agents/big.cue:2:194: nested deeper than 64"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := platform.Load(small(t, map[string]string{"environments/agents/big.cue": test.text}))
			var problems schema.Problems
			if !errors.As(err, &problems) || len(problems) != 1 || problems[0].String() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// Whatever a file holds, loading ends, and a mistake has a place.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", "package agents", "package agents\nagents: x: {}", "package other\n", "agents: \"\\(agents)\": {}", "package agents\nagents: {for k, v in agents {\"\\(k)2\": v}}",
		"package agents\nimport \"net\"\nagents: x: net.IPv4", "package agents\nagents: greeter: image: null", "package agents\nagents: close({})",
		"package agents\nlet a = b\nlet b = a\nagents: x: a", "package agents\nagents: agents", "package agents\n#A: {a: #A}\nagents: x: #A",
		"package agents\nimport \"tool/exec\"\nagents: x: exec.Run", "package agents\nagents: [string]: {tier: \"batch\"}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			t.Skip("larger inputs only take longer")
		}
		_, err := platform.Load(small(t, map[string]string{"environments/agents/fuzzed.cue": text}))
		if err == nil {
			return
		}
		var problems schema.Problems
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("no mistake of the description: %v", err)
		}
		for _, problem := range problems {
			if problem.Position.File == "" || problem.Message == "" {
				t.Errorf("without a place or a word: %v", problem)
			}
		}
	})
}
