package runs

import (
	"context"
	"io"
)

// Beside is Store.Cached for what is computed from a run that another process may have locked: a value of its own,
// which leaves the run as it is. what stands behind the run's name; key holds what the value depends on beside the run.
func (r *Run) Beside(ctx context.Context, what string, key any, write func(w io.Writer) error,
	read func(r io.Reader) error) (Hit, error) {
	return r.store.Cached(ctx, r.folder+" "+what, []any{r.doc.Hash, key}, write, read)
}

// ReadBeside reads what Beside has kept. ok is false where there is nothing, or nothing sound: no lock is taken,
// nothing is waited for or written.
func (r *Run) ReadBeside(what string, key any, read func(r io.Reader) error) (ok bool) {
	v, err := r.store.value(r.folder+" "+what, []any{r.doc.Hash, key}, read)
	if err != nil {
		return false
	}
	_, err = v.load()
	return err == nil
}
