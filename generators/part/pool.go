package part

import "github.com/sutazai/sutaz/schema"

// PoolService is the headless Service whose name has the addresses of the ready servers of a model pool.
func PoolService(pool schema.ModelPool) string { return pool.Endpoint + "-pods" }

// PoolBackend is what the model gateway and its metrics call a pool.
func PoolBackend(pool schema.ModelPool) string { return "pool-" + pool.Name }
