package train

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/kfold"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Samples are what a network is fitted to: images, or the features that a frozen network made of them.
type Samples struct {
	Set data.Set
	// Features gives the features row by row, of the shape that the network's input has; nil for images. It is called when
	// something has to be computed, and may be slow.
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
		return s, fmt.Errorf("the network wants %d features for each of %d samples, got %d values", shape.Size(), s.Len(), len(values))
	}
	s.values, s.shape = values, shape
	return s, nil
}

// batch copies the samples at the indices into fresh tensors: [n, 28, 28, 1] uint8 or the features' shape in float32, and
// labels [n] int32.
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

// split gives the indices to train on and to validate on.
func (p Plan) split(s Samples) (train, held []int32, err error) {
	n := s.Len()
	if p.Limit > 0 {
		n = min(n, p.Limit)
	}
	if p.Fold == nil {
		kept, _ := splitAt(n, p.Validation)
		all := upTo(n)
		return all[:kept], all[kept:], nil
	}
	folds, err := p.folds(s.Set.Labels[:n])
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p.Title(), err)
	}
	fold := folds[p.Fold.Index]
	return narrow(fold.Train), narrow(fold.Test), nil
}

func (p Plan) folds(labels []uint8) ([]kfold.Fold, error) {
	if p.Fold.Stratified {
		return kfold.Stratified(labels, p.Fold.K, true, p.Fold.Seed)
	}
	return kfold.Plain(len(labels), p.Fold.K, true, p.Fold.Seed)
}

// Gaps says, one sentence each, which classes the folds of a plan lack.
func (p Plan) Gaps(labels []uint8) ([]string, error) {
	if p.Limit > 0 {
		labels = labels[:min(p.Limit, len(labels))]
	}
	folds, err := p.folds(labels)
	if err != nil {
		return nil, err
	}
	gaps, err := kfold.Gaps(folds, labels)
	var sentences []string
	for _, gap := range gaps {
		sentences = append(sentences, gap.String())
	}
	return sentences, err
}

func upTo(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

func narrow(indices []int) []int32 {
	out := make([]int32, len(indices))
	for i, x := range indices {
		out[i] = int32(x)
	}
	return out
}

// stream is the endless sequence of training batches: pass after pass, each a fresh permutation that depends on the seed and
// the number of the pass alone, so any step can be found again.
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
		// The second word keeps this random stream apart from those of the weights.
		random := rand.New(rand.NewPCG(uint64(s.seed), 1<<32+uint64(pass)))
		s.order = append(s.order[:0], s.indices...)
		random.Shuffle(len(s.order), func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
	}
	return s.order[position*s.batch : min((position+1)*s.batch, len(s.order))]
}
