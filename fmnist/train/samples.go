package train

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Samples are what a network is fitted to: images, or the features that a frozen network made of them.
type Samples struct {
	Set data.Set
	// Features gives the features row by row, of the shape that the network's input has; nil for images. It is called
	// when something has to be computed, and may be slow.
	Features func() ([]float32, error)
	shape    nets.Shape
	values   []float32
}

// Images are samples without frozen features.
func Images(set data.Set) Samples { return Samples{Set: set} }

// Len is the number of samples.
func (s Samples) Len() int { return s.Set.Len() }

// load fetches the features for a network whose input has that shape.
func (s Samples) load(shape nets.Shape) (Samples, error) {
	if s.Features == nil || s.values != nil {
		return s, nil
	}
	values, err := s.Features()
	if err != nil {
		return s, err
	}
	if len(values) != s.Len()*shape.Size() {
		return s, fmt.Errorf("the network wants %d features for each of %d samples, got %d values", shape.Size(),
			s.Len(), len(values))
	}
	s.values, s.shape = values, shape
	return s, nil
}

// batch copies the samples at the indices into fresh tensors: [n, 28, 28, 1] uint8 or the features' shape in float32,
// and labels [n] int32.
func (s Samples) batch(indices []int32) (inputs, labels *tensors.Tensor) {
	n := len(indices)
	classes := make([]int32, n)
	for i, at := range indices {
		classes[i] = int32(s.Set.Labels[at])
	}
	labels = tensors.FromFlatDataAndDimensions(classes, n)
	if s.values != nil {
		width := s.shape.Size()
		rows := make([]float32, n*width)
		for i, at := range indices {
			copy(rows[i*width:], s.values[int(at)*width:(int(at)+1)*width])
		}
		if s.shape.Height == 0 {
			return tensors.FromFlatDataAndDimensions(rows, n, width), labels
		}
		return tensors.FromFlatDataAndDimensions(rows, n, s.shape.Height, s.shape.Width, s.shape.Channels), labels
	}
	pixels := make([]uint8, n*data.Pixels)
	for i, at := range indices {
		copy(pixels[i*data.Pixels:], s.Set.Image(int(at)))
	}
	return tensors.FromFlatDataAndDimensions(pixels, n, data.Side, data.Side, 1), labels
}

func upTo(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// stream is the endless sequence of training batches: pass after pass, each a fresh permutation that depends on the
// seed and the number of the pass alone, so any step can be found again.
type stream struct {
	indices []int32
	batch   int
	seed    int64
	pass    int // the pass that order holds; -1 for none
	order   []int32
	inOrder bool // Keras' shuffle=False: what the comparison with Keras needs
}

func newStream(indices []int32, batch int, seed int64) *stream {
	return &stream{indices: indices, batch: batch, seed: seed, pass: -1}
}

// perPass is the number of batches of one pass, the last partial one included.
func (s *stream) perPass() int { return (len(s.indices) + s.batch - 1) / s.batch }

// at is the batch of a step, counted from 0 over all passes.
func (s *stream) at(step int) []int32 {
	pass, position := step/s.perPass(), step%s.perPass()
	if s.inOrder {
		s.pass, s.order = pass, s.indices
	}
	if pass != s.pass {
		s.pass = pass
		s.order = append(s.order[:0], s.indices...)
		shuffling(s.seed, pass).Shuffle(len(s.order),
			func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
	}
	return s.order[position*s.batch : min((position+1)*s.batch, len(s.order))]
}
