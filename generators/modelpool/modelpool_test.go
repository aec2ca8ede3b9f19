package modelpool

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func environment(change func(*schema.Platform)) *platform.Environment {
	size := schema.Size{Requests: schema.Resources{CPU: "1", Memory: "2Gi"}, Limits: schema.Resources{CPU: "2", Memory: "4Gi"}, Ephemeral: "1Gi"}
	image := func(name string) *schema.Image {
		return &schema.Image{Repository: "example.com/models/" + name, Tag: "1.0.0"}
	}
	http := map[string]schema.ContainerPort{"http": {Port: 11434, Protocol: "TCP"}}
	p := &schema.Platform{
		ModelGateway: "ollama", ModelRouter: &schema.ModelRouter{},
		Endpoints: map[string]schema.Endpoint{
			"ollama":       {Name: "ollama", Namespace: "inference", Host: "ollama.inference.svc.cluster.local", Ports: http, Selector: map[string]string{"app.kubernetes.io/name": "model-gateway"}},
			"ollama-small": {Name: "ollama-small", Namespace: "inference", Host: "small-models.inference.svc.cluster.local", Ports: http, Selector: map[string]string{"app.kubernetes.io/name": "ollama-small"}},
			"prometheus":   {Host: "prometheus.platform.svc.cluster.local", Ports: map[string]schema.ContainerPort{"http": {Port: 9090}}},
		},
		ModelPools: map[string]schema.ModelPool{
			"elsewhere": {Name: "elsewhere", Endpoint: "other"},
			"small": {Name: "small", Endpoint: "ollama-small",
				Models: map[string]schema.Model{"b:2b": {Weights: image("b-2b")}, "a:1b": {Weights: image("a-1b")}},
				Server: &schema.ModelServer{Image: schema.Image{Repository: "docker.io/ollama/ollama", Tag: "0.32.15"}, Replicas: schema.ServerRange{Min: 2, Max: 4},
					Resources: size, GPU: &schema.GPU{Count: 1, Profile: "1g.10gb"}, Concurrency: 4, Queue: 64, KeepAlive: "-1", ContextLength: 4096, Verify: "sizes", Grace: 120, UID: 10001}},
		},
		Environment: schema.Environment{Autoscaling: true, Role: "active", Zones: []string{"a", "b"},
			NodePools: map[string]schema.NodePool{"gpu": {Role: "gpu", Taints: map[string]string{"nvidia.com/gpu": "present"}}}},
	}
	if change != nil {
		change(p)
	}
	return &platform.Environment{Platform: p}
}

// find is the object of a kind and name, as JSON.
func find(t *testing.T, env *platform.Environment, kind, name string) string {
	t.Helper()
	components := Components(env)
	if len(components) != 1 || components[0].Name != "ollama-small" {
		t.Fatalf("want the component ollama-small alone, got %v", components)
	}
	objects := components[0].Objects()
	i := slices.IndexFunc(objects, func(o object.Object) bool { return o.Key().Kind == kind && o.Key().Name == name })
	if i < 0 {
		return ""
	}
	text, err := json.Marshal(objects[i])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPool(t *testing.T) {
	standby := func(p *schema.Platform) { p.Environment.Role = "standby" }
	processor := func(p *schema.Platform) { p.ModelPools["small"].Server.GPU = nil }
	single := func(p *schema.Platform) { p.ModelPools["small"].Server.Replicas = schema.ServerRange{Min: 1, Max: 1} }
	for name, test := range map[string]struct {
		change     func(*schema.Platform)
		kind, name string
		has, lacks []string
	}{
		"weights come as images, in the order of the models": {nil, "StatefulSet", "ollama-small", []string{
			`"image":{"pullPolicy":"IfNotPresent","reference":"example.com/models/a-1b:1.0.0"},"name":"weights-0"`,
			`"image":{"pullPolicy":"IfNotPresent","reference":"example.com/models/b-2b:1.0.0"},"name":"weights-1"`,
			`{"mountPath":"/weights/0","name":"weights-0","readOnly":true}`,
			`["/bin/sh","/scripts/assemble.sh","/weights","/models","sizes","a:1b","b:2b"]`}, []string{"volumeClaimTemplates"}},
		"all models stay loaded":          {nil, "StatefulSet", "ollama-small", []string{`{"name":"OLLAMA_MAX_LOADED_MODELS","value":"2"}`, `{"name":"OLLAMA_KEEP_ALIVE","value":"-1"}`}, nil},
		"it is ready when they are":       {nil, "StatefulSet", "ollama-small", []string{`"readinessProbe":{"exec":{"command":["/bin/sh","/scripts/ready.sh","a:1b","b:2b"]}`}, nil},
		"a slice, on both sides":          {nil, "StatefulSet", "ollama-small", []string{`"nvidia.com/mig-1g.10gb":"1"},"requests":`, `"nvidia.com/mig-1g.10gb":"1"}},"securityContext"`, `"key":"nvidia.com/gpu"`}, []string{`"replicas"`}},
		"on the processor":                {processor, "StatefulSet", "ollama-small", []string{`"sutaz.ai/capacity"`}, []string{"nvidia.com"}},
		"a standby has the fewest":        {standby, "StatefulSet", "ollama-small", []string{`"replicas":2`}, nil},
		"a standby does not scale":        {standby, "ScaledObject", "ollama-small", nil, nil},
		"requests at the gateway scale":   {nil, "ScaledObject", "ollama-small", []string{`sum(haproxy_backend_current_sessions{namespace=\"inference\",proxy=\"pool-small\"})`, `"maxReplicaCount":4`, `"minReplicaCount":2`}, nil},
		"nothing leaves but DNS":          {nil, "NetworkPolicy", "ollama-small", []string{`"egress":[{"ports":[{"port":53,"protocol":"UDP"},{"port":53,"protocol":"TCP"}],`, `"app.kubernetes.io/name":"model-gateway"`}, []string{`"protocol":"TCP"},{"port":443`}},
		"who loads is not to be found":    {nil, "Service", "ollama-small-pods", []string{`"publishNotReadyAddresses":false`, `"clusterIP":"None"`}, nil},
		"the address is the endpoint's":   {nil, "Service", "small-models", []string{`"app.kubernetes.io/name":"ollama-small"`}, nil},
		"machines are drained one by one": {nil, "PodDisruptionBudget", "ollama-small", []string{`"maxUnavailable":1`}, nil},
		"a single server has no budget":   {single, "PodDisruptionBudget", "ollama-small", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			text := find(t, environment(test.change), test.kind, test.name)
			if (text == "") != (len(test.has) == 0) {
				t.Fatalf("want %s %s to be there: %v", test.kind, test.name, len(test.has) > 0)
			}
			for _, want := range test.has {
				if !strings.Contains(text, want) {
					t.Errorf("no %s in %s", want, text)
				}
			}
			for _, lacks := range test.lacks {
				if strings.Contains(text, lacks) {
					t.Errorf("%s in %s", lacks, text)
				}
			}
		})
	}
}

// Capacity counts what the scheduler does.
func TestRuns(t *testing.T) {
	runs := Components(environment(nil))[0].Runs[0]
	if runs.Accelerators["nvidia.com/mig-1g.10gb"] != 1 || runs.Fewest != 2 || runs.Most != 4 || !runs.GPU || runs.CPU != 1000 {
		t.Errorf("got %+v", runs)
	}
}

// modelImage writes the weights of one model as an image has them, and returns the names of its blobs: the large one first.
func modelImage(t *testing.T, dir, name, tag, content string) []string {
	t.Helper()
	weights, licence := strings.Repeat(content, 1<<20), "the same for all"
	var blobs []string
	var layers []string
	for _, blob := range []string{weights, licence} {
		sum := sha256.Sum256([]byte(blob))
		digest := hex.EncodeToString(sum[:])
		save(t, filepath.Join(dir, "blobs", "sha256-"+digest), blob)
		blobs = append(blobs, "sha256-"+digest)
		layers = append(layers, fmt.Sprintf(`{"mediaType":"application/octet-stream","digest":"sha256:%s","size":%d}`, digest, len(blob)))
	}
	save(t, filepath.Join(dir, "manifests/registry.ollama.ai/library", name, tag),
		fmt.Sprintf("{\"schemaVersion\": 2,\n \"config\": %s, \"layers\": [%s]}\n", strings.Replace(layers[1], `":`, `": `, 3), layers[0]))
	return blobs
}

func save(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAssemble(t *testing.T) {
	for name, test := range map[string]struct {
		verify string
		spoil  func(t *testing.T, weights, licence, manifest string)
		want   string
	}{
		"whole":                        {"sizes", nil, ""},
		"whole, to the end":            {"digests", nil, ""},
		"a blob is missing":            {"sizes", func(t *testing.T, weights, _, _ string) { remove(t, weights) }, "is missing"},
		"a blob is cut":                {"sizes", func(t *testing.T, weights, _, _ string) { save(t, weights, "bb") }, "has 2 bytes, and its manifest says 2097152"},
		"a small one is another":       {"sizes", func(t *testing.T, _, licence, _ string) { save(t, licence, "the same for some") }, "has 17 bytes"},
		"a small one is turned":        {"sizes", func(t *testing.T, _, licence, _ string) { save(t, licence, "the same for a11") }, "has the digest"},
		"weights rot":                  {"digests", func(t *testing.T, weights, _, _ string) { save(t, weights, strings.Repeat("xx", 1<<20)) }, "has the digest"},
		"weights rot, and nobody asks": {"sizes", func(t *testing.T, weights, _, _ string) { save(t, weights, strings.Repeat("xx", 1<<20)) }, ""},
		"the image of another":         {"sizes", func(t *testing.T, _, _, manifest string) { remove(t, manifest) }, "is no artifact of b:2b"},
		"a manifest that says nothing": {"sizes", func(t *testing.T, _, _, manifest string) { save(t, manifest, "{}") }, "names no blobs"},
		"a blob without a size":        {"sizes", func(t *testing.T, _, _, manifest string) { save(t, manifest, `{"config":{"digest":"sha256:0"}}`) }, "without digest or size"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			sources, target := filepath.Join(dir, "weights"), filepath.Join(dir, "models")
			first := modelImage(t, filepath.Join(sources, "0"), "a", "1b", "a")
			second := modelImage(t, filepath.Join(sources, "1"), "b", "2b", "bb")
			manifest := filepath.Join(sources, "1/manifests/registry.ollama.ai/library/b/2b")
			if test.spoil != nil {
				test.spoil(t, filepath.Join(sources, "1/blobs", second[0]), filepath.Join(sources, "1/blobs", second[1]), manifest)
			}
			var output []byte
			var err error
			for range 2 { // A container starts again in the same pod.
				output, err = exec.CommandContext(t.Context(), "sh", "assemble.sh", sources, target, test.verify, "a:1b", "b:2b").CombinedOutput()
			}
			if test.want != "" {
				if err == nil || !strings.Contains(string(output), test.want) {
					t.Fatalf("got %v, %s; want %q", err, output, test.want)
				}
				return
			}
			if err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			for _, blob := range slices.Concat(first, second) {
				if link, err := os.Readlink(filepath.Join(target, "blobs", blob)); err != nil || filepath.Base(link) != blob {
					t.Errorf("%s is linked to %q: %v", blob, link, err)
				}
			}
			copied, err := os.ReadFile(filepath.Join(target, "manifests/registry.ollama.ai/library/b/2b"))
			if err != nil || !strings.Contains(string(copied), second[0][len("sha256-"):]) {
				t.Errorf("the manifest is %q: %v", copied, err)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// ollama is a stand-in for the program: it notes what it is asked to load, and a model for embeddings wants a word.
const ollama = `#!/bin/sh
case $1 in
ps)
  printf 'NAME    ID    SIZE\n'
  [ ! -f "$STATE" ] || sed 's/$/    abc    1 GB/' "$STATE"
  ;;
run)
  if [ "$2" = embed:1m ] && [ $# -lt 3 ]; then exit 1; fi
  if [ "$2" != embed:1m ] && [ $# -gt 2 ]; then echo "$2 was asked something" >>"$STATE.asked"; fi
  echo "$2" >>"$STATE"
  ;;
serve) exec sleep 60 ;;
esac
`

func TestServeAndReady(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, "ollama"), ollama)
	if err := os.Chmod(filepath.Join(dir, "ollama"), 0o700); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	run := func(script string, models ...string) *exec.Cmd {
		command := exec.CommandContext(t.Context(), "sh", append([]string{script}, models...)...)
		command.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "STATE="+state, "KEEP_SECONDS=0.1")
		return command
	}
	if output, err := run("ready.sh", "text:1b").CombinedOutput(); err == nil || string(output) != "ready: text:1b is not loaded\n" {
		t.Errorf("before anything runs: %v, %s", err, output)
	}
	server := run("serve.sh", "text:1b", "embed:1m")
	// What keeps models loaded runs beside the server, so the group ends as a container does.
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-server.Process.Pid, syscall.SIGKILL)
		_ = server.Wait()
	})
	wait := func() {
		t.Helper()
		ready := run("ready.sh", "text:1b", "embed:1m")
		ready.Args = []string{"sh", "-c", `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sh ready.sh text:1b embed:1m 2>/dev/null && exit; sleep 0.2; done; exit 1`}
		if output, err := ready.CombinedOutput(); err != nil {
			t.Fatalf("not ready: %v, %s", err, output)
		}
	}
	wait()
	if output, err := run("ready.sh", "text:1b", "text:1").CombinedOutput(); err == nil {
		t.Errorf("a part of a name is taken for a model: %s", output)
	}
	// A client sends a model away: it comes back.
	save(t, state, "embed:1m\n")
	wait()
	if asked, err := os.ReadFile(state + ".asked"); err == nil {
		t.Errorf("%s", asked)
	}
}
