package drill

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// filled is what a server of each store leaves on its volume, as far as the check looks at it.
var filled = map[string][]string{
	"chroma": {"chroma.sqlite3"},
	"neo4j":  {"data/databases/neo4j/neostore", "data/databases/system/neostore"},
	"qdrant": {"storage/raft_state.json",
		"storage/collections/documents/config.json", "storage/collections/documents/0/segments/1/segment.json",
		"storage/collections/knowledge/config.json", "storage/collections/knowledge/0/segments/1/segment.json",
		"storage/collections/agent-memory/config.json", "storage/collections/agent-memory/0/segments/1/segment.json"},
	"rabbitmq": {"rabbit@rabbitmq-server-0/coordination/names.dets", "rabbit@rabbitmq-server-0/quorum/names.dets"},
	"valkey":   {"appendonlydir/appendonly.aof.manifest"},
}

// A check takes a volume that a server has written, and none that is empty, or has directories alone, or lacks a part:
// a server that it starts makes what is not there, and says that all is well.
func TestChecksWantData(t *testing.T) {
	t.Parallel()
	for _, s := range repository(t)[0].Stores {
		if s.Drill == nil || s.Drill.Claim == "" {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			files := filled[s.Name]
			if len(files) == 0 {
				t.Fatal("the test does not know what its servers write")
			}
			out, err := look(t, s.Drill.Check, files, files)
			if err != nil {
				t.Errorf("a volume with data is refused: %v\n%s", err, out)
			}
			// A server that gets less than the store's own is ended while it loads.
			if starts := strings.Contains(out, "was started"); starts != s.Drill.Server {
				t.Errorf("server is %t, and the check starts one: %t\n%s", s.Drill.Server, starts, out)
			}
			if out, err := look(t, s.Drill.Check, nil, nil); err == nil {
				t.Errorf("an empty volume is taken\n%s", out)
			}
			if out, err := look(t, s.Drill.Check, files, nil); err == nil {
				t.Errorf("empty files are taken\n%s", out)
			}
			for i := range files {
				without := append(append([]string{}, files[:i]...), files[i+1:]...)
				if out, err := look(t, s.Drill.Check, without, without); err == nil {
					t.Errorf("it misses nothing without %s\n%s", files[i], out)
				}
			}
		})
	}
}

// programs stand in for those of the images. Servers start on whatever they find.
var programs = map[string]string{
	"chroma": started, "neo4j": started, "qdrant": started, "rabbitmq-server": started, "valkey-server": started,
	"cypher-shell": "",
	"valkey-cli":   `case "$*" in *ping) echo PONG ;; *persistence) echo loading:0 ;; *) echo 0 ;; esac`,
}

// paths are the directories of a check, and not parts of others.
var paths = regexp.MustCompile(`\B/(data|tmp)\b`)

// started notes that a server was started.
const started = `echo "$(basename "$0") was started"`

// look runs a check on a volume with files, of which some have content.
func look(t *testing.T, check string, files, content []string) (string, error) {
	t.Helper()
	bin, data, tmp := t.TempDir(), t.TempDir(), t.TempDir()
	for name, program := range programs {
		write(t, filepath.Join(bin, name), "#!/bin/sh\n"+program+"\n")
	}
	for _, name := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(data, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(data, name), "")
	}
	for _, name := range content {
		if strings.HasSuffix(name, ".sqlite3") {
			database(t, filepath.Join(data, name))
			continue
		}
		write(t, filepath.Join(data, name), "content")
	}
	cmd := exec.Command("sh", "-euc", paths.ReplaceAllStringFunc(check, func(path string) string { return map[string]string{"/data": data, "/tmp": tmp}[path] }))
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// database makes one as Chroma does.
func database(t *testing.T, name string) {
	t.Helper()
	program := `import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("create table collections (id text)")`
	if out, err := exec.Command("python3", "-c", program, name).CombinedOutput(); err != nil {
		t.Skipf("python3 with sqlite3 is needed: %v\n%s", err, out)
	}
}
