package pretrained

import (
	"github.com/gofmnist/gofmnist/fmnist/engine"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

// step is what the engine runs at once: a layer together with the zeros before it and the normalization, activation
// and 2×2 pooling behind it, wherever nobody else looks at the values in between.
type step struct {
	backbone.Layer
	inputs  []string        // where the step's inputs come from
	zeros   *backbone.Layer // ZeroPadding2D in front of a convolution
	norm    *backbone.Layer // BatchNormalization after a convolution
	act     backbone.Activation
	maxPool bool   // 2×2 with stride 2
	output  string // the last layer of the step
	at      int    // position of the layer
	normAt  int    // position of the normalization; at when there is none
}

// weighted are the positions of the layers of the step that may have weights.
func (s step) weighted() []int {
	if s.norm == nil {
		return []int{s.at}
	}
	return []int{s.at, s.normAt}
}

// steps groups the layers in an order that can be run.
func (b Backbone) steps() []step {
	index, users := b.Indexes(), map[string][]int{}
	for i, l := range b.Layers {
		for _, input := range l.Inputs {
			users[input] = append(users[input], i)
		}
	}
	only := func(name string) (*backbone.Layer, int) { // the single user of a layer
		if u := users[name]; len(u) == 1 {
			return &b.Layers[u[0]], u[0]
		}
		return &backbone.Layer{}, -1
	}
	var steps []step
	taken := map[string]bool{}
	for i, l := range b.Layers {
		if taken[l.Name] {
			continue
		}
		if user, _ := only(l.Name); l.Kind == backbone.KindZeroPad && convolves(*user) {
			continue // the convolution takes it along
		}
		s := step{Layer: l, inputs: l.Inputs, act: l.Activation, output: l.Name, at: i, normAt: i}
		if convolves(l) {
			if pad := b.Layers[index[l.Inputs[0]]]; pad.Kind == backbone.KindZeroPad {
				s.zeros, s.inputs = &pad, pad.Inputs
			}
		}
		for s.extend(only(s.output)) {
			taken[s.output] = true
		}
		steps = append(steps, s)
	}
	return steps
}

func convolves(l backbone.Layer) bool {
	return l.Kind == backbone.KindConv || l.Kind == backbone.KindDepthwise
}

// extend takes the only user of the step's output into the step, if it fits there.
func (s *step) extend(next *backbone.Layer, at int) bool {
	convolves, plain := convolves(s.Layer), s.act == backbone.Linear && !s.maxPool
	switch {
	case next.Kind == backbone.KindBatchNorm && convolves && plain && s.norm == nil:
		s.norm, s.normAt = next, at
	case next.Kind == backbone.KindActivation && plain && (convolves || s.Kind == backbone.KindBatchNorm):
		s.act = next.Activation
	case next.Kind == backbone.KindMaxPool && next.Kernel == 2 && next.Stride == 2 && s.Kind == backbone.KindConv &&
		s.act == backbone.ReLU && !s.maxPool:
		s.maxPool = true
	default:
		return false
	}
	s.output = next.Name
	return true
}

// padding is the zeros around the step's input of height × width.
func (s step) padding(height, width int) engine.Padding {
	switch {
	case s.zeros != nil:
		return engine.Padding(s.zeros.Surround(backbone.Shape{Height: height, Width: width}))
	case s.Same:
		return engine.Same(height, width, s.Kernel, s.Stride)
	}
	return engine.Padding{}
}
