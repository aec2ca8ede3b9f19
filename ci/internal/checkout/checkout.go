// Package checkout finds this repository from inside of it, copies parts of it, and builds its programs. The checks
// and benchmarks under ci/ share it.
package checkout

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// Module is the name of this repository's module.
const Module = "github.com/sutazai/sutaz"

// Root is the directory of this repository: the nearest parent with its go.mod.
//
// It looks at every file on the way. What a test does through another program is unknown to go test, which would
// repeat an old verdict from its cache; what the test has looked at itself is part of the key.
func Root() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && bytes.HasPrefix(data, []byte("module "+Module+"\n")) {
			return dir, look(dir)
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod of %s in %s or above", Module, start)
		}
	}
}

// look reads every directory of the repository but those that are not part of it.
func look(root string) error {
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // Gone since its directory was read: an editor's file.
		}
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || name == filepath.Join(root, "bin")) {
			return filepath.SkipDir
		}
		return nil
	})
}

// Files are the files that a commit of everything would hold, by slash-separated path, sorted: what Git tracks, and
// what is new and not ignored.
func Files(root string) ([]string, error) {
	out, err := Run(root, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range strings.Split(strings.TrimSuffix(out, "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil { // Deleted files are still tracked.
			files = append(files, name)
		}
	}
	return files, nil
}

// Copy copies files, given by path below from, to the same paths below to.
func Copy(from, to string, files []string) error {
	for _, name := range files {
		source, target := filepath.Join(from, name), filepath.Join(to, name)
		info, err := os.Stat(source)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(source)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, data, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}

// Below are those of files that lie in one of the directories.
func Below(files []string, dirs ...string) []string {
	var below []string
	for _, name := range files {
		for _, dir := range dirs {
			if strings.HasPrefix(name, dir+"/") {
				below = append(below, name)
			}
		}
	}
	return below
}

// CopyDescription copies what sutaz reads, and nothing that it writes.
func CopyDescription(root, to string) error {
	files, err := Files(root)
	if err != nil {
		return err
	}
	return Copy(root, to, Below(files, "cue.mod", "environments"))
}

// Build builds the sutaz of this working tree as the file program.
func Build(root, program string) error {
	_, err := Run(root, nil, "go", "build", "-trimpath", "-o", program, "./cmd/sutaz")
	return err
}

// Tool builds a tool in its pinned version and says where it is. Go keeps it in the build cache.
func Tool(root, name string) (string, error) {
	out, err := Run(root, nil, "go", "tool", "-n", "-modfile="+path.Join("ci/tools", name+".mod"), name)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(out), nil
}

// Run runs a program in a directory and returns what it writes to stdout; the error holds what it wrote to stderr.
// The environment is that of this process with the variables of env, as in NAME=value, added.
func Run(dir string, env []string, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, stderr.Bytes())
	}
	return string(out), nil
}
