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
	probabilities, err := r.probabilities(ctx, set)
	if err != nil {
		return Evaluation{}, err
	}
	return evaluated(set, probabilities)
}

// TestMirrored is the test with two views of every image, the image and its mirror image: the mean of their
// probabilities decides, as is usual in races for accuracy (Krizhevsky et al. 2012 take ten). It says what a network is
// worth that may look twice, so it is reported beside the test, not in its place.
func (r *Run) TestMirrored(ctx context.Context) (Evaluation, error) {
	if err := r.Test(ctx); err != nil {
		return Evaluation{}, err
	}
	test := r.study.Data.Test
	mirrored, err := r.probabilities(ctx, test.Mirrored())
	if err != nil {
		return Evaluation{}, err
	}
	for i, p := range r.predictions.Probabilities {
		mirrored[i] = (mirrored[i] + p) / 2
	}
	return evaluated(test, mirrored)
}

// probabilities are those of every class for every image.
func (r *Run) probabilities(ctx context.Context, set data.Set) ([]float32, error) {
	return r.study.Executor.Predict(ctx, r.study.place(), r.Model(), set.Images, r.study.watch(nil))
}

// evaluated compares the probabilities with the labels.
func evaluated(set data.Set, probabilities []float32) (Evaluation, error) {
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
