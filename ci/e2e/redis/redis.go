// Package redis runs a Redis in this process, for Argo CD's cache.
package redis

import (
	"context"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Start runs a server on the loopback until ctx is done, and returns its address.
func Start(ctx context.Context) (string, error) {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return "", err
	}
	go func() {
		defer server.Close()
		// Its keys expire only when its clock is driven; else Argo CD would never see a new commit.
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				server.FastForward(time.Second)
			}
		}
	}()
	return server.Addr(), nil
}
