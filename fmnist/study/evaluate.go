package study

import (
	"context"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Evaluation is what a network is worth on a set of images.
type Evaluation struct {
	Images         int
	Accuracy, Loss float64 // share of right answers, mean cross-entropy in nats
}

// Evaluate asks the network about a set, by the weights that the run is judged by. The test images have Test.
func (r *Run) Evaluate(ctx context.Context, set data.Set) (Evaluation, error) {
	probabilities, err := r.study.Executor.Predict(ctx, r.study.place(), r.Model(), set.Images, r.study.watch(nil))
	if err != nil {
		return Evaluation{}, err
	}
	p := metrics.Predictions{Labels: set.Labels, Probabilities: probabilities, Classes: data.Classes}
	if err := p.Check(); err != nil {
		return Evaluation{}, err
	}
	loss := 0.0
	for i, label := range p.Labels {
		loss -= math.Log(max(float64(p.Row(i)[label]), leastProbability))
	}
	n := set.Len()
	return Evaluation{n, float64(p.Correct()) / float64(n), loss / float64(n)}, nil
}

// leastProbability keeps the loss finite, as Keras' epsilon does.
const leastProbability = 1e-7
