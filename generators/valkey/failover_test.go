package valkey_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/sutazai/sutaz/generators/platform"
)

// A cluster of three servers and three Sentinels runs on loopback addresses, from the very files that pods mount: nothing
// is acknowledged and lost, whichever of them stops, and however.
func TestFailover(t *testing.T) {
	t.Parallel()
	needs(t, []string{"valkey-server", "redis-server"}, []string{"valkey-cli", "redis-cli"}, []string{"timeout"}, []string{"awk"}, []string{"sha1sum"})
	c := newCluster(t)
	for _, p := range c.all() {
		c.start(p)
	}
	first := c.agreed("")
	if first != c.servers[0].host {
		t.Errorf("the primary of an empty cluster is %s, want the first server %s", first, c.servers[0].host)
	}
	c.writes("first")

	c.phase("a primary that is killed is replaced, and does not come back as one")
	c.kill(c.process(first))
	second := c.agreed(first)
	c.reads("first")
	c.writes("second")
	c.start(c.process(first))
	c.follows(first, second)

	c.phase("a primary that is killed and is back at once does not overwrite what its replicas have")
	c.writes("third")
	c.kill(c.process(second))
	c.remove(c.process(second).data) // Its disk is gone as well.
	c.start(c.process(second))
	third := c.agreed(second)
	c.reads("third")
	c.follows(second, third)

	c.phase("Sentinels that have lost all they knew find the primary")
	for _, p := range c.sentinels {
		c.kill(p)
		c.remove(p.run)
	}
	for _, p := range c.sentinels {
		c.start(p)
	}
	if found := c.agreed(""); found != third {
		t.Errorf("Sentinels found %s, and the primary is %s", found, third)
	}
	c.writes("fourth")

	c.phase("all restart at once, with nothing but their disks")
	for _, p := range c.all() {
		c.kill(p)
		c.remove(p.run)
	}
	for _, p := range c.all() {
		c.start(p)
	}
	if found := c.agreed(""); found != third {
		t.Errorf("%s is the primary, and it was %s", found, third)
	}
	for _, key := range []string{"first", "second", "third", "fourth"} {
		c.reads(key)
	}

	c.phase("a primary that stops in order hands over first")
	c.writes("fifth")
	c.run(c.process(third), "stop.sh")
	fourth := c.agreed(third)
	c.stop(c.process(third))
	c.reads("fifth")
	c.start(c.process(third))
	c.follows(third, fourth)

	c.phase("a changed password is taken over while clients work")
	c.secrets(map[string]string{c.key: "changed", "keeper": "changed too", "replica": `and "this\`})
	c.until("the new password", 30*time.Second, func() error { return c.client("changed").Ping(c.ctx).Err() })
	for what, p := range map[string]*process{"live": c.process(fourth), "ready": c.process(fourth), "sentinel": c.sentinels[0]} {
		command := c.script(p, "probe.sh", what)
		// A name that DNS does not know, as all are while it is out.
		command.Env = append(command.Env, "SELF=nobody.invalid")
		if out, err := command.CombinedOutput(); err != nil {
			c.t.Errorf("probe %s of %s: %v\n%s", what, p.name, err, out)
		}
	}
}

// needs skips the test where none of the names of a program is installed. In CI, all must be.
func needs(t *testing.T, programs ...[]string) {
	t.Helper()
	for _, names := range programs {
		if slices.ContainsFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil }) {
			continue
		}
		message := "not tested: install " + strings.Join(names, " or ")
		if os.Getenv("SUTAZ_CI") != "" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
}

// process is a pod: one script, and the directories that it has for itself.
type process struct {
	name, host, script, data, run string
	secrets                       string
	command                       *exec.Cmd
	ended                         chan struct{}
}

// cluster are the processes on loopback addresses.
type cluster struct {
	t                  *testing.T
	ctx                context.Context
	env                *platform.Environment
	dir, config        string
	servers, sentinels []*process
	port, sentinelPort int
	// passwords are those of users, by the key of the Secret; key is that of one client.
	passwords map[string]string
	key       string
	started   time.Time
}

// newCluster makes the directories that pods have: the files of the ConfigMap, and what the secret store would make of
// the ExternalSecrets.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	env := production(t)
	c := &cluster{t: t, ctx: ctx, env: env, dir: t.TempDir(), started: time.Now()}
	c.config = filepath.Join(c.dir, "config")
	for name, content := range find(t, env, "ConfigMap", "valkey")["data"].(map[string]any) {
		c.write(filepath.Join(c.config, name), content.(string))
	}
	c.port, c.sentinelPort = freePort(t), freePort(t)
	for i := range 3 {
		// Two tests at once have two ports, and so do not meet.
		host := func(n int) string { return fmt.Sprintf("127.%d.%d.%d", c.port>>8, c.port&255, n) }
		c.servers = append(c.servers, c.newProcess("valkey", i, host(1+i), "server.sh"))
		c.sentinels = append(c.sentinels, c.newProcess("valkey-sentinel", i, host(11+i), "sentinel.sh"))
	}
	c.passwords, c.key = map[string]string{}, "client-"+env.Clients("redis")[0].Name
	c.secrets(nil)
	t.Cleanup(func() {
		for _, p := range c.all() {
			c.kill(p)
			if log, err := os.ReadFile(filepath.Join(c.dir, p.name+".log")); err == nil && t.Failed() {
				t.Logf("%s on %s:\n%s", p.name, p.host, log)
			}
		}
	})
	return c
}

func (c *cluster) newProcess(set string, i int, host, script string) *process {
	name := fmt.Sprintf("%s-%d", set, i)
	return &process{name: name, host: host, script: script, data: filepath.Join(c.dir, name, "data"), run: filepath.Join(c.dir, name, "run"),
		secrets: filepath.Join(c.dir, "secrets-"+set)}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

func (c *cluster) all() []*process { return slices.Concat(c.servers, c.sentinels) }

func hosts(processes []*process) string {
	var out []string
	for _, p := range processes {
		out = append(out, p.host)
	}
	return strings.Join(out, " ")
}

func (c *cluster) process(host string) *process {
	return c.all()[slices.IndexFunc(c.all(), func(p *process) bool { return p.host == host })]
}

func (c *cluster) write(name, content string) {
	c.t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		c.t.Fatal(err)
	}
	// As the kubelet does: one who reads sees the old or the new.
	if err := os.WriteFile(name+".new", []byte(content), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) remove(dir string) {
	c.t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		c.t.Fatal(err)
	}
}

// secrets makes the files of the Secrets, as the operator does: passwords that are not given are random.
func (c *cluster) secrets(changed map[string]string) {
	c.t.Helper()
	maps.Copy(c.passwords, changed)
	functions := template.FuncMap{"sha256sum": func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}}
	for _, name := range []string{"valkey", "valkey-sentinel"} {
		spec := find(c.t, c.env, "ExternalSecret", name)["spec"].(map[string]any)
		values := map[string]string{}
		for _, item := range spec["data"].([]any) {
			key := item.(map[string]any)["secretKey"].(string)
			if c.passwords[key] == "" {
				c.passwords[key] = "password of " + key
			}
			values[key] = c.passwords[key]
		}
		for key, text := range spec["target"].(map[string]any)["template"].(map[string]any)["data"].(map[string]any) {
			var out strings.Builder
			if err := template.Must(template.New(key).Funcs(functions).Parse(text.(string))).Execute(&out, values); err != nil {
				c.t.Fatal(err)
			}
			c.write(filepath.Join(c.dir, "secrets-"+name, key), out.String())
		}
	}
}

func (c *cluster) phase(what string) {
	c.t.Logf("%5.1f s: %s", time.Since(c.started).Seconds(), what)
}

// script is a script of a pod, with the variables that the pod has, and addresses and a patience of its own.
func (c *cluster) script(p *process, script string, args ...string) *exec.Cmd {
	command := exec.CommandContext(c.ctx, "sh", append([]string{filepath.Join(c.config, script)}, args...)...)
	command.Env = append(os.Environ(), "SELF="+p.host, "SERVERS="+hosts(c.servers), "SENTINELS="+hosts(c.sentinels),
		"PORT="+strconv.Itoa(c.port), "SENTINEL_PORT="+strconv.Itoa(c.sentinelPort), "PRIMARY_NAME=main", "PATIENCE=3", "BIND="+p.host,
		"CONFIG="+c.config, "SECRETS="+p.secrets, "RUN="+p.run, "DATA="+p.data)
	return command
}

func (c *cluster) start(p *process) {
	c.t.Helper()
	for _, dir := range []string{p.data, p.run} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			c.t.Fatal(err)
		}
	}
	log, err := os.OpenFile(filepath.Join(c.dir, p.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	command := c.script(p, p.script)
	command.Stdout, command.Stderr = log, log
	// What a pod has started goes with it.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan struct{})
	p.command, p.ended = command, ended
	go func() {
		_ = command.Wait() // It is killed.
		close(ended)
	}()
}

// kill ends a pod as a machine does that loses its power, but for what is on its disk.
func (c *cluster) kill(p *process) {
	if p.command == nil {
		return
	}
	_ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	<-p.ended
	p.command = nil
}

// stop ends a pod as the kubelet does.
func (c *cluster) stop(p *process) {
	c.t.Helper()
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(30 * time.Second):
		c.t.Fatalf("%s does not end", p.name)
	}
	c.kill(p)
}

func (c *cluster) run(p *process, script string, args ...string) {
	c.t.Helper()
	if out, err := c.script(p, script, args...).CombinedOutput(); err != nil {
		c.t.Errorf("%s of %s: %v\n%s", script, p.name, err, out)
	}
}

// until asks until there is no error.
func (c *cluster) until(what string, limit time.Duration, ask func() error) {
	c.t.Helper()
	end := time.Now().Add(limit)
	for {
		err := ask()
		if err == nil {
			return
		}
		if time.Now().After(end) || c.ctx.Err() != nil {
			c.t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// agreed is the primary that all running Sentinels name, once it is not the one before and writes to a replica.
func (c *cluster) agreed(before string) string {
	c.t.Helper()
	var primary string
	c.until("Sentinels agree on a primary", time.Minute, func() error {
		named := map[string]bool{}
		for _, p := range c.sentinels {
			sentinel := redis.NewSentinelClient(&redis.Options{Addr: net.JoinHostPort(p.host, strconv.Itoa(c.sentinelPort)), MaxRetries: -1, DialTimeout: time.Second})
			address, err := sentinel.GetMasterAddrByName(c.ctx, "main").Result()
			var state map[string]string
			if err == nil {
				state, err = sentinel.Master(c.ctx, "main").Result()
			}
			_ = sentinel.Close()
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			// A Sentinel that still moves the other replicas cannot take note of a next failover, and would be left behind.
			if strings.Contains(state["flags"], "failover_in_progress") {
				return fmt.Errorf("%s has not ended the failover", p.name)
			}
			named[address[0]] = true
		}
		if len(named) != 1 || named[before] {
			return fmt.Errorf("they name %v", slices.Sorted(maps.Keys(named)))
		}
		primary = slices.Sorted(maps.Keys(named))[0]
		return c.acknowledged("agreed", "yes")
	})
	return primary
}

// follows waits until a server is a replica that has what its primary has.
func (c *cluster) follows(host, primary string) {
	c.t.Helper()
	c.until(host+" follows "+primary, time.Minute, func() error {
		out, err := c.script(c.process(host), "probe.sh", "ready").CombinedOutput()
		if err != nil {
			return fmt.Errorf("it is not ready: %w %s", err, out)
		}
		admin := redis.NewClient(&redis.Options{Addr: net.JoinHostPort(host, strconv.Itoa(c.port)), Username: "keeper", Password: c.passwords["keeper"], MaxRetries: -1})
		defer func() { _ = admin.Close() }()
		info, err := admin.Info(c.ctx, "replication").Result()
		if err == nil && !strings.Contains(info, "master_host:"+primary+"\r\n") {
			err = errors.New(info)
		}
		return err
	})
}

// client is one as agents have: it asks Sentinels, without a password, and is a user of its own.
func (c *cluster) client(password string) *redis.Client {
	var addresses []string
	for _, p := range c.sentinels {
		addresses = append(addresses, net.JoinHostPort(p.host, strconv.Itoa(c.sentinelPort)))
	}
	r := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: "main", SentinelAddrs: addresses,
		Username: strings.TrimPrefix(c.key, "client-"), Password: password, MaxRetries: -1, DialTimeout: time.Second})
	c.t.Cleanup(func() { _ = r.Close() })
	return r
}

// acknowledged writes a value and wants a replica to have it.
func (c *cluster) acknowledged(key, value string) error {
	r := c.client(c.passwords[c.key])
	defer func() { _ = r.Close() }()
	one := r.Conn()
	defer func() { _ = one.Close() }()
	if err := one.Set(c.ctx, key, value, 0).Err(); err != nil {
		return err
	}
	got, err := one.Wait(c.ctx, 1, 2*time.Second).Result()
	if err == nil && got < 1 {
		err = errors.New("no replica has it")
	}
	return err
}

// values is how many are written at a time.
const values = 50

func (c *cluster) writes(prefix string) {
	c.t.Helper()
	r := c.client(c.passwords[c.key])
	defer func() { _ = r.Close() }()
	one := r.Conn()
	defer func() { _ = one.Close() }()
	for i := range values {
		if err := one.Set(c.ctx, fmt.Sprint(prefix, i), i, 0).Err(); err != nil {
			c.t.Fatal(err)
		}
	}
	if got, err := one.Wait(c.ctx, 1, 10*time.Second).Result(); err != nil || got < 1 {
		c.t.Fatalf("%d replicas have acknowledged: %v", got, err)
	}
}

func (c *cluster) reads(prefix string) {
	c.t.Helper()
	r := c.client(c.passwords[c.key])
	defer func() { _ = r.Close() }()
	for i := range values {
		if got, err := r.Get(c.ctx, fmt.Sprint(prefix, i)).Result(); err != nil || got != strconv.Itoa(i) {
			c.t.Errorf("%s%d, which was acknowledged, is %q: %v", prefix, i, got, err)
			return
		}
	}
}
