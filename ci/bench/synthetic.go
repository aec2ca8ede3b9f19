package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

// syntheticEnvironments are those of this repository that name no agent: one that has all, and one that has the
// critical ones and what they need.
var syntheticEnvironments = []string{"production", "dr"}

// writeSynthetic writes a description with n agents to dir: the platform of this repository with another catalog.
func writeSynthetic(root, dir string, n int) error {
	files, err := checkout.Files(root)
	if err != nil {
		return err
	}
	var kept []string
	for _, name := range checkout.Below(files, "cue.mod", "environments") {
		if keepForSynthetic(name) {
			kept = append(kept, name)
		}
	}
	if err := checkout.Copy(root, dir, kept); err != nil {
		return err
	}
	for _, name := range syntheticEnvironments {
		if err := rewrite(filepath.Join(dir, "environments", name, "environment.cue"), addNodes); err != nil {
			return err
		}
		if err := rewrite(filepath.Join(dir, "environments", name, "stores.cue"), addConnections); err != nil {
			return err
		}
	}
	if err := rewrite(filepath.Join(dir, "environments", "stores.cue"), forget); err != nil {
		return err
	}
	for i := range n {
		var b bytes.Buffer
		if err := entry.Execute(&b, newSynthetic(i)); err != nil {
			return err
		}
		name := filepath.Join(dir, "environments", "agents", syntheticName(i)+".cue")
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// keepForSynthetic says whether a file of the description is no agent and of no other environment.
func keepForSynthetic(name string) bool {
	parts := strings.Split(name, "/")
	if len(parts) < 3 || parts[0] != "environments" {
		return true
	}
	if parts[1] == "agents" {
		return parts[2] == "agents.cue"
	}
	for _, environment := range syntheticEnvironments {
		if parts[1] == environment {
			return true
		}
	}
	return false
}

var (
	nodeLines = regexp.MustCompile(`(?m)^\s*nodes:.*$`)
	nodeCount = regexp.MustCompile(`": +\d+`)
)

// addNodes gives every zone of every pool the most machines that there may be, so that all agents find room.
func addNodes(text []byte) []byte {
	return nodeLines.ReplaceAllFunc(text, func(line []byte) []byte {
		return nodeCount.ReplaceAll(line, []byte(`": 1000`))
	})
}

var (
	connections    = regexp.MustCompile(`(?m)^(\s*connections:\s*)\d+`)
	maxConnections = regexp.MustCompile(`(?m)^(\s*maxConnections:\s*)\d+`)
	ofAgents       = regexp.MustCompile(`(?m)^\s*(own|shares): .*\n`)
)

// addConnections lets as many agents as there may be have a database.
func addConnections(text []byte) []byte {
	return maxConnections.ReplaceAll(connections.ReplaceAll(text, []byte("${1}1")), []byte("${1}5000"))
}

// forget leaves out what stores say of single agents: there are none of these names.
func forget(text []byte) []byte { return ofAgents.ReplaceAll(text, nil) }

func rewrite(file string, change func([]byte) []byte) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, change(data), 0o644)
}

// synthetic is one agent. All are alike but for what follows from the number, so that a catalog of any size has the
// same share of each sort.
type synthetic struct {
	Name, Title, Category, Tier, Size string
	Dependencies                      []string
	Queue, Public, Stored             bool
}

func syntheticName(i int) string { return fmt.Sprintf("agent-%04d", i) }

func newSynthetic(i int) synthetic {
	categories := []string{
		"business", "coding", "conversational", "data", "infrastructure", "ml", "monitoring", "orchestration", "research",
		"security", "workflow",
	}
	tiers := []string{"standard", "batch", "standard", "critical", "batch"}
	sizes := []string{"micro", "small", "medium", "large"}
	s := synthetic{
		Name: syntheticName(i), Title: fmt.Sprintf("Agent %04d", i), Category: categories[i%len(categories)],
		Tier: tiers[i%len(tiers)], Size: sizes[i%len(sizes)],
		Dependencies: []string{"redis"},
		Queue:        i%10 == 3, Public: i%20 == 5, Stored: i%25 == 7,
	}
	if i%4 == 0 { // A server has no room for the connections of thousands.
		s.Dependencies = append(s.Dependencies, "postgres")
	}
	if s.Queue {
		s.Dependencies = append(s.Dependencies, "rabbitmq")
	}
	// Each agent calls two within its group of fifty, in other categories; edges do not grow with the catalog.
	for _, distance := range []int{1, 7} {
		if i%50 >= distance {
			s.Dependencies = append(s.Dependencies, syntheticName(i-distance))
		}
	}
	return s
}

var entry = template.Must(template.New("entry").Parse(`package agents

agents: "{{.Name}}": {
	displayName: "{{.Title}}"
	purpose:     "Shows how long a large catalog takes"
	category:    "{{.Category}}"
	origin:      "in-house"
	team:        "platform"
	tier:        "{{.Tier}}"
	size:        "{{.Size}}"
	image: {repository: "ghcr.io/sutazai/agents/{{.Name}}", tag: "1.0.0"}
	ports: http: port: 8080
	models: ["tinyllama:1.1b"]
	dependencies: {
{{- range .Dependencies}}
		"{{.}}": {}
{{- end}}
	}
{{- if .Queue}}
	scaling: queue: {name: "agents.{{.Name}}", depth: 20}
{{- end}}
{{- if .Public}}
	exposure: "public"
{{- end}}
{{- if .Stored}}
	storage: state: {size: "10Gi", path: "/data"}
{{- end}}
	secrets: session: {path: "agents/{{.Name}}/session", keys: SESSION_SIGNING_KEY: "signing-key"}
	data: class:   "internal"
	metrics: port: "http"
}
`))
