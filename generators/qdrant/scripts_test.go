package qdrant_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// server answers as Qdrant does, as far as the scripts ask.
type server struct {
	*httptest.Server
	sync.Mutex
	// members are those of the cluster; copies is the replication factor of the collections that are there.
	members   int
	copies    map[string]int
	snapshots []string
	// refuse makes snapshots fail.
	refuse bool
	// calls are the changes that were asked for.
	calls []string
}

const key = "secret-of-the-test"

func newServer(t *testing.T) *server {
	s := &server{copies: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cluster", func(w http.ResponseWriter, _ *http.Request) {
		peers := map[string]any{}
		for i := range s.members {
			peers[fmt.Sprint(1000+i)] = map[string]any{"uri": fmt.Sprintf("http://qdrant-%d:6335/", i)}
		}
		answer(w, map[string]any{"status": "enabled", "peer_id": 1000, "peers": peers})
	})
	mux.HandleFunc("GET /collections", func(w http.ResponseWriter, _ *http.Request) {
		var all []map[string]any
		for name := range s.copies {
			all = append(all, map[string]any{"name": name})
		}
		answer(w, map[string]any{"collections": all})
	})
	mux.HandleFunc("GET /collections/{name}/exists", func(w http.ResponseWriter, r *http.Request) {
		_, there := s.copies[r.PathValue("name")]
		answer(w, map[string]any{"exists": there})
	})
	mux.HandleFunc("GET /collections/{name}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"config": map[string]any{"params": map[string]any{"replication_factor": s.copies[r.PathValue("name")], "shard_number": 3}}})
	})
	mux.HandleFunc("PUT /collections/{name}", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.calls = append(s.calls, r.PathValue("name")+" "+string(body))
		answer(w, true)
	})
	mux.HandleFunc("GET /collections/{name}/snapshots", func(w http.ResponseWriter, _ *http.Request) {
		var all []map[string]any
		for _, name := range s.snapshots {
			all = append(all, map[string]any{"name": name, "size": 1})
		}
		answer(w, all)
	})
	mux.HandleFunc("POST /collections/{name}/snapshots", func(w http.ResponseWriter, r *http.Request) {
		if s.refuse {
			http.Error(w, `{"status":{"error":"no object store"}}`, http.StatusInternalServerError)
			return
		}
		s.calls = append(s.calls, "make "+r.PathValue("name"))
		answer(w, map[string]any{"name": "new"})
	})
	mux.HandleFunc("DELETE /collections/{name}/snapshots/{snapshot}", func(w http.ResponseWriter, r *http.Request) {
		s.calls = append(s.calls, "delete "+r.PathValue("snapshot"))
		answer(w, true)
	})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Lock()
		defer s.Unlock()
		if r.Header.Get("Api-Key") != key {
			http.Error(w, "no key", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func answer(w io.Writer, result any) {
	_ = json.NewEncoder(w).Encode(map[string]any{"result": result, "status": "ok", "time": 0.1})
}

// run runs a script as its job does.
func run(t *testing.T, script string, args []string, variables ...string) (string, error) {
	t.Helper()
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	command := exec.Command("sh", append([]string{script}, args...)...)
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "QDRANT_API_KEY=" + key}, variables...)
	output, err := command.CombinedOutput()
	return string(output), err
}

func (s *server) collections(t *testing.T) (string, error) {
	file := filepath.Join(t.TempDir(), "collections")
	if err := os.WriteFile(file, []byte("documents 384 Cosine\nknowledge 768 Dot\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(t, "collections.sh", []string{file}, "QDRANT_URL="+s.URL, "SERVERS=3", "REPLICATION_FACTOR=3", "WRITE_CONSISTENCY_FACTOR=2", "TRIES=1")
}

func TestCollectionsAreMade(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.members, s.copies["documents"] = 3, 3
	output, err := s.collections(t)
	want := []string{`knowledge {"vectors":{"size":768,"distance":"Dot"},"shard_number":3,"replication_factor":3,"write_consistency_factor":2}`}
	if err != nil || !slices.Equal(s.calls, want) {
		t.Errorf("%v\n%s\nasked for %q", err, output, s.calls)
	}
	if strings.Contains(output, key) {
		t.Error("the key is in the log")
	}
}

func TestTooFewCopiesAreAnError(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.members, s.copies["documents"] = 3, 1
	output, err := s.collections(t)
	if err == nil || !strings.Contains(output, "collection documents has a replication factor of 1, not 3") {
		t.Errorf("%v\n%s", err, output)
	}
	if len(s.calls) != 1 || !strings.HasPrefix(s.calls[0], "knowledge ") {
		t.Errorf("the other collection is not made: %q", s.calls)
	}
}

func TestCollectionsWaitForServers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.members = 2
	if output, err := s.collections(t); err == nil || len(s.calls) > 0 || !strings.Contains(output, "fewer than 3 servers") {
		t.Errorf("%v\n%s\nasked for %q", err, output, s.calls)
	}
}

func (s *server) takeSnapshots(t *testing.T) (string, error) {
	return run(t, "snapshots.sh", nil, "SERVERS="+s.URL+" "+s.URL, "RETENTION_DAYS=30")
}

func TestOldSnapshotsGo(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	name := func(days int) string {
		return "documents-7129-" + time.Now().UTC().AddDate(0, 0, -days).Format("2006-01-02-15-04-05") + ".snapshot"
	}
	s.copies["documents"], s.snapshots = 3, []string{name(31), name(29), "somebody-elses.snapshot", name(400)}
	output, err := s.takeSnapshots(t)
	want := []string{"make documents", "make documents", "delete " + s.snapshots[0], "delete " + s.snapshots[3]}
	if err != nil || !slices.Equal(s.calls, want) {
		t.Errorf("%v\n%s\nasked for %q, want %q", err, output, s.calls, want)
	}
}

func TestWithoutANewSnapshotTheOldOnesStay(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.copies["documents"], s.snapshots, s.refuse = 3, []string{"documents-7129-2020-01-01-00-00-00.snapshot"}, true
	if output, err := s.takeSnapshots(t); err == nil || len(s.calls) > 0 {
		t.Errorf("%v\n%s\nasked for %q", err, output, s.calls)
	}
}

// The first server makes the cluster, and the others join it.
func TestServersFindEachOther(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("start.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "qdrant"), []byte("#!/bin/sh\necho \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "start.sh")
	if err := os.WriteFile(file, []byte(strings.Replace(string(script), "cd /qdrant", "cd "+dir, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for pod, want := range map[string]string{
		"qdrant-0":  "--uri http://qdrant-0.peers:6335",
		"qdrant-10": "--bootstrap http://qdrant-0.peers:6335 --uri http://qdrant-10.peers:6335",
	} {
		output, err := run(t, file, nil, "POD_NAME="+pod, "PEERS_SERVICE=peers", "PEERS_PORT=6335")
		if err != nil || strings.TrimSpace(output) != want {
			t.Errorf("%s: %v %q, want %q", pod, err, output, want)
		}
	}
}
