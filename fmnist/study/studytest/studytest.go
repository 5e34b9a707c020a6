// Package studytest makes small studies of drawn garments for the tests of the packages that build on package study.
package studytest

import (
	"context"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// New is a study of 1,000 + 200 drawn garments with an empty store.
func New(t testing.TB) *study.Study {
	t.Helper()
	store, err := runs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &study.Study{Data: data.Synthetic(1000, 200, 3), Store: store, Executor: local.Executor{}}
}

// Plan trains a network that learns the drawn garments in a second.
func Plan() plan.Plan {
	net := nets.New("small", nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2), nets.Conv(6, 3), nets.ReLU, nets.MaxPool(2),
		nets.Flatten, nets.Dense(10))
	return plan.Plan{Net: net, Epochs: 2, Batch: 32, Validation: 0.1, Seed: 1, Rate: 0.003}
}

// Train trains the plan, or fails the test.
func Train(t testing.TB, s *study.Study, p plan.Plan) *study.Run {
	t.Helper()
	r, err := s.Train(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
