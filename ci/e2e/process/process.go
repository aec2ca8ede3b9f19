// Package process starts servers as child processes, waits until they answer, and stops everything that it started.
package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Spec is a program to run.
type Spec struct {
	// Name names the log: <name>.log in the group's directory.
	Name string
	// Program is the path of the executable, and Args its arguments.
	Program string
	Args    []string
	// Env is added to the environment of this process.
	Env []string
}

// Group are the servers of one run. They share a directory for logs and are stopped together.
type Group struct {
	dir     string
	mu      sync.Mutex
	servers []*server
}

type server struct {
	name   string
	cmd    *exec.Cmd
	exited chan struct{}
	err    error
}

// NewGroup makes a group that logs to dir.
func NewGroup(dir string) *Group { return &Group{dir: dir} }

// Start starts a server in the background. It dies with this process, however that ends.
func (g *Group) Start(spec Spec) error {
	log, err := os.Create(filepath.Join(g.dir, spec.Name+".log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(spec.Program, spec.Args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), spec.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", spec.Name, err)
	}
	s := &server{name: spec.Name, cmd: cmd, exited: make(chan struct{})}
	go func() {
		s.err = cmd.Wait()
		close(s.exited)
	}()
	g.mu.Lock()
	g.servers = append(g.servers, s)
	g.mu.Unlock()
	return nil
}

// Until calls ready until it succeeds. It fails when a server of the group has ended, and when ctx is done: then with
// the last error of ready.
func (g *Group) Until(ctx context.Context, what string, ready func(context.Context) error) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		if ended := g.ended(); ended != nil {
			return fmt.Errorf("%s: %w", what, ended)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w; last: %w", what, ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// ended is an error when a server is no longer there.
func (g *Group) ended() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.servers {
		select {
		case <-s.exited:
			return fmt.Errorf("%s has ended (%w); see %s", s.name, cause(s.err), filepath.Join(g.dir, s.name+".log"))
		default:
		}
	}
	return nil
}

func cause(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

// grace is how long a server may take to end.
const grace = 10 * time.Second

// Stop ends all servers, the last that was started first.
func (g *Group) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range slices.Backward(g.servers) {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-s.exited:
		case <-time.After(grace):
			_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
			<-s.exited
		}
	}
}

// Usage is what a server that has ended took.
type Usage struct {
	Name string `json:"name"`
	// PeakBytes is its largest resident memory, and CPU the time on processors.
	PeakBytes int64         `json:"peakBytes"`
	CPU       time.Duration `json:"cpuNanoseconds"`
}

// Usage lists what the servers took; only those that have ended are known.
func (g *Group) Usage() []Usage {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Usage
	for _, s := range g.servers {
		if state := s.cmd.ProcessState; state != nil {
			u := Usage{Name: s.name, CPU: state.UserTime() + state.SystemTime()}
			if r, ok := state.SysUsage().(*syscall.Rusage); ok {
				u.PeakBytes = r.Maxrss * 1024
			}
			all = append(all, u)
		}
	}
	return all
}

// Ports finds n ports on the loopback that nobody listens on.
func Ports(n int) ([]int, error) {
	ports := make([]int, 0, n)
	for range n {
		// All stay open until the last is found, so that none is found twice.
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = l.Close() }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// Local is the address of a port on the loopback.
func Local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
