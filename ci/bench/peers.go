package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// peers measures the proof of the law beside kustomize, which builds the same overlays and compares nothing.
func (s *session) peers() (cost, error) {
	law, err := median(s.runs, func() (cost, error) { return s.sutazRun(s.copy, "check", "--no-cache") })
	if err != nil {
		return cost{}, err
	}
	overlays, err := filepath.Glob(filepath.Join(s.copy, "rendered", "overlays", "*", "*"))
	if err != nil {
		return cost{}, err
	}
	each, err := median(min(s.runs, fewRuns), func() (cost, error) { return s.buildAll(overlays) })
	if err != nil {
		return cost{}, err
	}
	whole, err := s.wholeEnvironments(overlays)
	if err != nil {
		return cost{}, err
	}
	together, err := median(min(s.runs, fewRuns), func() (cost, error) { return s.buildAll(whole) })
	if err != nil {
		return cost{}, err
	}
	s.result(fmt.Sprintf("check: render, compare, and build %d overlays", len(overlays)), law, 0)
	s.result("kustomize build, a process for each overlay", each, 0)
	s.result("kustomize build, one for each environment", together, 0)
	s.ratio("check / kustomize for each overlay", law.wall.Seconds(), each.wall.Seconds(), 0)
	s.ratio("check / kustomize for each environment", law.wall.Seconds(), together.wall.Seconds(), 0)
	return law, nil
}

// buildAll runs kustomize in every directory, as many at once as there are processors.
func (s *session) buildAll(dirs []string) (total cost, err error) {
	var group sync.WaitGroup
	var lock sync.Mutex
	next := make(chan string)
	started := time.Now()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for dir := range next {
				one, failed := run(dir, nil, s.kustomize, "build", ".")
				lock.Lock()
				if total = total.add(one); failed != nil {
					err = failed
				}
				lock.Unlock()
			}
		})
	}
	for _, dir := range dirs {
		next <- dir
	}
	close(next)
	group.Wait()
	total.wall = time.Since(started)
	return total, err
}

// wholeEnvironments writes, for each environment, a kustomization of all of its overlays, beside them.
func (s *session) wholeEnvironments(overlays []string) (dirs []string, err error) {
	resources := map[string]*strings.Builder{}
	for _, overlay := range overlays {
		environment := filepath.Base(filepath.Dir(overlay))
		if resources[environment] == nil {
			resources[environment] = &strings.Builder{}
			resources[environment].WriteString("resources:\n")
			dirs = append(dirs, filepath.Join(s.copy, "rendered", "whole-"+environment))
		}
		fmt.Fprintf(resources[environment], "- ../overlays/%s/%s\n", environment, filepath.Base(overlay))
	}
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		text := resources[strings.TrimPrefix(filepath.Base(dir), "whole-")].String()
		if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return dirs, nil
}
