package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// cost is what one run of a program, or several of them, took.
type cost struct {
	wall, cpu time.Duration
	// memory is the peak of one process, in bytes.
	memory int64
	// log is what was written to stderr.
	log string
}

// run runs a program to its end. An exit status other than 0 is an error.
//
// Linux counts the peak of a new process from that of its parent. So this program must stay small: it does its work in
// others.
func run(dir string, env []string, name string, args ...string) (cost, error) {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	c.Stdout, c.Stderr = io.Discard, &stderr
	started := time.Now()
	err := c.Run()
	out := cost{wall: time.Since(started), log: stderr.String()}
	if err != nil {
		return out, fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, &stderr)
	}
	out.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		out.memory = usage.Maxrss * 1024 // Linux counts in KiB.
	}
	return out, nil
}

// add is the cost of two programs, one after the other.
func (c cost) add(other cost) cost {
	return cost{c.wall + other.wall, c.cpu + other.cpu, max(c.memory, other.memory), c.log + other.log}
}

// median measures runs times and takes the median of each figure; the log is that of the median run.
func median(runs int, measure func() (cost, error)) (cost, error) {
	all := make([]cost, runs)
	for i := range all {
		var err error
		if all[i], err = measure(); err != nil {
			return cost{}, err
		}
	}
	by := func(less func(a, b cost) int) cost {
		slices.SortStableFunc(all, less)
		return all[(runs-1)/2]
	}
	out := by(func(a, b cost) int { return int(a.wall - b.wall) })
	out.cpu = by(func(a, b cost) int { return int(a.cpu - b.cpu) }).cpu
	out.memory = by(func(a, b cost) int { return int(a.memory - b.memory) }).memory
	return out, nil
}

// stage is one step of a run, and how long it took.
type stage struct {
	name         string
	milliseconds int
}

// stages reads what sutaz --verbose says: the time since the start at the end of each step.
func stagesOf(log string) (steps []stage) {
	before := 0
	for line := range strings.Lines(log) {
		var at int
		number, name, found := strings.Cut(strings.TrimSpace(line), " ms  ")
		if _, err := fmt.Sscan(number, &at); !found || err != nil {
			continue
		}
		steps = append(steps, stage{strings.TrimSpace(name), at - before})
		before = at
	}
	return steps
}
