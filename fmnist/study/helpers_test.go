package study

import (
	"context"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// small is a study of drawn garments, and smallNet a network that learns them in a second.
var (
	drawn    = data.Synthetic(1000, 200, 3)
	smallNet = nets.New("small", nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2), nets.Conv(6, 3), nets.ReLU,
		nets.MaxPool(2), nets.Flatten, nets.Dense(10))
	small = plan.Plan{Net: smallNet, Epochs: 2, Batch: 32, Validation: 0.1, Seed: 1, Rate: 0.003}
)

func smallStudy(t testing.TB) *Study {
	t.Helper()
	store, err := runs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &Study{Data: drawn, Store: store, Executor: local.Executor{}}
}

func trainSmall(t testing.TB, s *Study, p plan.Plan) *Run {
	t.Helper()
	r, err := s.Train(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
