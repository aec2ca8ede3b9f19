// Command bench measures whole runs of sutaz against the targets of this project, and beside other programs that do a
// part of its work. It prints a table, and never fails because something is slow. What single stages cost is for the
// benchmarks in this package's tests.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

func main() {
	runs := flag.Int("runs", 5, "how often each command is measured; the median counts")
	sizes := flag.String("sizes", "100,1000,5000", "synthetic catalogues, by number of agents; the first and the last are compared")
	flag.Parse()
	if err := bench(os.Stdout, max(*runs, 1), *sizes); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// Targets of the project.
const (
	renderTarget  = 1500 * time.Millisecond
	renderRatio   = 3.0 // Of the time that cue takes to export the same packages.
	repeatTarget  = 500 * time.Millisecond
	memoryTarget  = 300e6
	growthTarget  = 1.3 // Of the time for one agent, from the smallest catalog to the largest.
	largestMemory = 1.5e9
)

// fewRuns are enough for what takes long.
const fewRuns = 3

// session is one run of this program.
type session struct {
	rows                        [][]string
	runs                        int
	root, scratch               string
	sutaz, cue, kustomize, copy string
	conftest, opa               string
	// away counts the directories that were moved out of the way.
	away int
}

func bench(out io.Writer, runs int, sizes string) error {
	s := &session{runs: runs}
	var err error
	if s.scratch, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(s.scratch) }()
	if err := s.prepare(); err != nil {
		return err
	}
	s.row("measured", "time", "processor", "memory", "target", "")
	render, err := s.commands()
	if err != nil {
		return err
	}
	if err := s.policy(); err != nil {
		return err
	}
	law, err := s.peers()
	if err != nil {
		return err
	}
	grown, err := s.growth(sizes)
	if err != nil {
		return err
	}
	logs := append([]stageLog{{"render, rendered/ absent", render.log}, {"check", law.log}}, grown...)
	_, err = io.WriteString(out, s.report(logs))
	return err
}

// report is the table, and below it what each stage took.
func (s *session) report(logs []stageLog) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Medians of %d runs, of %d for kustomize and the synthetic catalogues; %d processors, %s. Processor time stands\n"+
		"beside the time that passes: where others use the machine, it says more.\n\n", s.runs, min(s.runs, fewRuns), runtime.GOMAXPROCS(0), runtime.Version())
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, cells := range s.rows {
		_, _ = io.WriteString(table, strings.Join(cells, "\t")+"\n")
	}
	_ = table.Flush() // Into memory, which does not fail.
	for _, log := range logs {
		fmt.Fprintf(&b, "\nWhere the time goes: %s\n", log.name)
		for _, step := range stagesOf(log.log) {
			fmt.Fprintf(&b, "    %6d ms  %s\n", step.milliseconds, step.name)
		}
	}
	return b.String()
}

type stageLog struct{ name, log string }

// prepare builds the programs and copies the description.
func (s *session) prepare() (err error) {
	if s.root, err = checkout.Root(); err != nil {
		return err
	}
	s.sutaz, s.copy = filepath.Join(s.scratch, "sutaz"), filepath.Join(s.scratch, "copy")
	if err = checkout.Build(s.root, s.sutaz); err != nil {
		return err
	}
	if s.cue, err = checkout.Tool(s.root, "cue"); err != nil {
		return err
	}
	if s.kustomize, err = checkout.Tool(s.root, "kustomize"); err != nil {
		return err
	}
	if s.conftest, err = checkout.Tool(s.root, "conftest"); err != nil {
		return err
	}
	if s.opa, err = checkout.Tool(s.root, "opa"); err != nil {
		return err
	}
	// cue reads the package that the description imports from the module.
	files, err := checkout.Files(s.root)
	if err != nil {
		return err
	}
	return checkout.Copy(s.root, s.copy, checkout.Below(files, "cue.mod", "environments", "schema"))
}

// row adds one line of the table.
func (s *session) row(cells ...string) {
	s.rows = append(s.rows, cells)
}

// result adds what was measured, with the target and whether it was met; a target of 0 is none.
func (s *session) result(name string, c cost, target time.Duration) {
	text, verdict := "", ""
	if target > 0 {
		text, verdict = "≤ "+seconds(target), judge(c.wall <= target)
	}
	s.row(name, seconds(c.wall), seconds(c.cpu), megabytes(c.memory), text, verdict)
}

// ratio adds how many times a is b.
func (s *session) ratio(name string, a, b, target float64) {
	text, verdict := "", ""
	if target > 0 {
		text, verdict = fmt.Sprintf("≤ %.1f", target), judge(a <= b*target)
	}
	s.row(name, fmt.Sprintf("%.2f", a/b), "", "", text, verdict)
}

func (s *session) memory(name string, bytes int64, target float64) {
	s.row(name, "", "", megabytes(bytes), fmt.Sprintf("< %.0f MB", target/1e6), judge(float64(bytes) < target))
}

func judge(met bool) string {
	if met {
		return "ok"
	}
	return "missed"
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func megabytes(bytes int64) string { return fmt.Sprintf("%.0f MB", float64(bytes)/1e6) }

// sutazRun runs sutaz on a description, with a cache that belongs to this session.
func (s *session) sutazRun(dir string, args ...string) (cost, error) {
	env := []string{"XDG_CACHE_HOME=" + filepath.Join(s.scratch, "cache")}
	return run(dir, env, s.sutaz, append(args, "--verbose")...)
}

// commands measures what people wait for.
func (s *session) commands() (cost, error) {
	rendered := filepath.Join(s.copy, "rendered")
	absent, err := median(s.runs, func() (cost, error) {
		if err := s.putAway(rendered); err != nil {
			return cost{}, err
		}
		return s.sutazRun(s.copy, "render", "--no-cache")
	})
	if err != nil {
		return cost{}, err
	}
	current, err := median(s.runs, func() (cost, error) { return s.sutazRun(s.copy, "render", "--no-cache") })
	if err != nil {
		return cost{}, err
	}
	if _, err := s.sutazRun(s.copy, "render"); err != nil { // Fills the cache.
		return cost{}, err
	}
	repeat, err := median(s.runs, func() (cost, error) { return s.sutazRun(s.copy, "render") })
	if err != nil {
		return cost{}, err
	}
	export, err := median(s.runs, s.export)
	if err != nil {
		return cost{}, err
	}
	s.result("render, rendered/ absent", absent, renderTarget)
	s.result("render, rendered/ current", current, renderTarget)
	s.result("render again, nothing changed", repeat, repeatTarget)
	s.result("cue export of the same packages", export, 0)
	s.ratio("render, absent / cue export", absent.wall.Seconds(), export.wall.Seconds(), renderRatio)
	s.ratio("render, current / cue export", current.wall.Seconds(), export.wall.Seconds(), renderRatio)
	s.memory("peak of render", max(absent.memory, current.memory), memoryTarget)
	return absent, nil
}

// putAway moves a directory out of the way. It is not removed before all is measured: a file system that has just removed
// many files is slow to make others.
func (s *session) putAway(dir string) error {
	s.away++
	err := os.Rename(dir, filepath.Join(s.scratch, fmt.Sprintf("away-%d", s.away)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// export is what cue takes for all environments, one after the other.
func (s *session) export() (total cost, err error) {
	environments, err := filepath.Glob(filepath.Join(s.copy, "environments", "*", "environment.cue"))
	if err != nil {
		return total, err
	}
	for _, name := range environments {
		one, err := run(s.copy, nil, s.cue, "export", "./environments/"+filepath.Base(filepath.Dir(name)), "--out", "json")
		if err != nil {
			return total, err
		}
		total = total.add(one)
	}
	return total, nil
}

// growth measures catalogues of several sizes.
func (s *session) growth(sizes string) (logs []stageLog, err error) {
	var first, last time.Duration // For one agent.
	var largest cost
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-sizes: %q is no number of agents", size)
		}
		dir := filepath.Join(s.scratch, "synthetic-"+size)
		if err := writeSynthetic(s.root, dir, n); err != nil {
			return nil, err
		}
		largest, err = median(min(s.runs, fewRuns), func() (cost, error) {
			if err := s.putAway(filepath.Join(dir, "rendered")); err != nil {
				return cost{}, err
			}
			return s.sutazRun(dir, "render", "--no-cache")
		})
		if err != nil {
			return nil, err
		}
		judged, err := s.sutazRun(dir, "policy", "check", "--no-cache", "--fail-on", "critical")
		if err != nil {
			return nil, err
		}
		if err := s.putAway(dir); err != nil {
			return nil, err
		}
		last = largest.wall / time.Duration(n)
		if first == 0 {
			first = last
		}
		s.result(fmt.Sprintf("render of %d synthetic agents, %.1f ms each", n, float64(last.Microseconds())/1000), largest, 0)
		s.result(fmt.Sprintf("policy check of %d synthetic agents, %.1f ms each", n, float64(judged.wall.Microseconds())/float64(n)/1000), judged, 0)
		logs = append(logs, stageLog{fmt.Sprintf("render of %d synthetic agents", n), largest.log})
	}
	s.ratio("time for one agent, last / first", last.Seconds(), first.Seconds(), growthTarget)
	s.memory("peak of the last", largest.memory, largestMemory)
	return logs, nil
}
