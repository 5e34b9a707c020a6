package study

import (
	"context"
	"encoding/json"
	"io"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// keep returns a slow value from the store, or computes it and stores it. key must name everything that the value
// depends on.
func keep[T any](ctx context.Context, store runs.Store, name string, key any, compute func() (T, error)) (value T,
	hit runs.Hit, err error) {
	hit, err = store.Cached(ctx, name, key, func(w io.Writer) error {
		fresh, err := compute()
		if err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(fresh)
	}, func(r io.Reader) error { return json.NewDecoder(r).Decode(&value) })
	return value, hit, err
}
