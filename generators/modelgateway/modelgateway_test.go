package modelgateway

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// pools are two pools with a server each.
func pools() map[string]schema.ModelPool {
	pool := func(name, model string) schema.ModelPool {
		return schema.ModelPool{Name: name, Endpoint: "ollama-" + name, Models: map[string]schema.Model{model: {}},
			Server: &schema.ModelServer{Concurrency: 1, Image: schema.Image{Tag: "0.32.15"}}}
	}
	return map[string]schema.ModelPool{"small": pool("small", "tinyllama:1.1b"), "large": pool("large", "qwen3:8b")}
}

// server answers as Ollama does, and says who it is.
func server(t *testing.T, name string, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			return
		}
		w.Header().Set("X-Server", name)
		if handle != nil {
			handle(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func address(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }

// loopback is where all listen.
const loopback = "127.0.0.1"

// free is an address at which nothing listens.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// teams are the ports of all teams, each a free one, sorted by name.
func teams(t *testing.T, router schema.ModelRouter) []listener {
	t.Helper()
	var all []listener
	for _, team := range slices.Sorted(maps.Keys(router.Teams)) {
		_, text, _ := net.SplitHostPort(free(t))
		port, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, listener{team, port, router.Teams[team]})
	}
	return all
}

// gateway runs HAProxy with the configuration that is rendered, and with the given lines for servers in place of those
// that ask a cluster's DNS. It returns the addresses of the gateway for each team, and of its metrics.
func gateway(t *testing.T, router schema.ModelRouter, small, large []string) (map[string]string, string) {
	t.Helper()
	haproxy := program(t)
	// A port that was free may be another's by the time that HAProxy asks for it.
	for range 5 {
		c := configuration{Host: loopback, Metrics: free(t), Dir: t.TempDir(), Router: router, Threads: 1, Buffer: router.Head << 10, Teams: teams(t, router),
			Version: "0.32.15", Known: strings.Join(models(pools()), ", "),
			Pools: []backend{{"pool-large", large, 1}, {"pool-small", small, 1}}}
		write(t, c.Dir, files(c, pools()))
		if !runs(t, haproxy, c) {
			continue
		}
		urls := map[string]string{}
		for _, team := range c.Teams {
			urls[team.Team] = fmt.Sprintf("http://%s:%d", loopback, team.Port)
		}
		return urls, "http://" + c.Metrics + "/metrics"
	}
	t.Fatal("HAProxy does not run")
	return nil, ""
}

// runs starts HAProxy for as long as the test lasts, and says whether it answers; not where it ends before.
func runs(t *testing.T, haproxy string, c configuration) bool {
	t.Helper()
	command := exec.CommandContext(t.Context(), haproxy, "-db", "-f", filepath.Join(c.Dir, "haproxy.cfg"))
	var output strings.Builder
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = command.Wait() // It is killed.
		close(ended)
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Log(output.String())
		}
	})
	for range 200 {
		select {
		case <-ended:
			return false
		case <-time.After(50 * time.Millisecond):
		}
		if response, err := http.Get("http://" + c.Metrics + "/healthz"); err == nil {
			_ = response.Body.Close()
			return true
		}
	}
	t.Fatal("HAProxy does not answer")
	return false
}

func program(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"haproxy", "/usr/sbin/haproxy"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("SUTAZ_CI") != "" {
		t.Fatal("haproxy is not installed")
	}
	t.Skip("haproxy is not installed")
	return ""
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// ask sends one request, and returns the status, the server that answered, and the body.
func ask(t *testing.T, method, url, body string) (int, string, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	// The gateway may answer before it has read all, and close: a client that still writes then may miss the answer.
	for range 20 {
		if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) {
			break
		}
		if request.Body, err = request.GetBody(); err != nil {
			t.Fatal(err)
		}
		response, err = http.DefaultClient.Do(request)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("X-Server"), string(answer)
}

var router = schema.ModelRouter{ClientRate: 1000, ClientOpen: 50, Head: 64, Retries: 2, Wait: 5, Answer: 10,
	Teams: map[string]schema.TeamLimit{"alpha": {Rate: 1000, Open: 50}}}

func TestRoutes(t *testing.T) {
	small, large := server(t, "small", nil), server(t, "large", nil)
	urls, _ := gateway(t, router, []string{"server a " + address(small)}, []string{"server a " + address(large)})
	url := urls["alpha"]
	long := strings.Repeat("x", 100<<10)
	for name, test := range map[string]struct {
		method, path, body string
		status             int
		server, answer     string
	}{
		"a small model":            {"POST", "/api/generate", `{"model":"tinyllama:1.1b","prompt":"hello"}`, 200, "small", ""},
		"a large one":              {"POST", "/api/chat", `{"messages": [], "model": "qwen3:8b"}`, 200, "large", ""},
		"as OpenAI":                {"POST", "/v1/chat/completions", `{"model":"qwen3:8b","messages":[]}`, 200, "large", ""},
		"the old name of a field":  {"POST", "/api/show", `{"name":"tinyllama:1.1b"}`, 200, "small", ""},
		"more than the head":       {"POST", "/api/generate", `{"model":"qwen3:8b","prompt":"` + long + `"}`, 200, "large", ""},
		"a name behind the head":   {"POST", "/api/generate", `{"prompt":"` + long + `","model":"qwen3:8b"}`, 400, "", `{"error":"the first 64 KiB of the request name no model"}`},
		"a model in a prompt":      {"POST", "/api/generate", `{"prompt":"\"model\":\"qwen3:8b\"","model":"tinyllama:1.1b"}`, 200, "small", ""},
		"no model":                 {"POST", "/api/generate", `{}`, 400, "", `{"error":"the first 64 KiB of the request name no model"}`},
		"a model of nobody":        {"POST", "/api/generate", `{"model":"llama9:1b"}`, 404, "", `{"error":"no model llama9:1b; known are qwen3:8b, tinyllama:1.1b"}`},
		"a pull":                   {"POST", "/api/pull", `{"model":"qwen3:8b"}`, 403, "", `{"error":"not allowed here; models are changed by a release of the platform"}`},
		"a deletion":               {"DELETE", "/api/delete", `{"model":"qwen3:8b"}`, 403, "", `{"error":"not allowed here; models are changed by a release of the platform"}`},
		"whether it is there":      {"GET", "/", "", 200, "", "Ollama is running"},
		"the version":              {"GET", "/api/version", "", 200, "", `{"version":"0.32.15"}`},
		"the models":               {"GET", "/api/tags", "", 200, "", `{"models":[{"model":"qwen3:8b","name":"qwen3:8b"},{"model":"tinyllama:1.1b","name":"tinyllama:1.1b"}]}` + "\n"},
		"the models, as of OpenAI": {"GET", "/v1/models", "", 200, "", `{"data":[{"id":"qwen3:8b","object":"model","owned_by":"library"},{"id":"tinyllama:1.1b","object":"model","owned_by":"library"}],"object":"list"}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			status, by, answer := ask(t, test.method, url+test.path, test.body)
			if status != test.status || by != test.server || answer != test.answer {
				t.Errorf("got %d from %q: %s\nwant %d from %q: %s", status, by, answer, test.status, test.server, test.answer)
			}
		})
	}
	if status, _, answer := ask(t, "POST", url+"/api/generate", `{"model":"a\"b"}`); status != 404 || !json.Valid([]byte(answer)) {
		t.Errorf("a name with a quote gets %d %s", status, answer)
	}
}

// A server that has gone, dies, or has no room left is passed over.
func TestRetries(t *testing.T) {
	alive := server(t, "alive", nil)
	full := server(t, "full", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	dying := server(t, "dying", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for name, other := range map[string]string{"gone": free(t), "full": address(full), "dying": address(dying)} {
		t.Run(name, func(t *testing.T) {
			// Without checks, so that only the request itself finds out.
			servers := []string{"server a " + other + " no-check", "server b " + address(alive)}
			urls, _ := gateway(t, router, servers, nil)
			for range 4 {
				if status, by, _ := ask(t, "POST", urls["alpha"]+"/api/generate", `{"model":"tinyllama:1.1b"}`); status != 200 || by != "alive" {
					t.Errorf("got %d from %q", status, by)
				}
			}
		})
	}
}

// What the autoscaler asks for counts requests in work and those that wait.
func TestQueue(t *testing.T) {
	release := make(chan struct{})
	var atOnce, most atomic.Int32
	busy := server(t, "busy", func(http.ResponseWriter, *http.Request) {
		most.Store(max(most.Load(), atOnce.Add(1)))
		<-release
		atOnce.Add(-1)
	})
	urls, metrics := gateway(t, router, []string{"server a " + address(busy)}, nil)
	done := make(chan int, 3)
	for range 3 {
		go func() {
			response, err := http.Post(urls["alpha"]+"/api/generate", "application/json", strings.NewReader(`{"model":"tinyllama:1.1b"}`))
			if err != nil {
				done <- 0
				return
			}
			_ = response.Body.Close()
			done <- response.StatusCode
		}()
	}
	want := `haproxy_backend_current_sessions{proxy="pool-small"} 3`
	if !eventually(t, metrics, want) {
		t.Errorf("the metrics have no %s", want)
	}
	close(release)
	for range 3 {
		if status := <-done; status != 200 {
			t.Errorf("got %d", status)
		}
	}
	if most.Load() != 1 {
		t.Errorf("the server had %d requests at once, and takes 1", most.Load())
	}
}

// eventually says whether the metrics have a line within three seconds.
func eventually(t *testing.T, url, want string) bool {
	t.Helper()
	for range 60 {
		if measured(t, url, want) {
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

func measured(t *testing.T, url, want string) bool {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if lines.Text() == want {
			return true
		}
	}
	return false
}

// A client, or a team, that asks for too much gets 429, and the other team does not notice.
func TestRateLimits(t *testing.T) {
	small := server(t, "small", nil)
	for name, test := range map[string]struct {
		client, team int64
		got, answer  string
	}{
		"of a client": {3, 100, "200 200 200 429 429", `{"error":"more than 3 requests in a minute; try again later"}`},
		"of a team":   {100, 2, "200 200 429 429 429", `{"error":"more than 2 requests of team alpha in a minute; try again later"}`},
	} {
		t.Run(name, func(t *testing.T) {
			limited := router
			limited.ClientRate = test.client
			limited.Teams = map[string]schema.TeamLimit{"alpha": {Rate: test.team, Open: 50}, "beta": {Rate: 100, Open: 50}}
			urls, _ := gateway(t, limited, []string{"server a " + address(small)}, nil)
			var got []string
			var last string
			for range 5 {
				status, _, answer := ask(t, "POST", urls["alpha"]+"/api/generate", `{"model":"tinyllama:1.1b"}`)
				got, last = append(got, fmt.Sprint(status)), answer
			}
			if strings.Join(got, " ") != test.got || last != test.answer {
				t.Errorf("got %v, at last %s, want %s", got, last, test.got)
			}
			if status, _, answer := ask(t, "POST", urls["beta"]+"/api/generate", `{"model":"tinyllama:1.1b"}`); test.client == 100 && status != 200 {
				t.Errorf("another team gets %d %s", status, answer)
			}
		})
	}
}

// A team that has all of its connections open is told so, and metrics say who it is; another team is served.
func TestTeamConnections(t *testing.T) {
	release := make(chan struct{})
	slow := server(t, "slow", func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Slow") != "" {
			<-release
		}
	})
	limited := router
	limited.Teams = map[string]schema.TeamLimit{"alpha": {Rate: 100, Open: 2}, "beta": {Rate: 100, Open: 2}}
	urls, metrics := gateway(t, limited, []string{"server a " + address(slow) + " maxconn 10"}, nil)
	done := make(chan error, 2)
	for range 2 {
		go func() {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, urls["alpha"]+"/api/generate", strings.NewReader(`{"model":"tinyllama:1.1b"}`))
			if err == nil {
				request.Header.Set("X-Slow", "yes")
				var response *http.Response
				if response, err = http.DefaultClient.Do(request); err == nil {
					err = response.Body.Close()
				}
			}
			done <- err
		}()
	}
	if want := `haproxy_listener_current_sessions{proxy="models",listener="alpha"} 2`; !eventually(t, metrics, want) {
		t.Errorf("the metrics have no %s", want)
	}
	const body = `{"model":"tinyllama:1.1b"}`
	if status, _, answer := ask(t, "POST", urls["alpha"]+"/api/generate", body); status != 429 || answer != `{"error":"more than 2 connections of team alpha at once; try again soon"}` {
		t.Errorf("the third connection gets %d %s", status, answer)
	}
	if status, by, answer := ask(t, "POST", urls["beta"]+"/api/generate", body); status != 200 || by != "slow" {
		t.Errorf("another team gets %d from %q: %s", status, by, answer)
	}
	close(release)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// What is rendered for every environment is a configuration that HAProxy takes.
func TestConfiguration(t *testing.T) {
	haproxy := program(t)
	for _, env := range environments(t) {
		dir := t.TempDir()
		c := renderer{env, *env.ModelRouter, env.Endpoints[env.ModelGateway]}.configuration()
		c.Dir = dir
		write(t, dir, files(c, env.ModelPools))
		if output, err := exec.CommandContext(t.Context(), haproxy, "-c", "-f", filepath.Join(dir, "haproxy.cfg")).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", env.Environment.Name, err, output)
		}
	}
}

var repository = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

func environments(t *testing.T) []*platform.Environment {
	t.Helper()
	environments, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	return environments
}

// Whoever asks for a model may come in, at the port of its team alone, and every pool may be reached; with one pool more there is one way more.
func TestWays(t *testing.T) {
	for _, env := range environments(t) {
		byKind := map[string]string{}
		for _, o := range Components(env)[0].Objects() {
			text, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			byKind[o.Key().Kind] = string(text)
		}
		for _, a := range env.Running {
			want := fmt.Sprintf(`"podSelector":{"matchLabels":{"app.kubernetes.io/name":%q}}}],"ports":[{"port":%d,"protocol":"TCP"},{"port":15008,`,
				a.Name, env.Endpoints[env.ModelGateway].Ports[a.Team].Port)
			_, names := a.Dependencies[env.ModelGateway]
			if (len(a.Models) > 0 || names) != strings.Contains(byKind["NetworkPolicy"], want) {
				t.Errorf("%s: the way from %s: its models are %v", env.Environment.Name, a.Name, a.Models)
			}
		}
		for _, pool := range env.ModelPools {
			if !strings.Contains(byKind["NetworkPolicy"], fmt.Sprintf("%q", pool.Endpoint)) {
				t.Errorf("%s: no way to %s", env.Environment.Name, pool.Endpoint)
			}
			for model := range pool.Models {
				if !strings.Contains(byKind["ConfigMap"], model+" pool-"+pool.Name+`\n`) {
					t.Errorf("%s: nothing leads to %s", env.Environment.Name, model)
				}
			}
		}
		if _, has := byKind["PodDisruptionBudget"]; has != (env.ModelRouter.Replicas > 1) {
			t.Errorf("%s: %d gateways, and a budget: %v", env.Environment.Name, env.ModelRouter.Replicas, has)
		}
	}
}
