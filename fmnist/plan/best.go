package plan

import "github.com/gofmnist/gofmnist/fmnist/nets"

// The best LeNet's training; each part was chosen on validation images, and the ablation of docs/RESULTS.md shows what
// it gains.
const (
	bestEpochs = 60
	bestBatch  = 128
	bestRate   = 2e-3 // twice Adam's default: the cosine brings it down again
	bestWarmup = 1    // epochs; without it the first steps of the higher rate cost some accuracy
	// bestSmoothing is the share of the uniform distribution in the targets.
	bestSmoothing = 0.05
)

// LeNet5Best trains the best LeNet, on all training images: the plan was chosen with the last tenth of them held out,
// and when nothing is left to choose they may as well teach. Its augmentation makes every image eighteen: as it is or
// mirrored, in its place or one pixel off in either direction. (docs/RESULTS.md, "The best LeNet".)
func LeNet5Best() Plan {
	return Plan{Net: nets.Best(), Epochs: bestEpochs, Batch: bestBatch, Rate: bestRate, Seed: 1,
		Augment: &Augment{Flip: true, Shift: 1}, LabelSmoothing: bestSmoothing}.With(Cosine(bestEpochs, bestWarmup))
}
