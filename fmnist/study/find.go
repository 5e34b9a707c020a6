package study

import (
	"context"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Find opens a stored run by its name or the start of it, to compare runs that were trained before.
func (s *Study) Find(ctx context.Context, name string) (*Run, error) {
	result, err := trained.Find(s.Store, name)
	if err != nil {
		return nil, err
	}
	// its predictions are read when they are asked for: own pictures need none
	return &Run{Result: result, ctx: ctx, study: s, answered: time.Now()}, nil
}
