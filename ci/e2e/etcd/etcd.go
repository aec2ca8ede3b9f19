// Package etcd runs the store of a control plane.
package etcd

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/sutazai/sutaz/ci/e2e/process"
)

// Start runs etcd and waits until it answers. It returns the address for its client. Data is not flushed to disk: it
// need not outlive the run.
func Start(ctx context.Context, g *process.Group, program, dir string) (string, error) {
	ports, err := process.Ports(2)
	if err != nil {
		return "", err
	}
	client, peer := "http://"+process.Local(ports[0]), "http://"+process.Local(ports[1])
	err = g.Start(process.Spec{Name: "etcd", Program: program, Args: []string{
		"etcd", "--data-dir", filepath.Join(dir, "etcd"),
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer,
		"--unsafe-no-fsync", "--log-level", "warn", "--quota-backend-bytes", "4294967296",
	}})
	if err != nil {
		return "", err
	}
	return client, g.Until(ctx, "etcd", func(ctx context.Context) error { return get(ctx, client+"/health") })
}

func get(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil
}
