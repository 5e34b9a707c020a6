package train

import (
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// batch is all that a training step needs besides the state.
type batch struct {
	step, size            int
	inputs, labels, warps *tensors.Tensor
	key                   uint64
}

// batch returns the batch of a step and starts to make the one after it, so that copying and shuffling cost no time
// while the step runs.
func (s *session) batch(step int) batch {
	var b batch
	if s.ahead != nil {
		b = <-s.ahead
	}
	if s.ahead == nil || b.step != step {
		b = s.makeBatch(step)
	}
	s.ahead = make(chan batch, 1)
	go func(ahead chan<- batch) { ahead <- s.makeBatch(step + 1) }(s.ahead)
	return b
}

func (s *session) makeBatch(step int) batch {
	indices := s.stream.at(step)
	b := batch{step: step, size: len(indices), key: stepKey(s.plan.Seed, step)}
	size := b.size
	if s.graphs.filled {
		size = min(s.stream.batch, len(s.stream.indices))
	}
	b.inputs, b.labels = s.samples.batch(fill(indices, size))
	b.warps = s.warps(step, b.size, size)
	return b
}

// warps are the augmentation of one batch, filled up to a size; a plan without it hands over a placeholder that its
// graph ignores.
func (s *session) warps(step, batch, size int) *tensors.Tensor {
	if s.plan.Augment == nil {
		return tensors.FromFlatDataAndDimensions([]float32{0}, 1)
	}
	drawn := fillWarps(warps(*s.plan.Augment, s.plan.Seed, step, batch, s.plan.Net.Prepare.Side()), size)
	return tensors.FromFlatDataAndDimensions(drawn, size, engine.WarpSize)
}
