package study

import (
	"github.com/gofmnist/gofmnist/fmnist/execute"
)

// Activations are what the network makes of one 28×28 image: for each number of first layers one.
func (r *Run) Activations(image []uint8, depths []int) ([]execute.Activation, error) {
	return r.study.Executor.Activations(r.ctx, r.study.place(), r.Model(), image, depths, r.study.watch(nil))
}

// Attributions say for each of the 28×28 images, laid end to end, which of its pixels the answer hangs on.
func (r *Run) Attributions(images []uint8) ([]execute.Attribution, error) {
	return r.study.Executor.Attributions(r.ctx, r.study.place(), r.Model(), images, r.study.watch(nil))
}

// ChosenWeights are the weights of the epoch that the run is judged by, by name ("conv2d/kernel"), row by row. Where
// the store no longer has them they are computed again.
func (r *Run) ChosenWeights() (map[string][]float32, error) {
	if err := r.study.Executor.Weights(r.ctx, r.study.place(), r.Model(), r.study.watch(nil)); err != nil {
		return nil, err
	}
	if err := r.Again(r.study.Store); err != nil {
		return nil, err
	}
	return r.Weights()
}
