package policies

import (
	"context"

	"github.com/open-policy-agent/opa/v1/storage"
)

type transaction = storage.Transaction

// withTransaction reads a store in one transaction, which ends with f.
func withTransaction(ctx context.Context, store storage.Store, f func(transaction) error) error {
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return err
	}
	defer store.Abort(ctx, txn)
	return f(txn)
}
