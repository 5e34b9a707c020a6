package pretrained

import "github.com/gofmnist/gofmnist/fmnist/engine"

// step is what the engine runs at once: a layer together with the zeros before it and the normalization, activation
// and 2×2 pooling behind it, wherever nobody else looks at the values in between.
type step struct {
	Layer
	inputs  []string // where the step's inputs come from
	zeros   *Layer   // ZeroPadding2D in front of a convolution
	norm    *Layer   // BatchNormalization behind a convolution
	act     Activation
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
	index, users := b.indexes(), map[string][]int{}
	for i, l := range b.Layers {
		for _, input := range l.Inputs {
			users[input] = append(users[input], i)
		}
	}
	only := func(name string) (*Layer, int) { // the single user of a layer
		if u := users[name]; len(u) == 1 {
			return &b.Layers[u[0]], u[0]
		}
		return &Layer{}, -1
	}
	var steps []step
	taken := map[string]bool{}
	for i, l := range b.Layers {
		if taken[l.Name] {
			continue
		}
		if user, _ := only(l.Name); l.Kind == KindZeroPad && user.convolves() {
			continue // the convolution takes it along
		}
		s := step{Layer: l, inputs: l.Inputs, act: l.Activation, output: l.Name, at: i, normAt: i}
		if l.convolves() {
			if pad := b.Layers[index[l.Inputs[0]]]; pad.Kind == KindZeroPad {
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

func (l Layer) convolves() bool { return l.Kind == KindConv || l.Kind == KindDepthwise }

// extend takes the only user of the step's output into the step, if it fits there.
func (s *step) extend(next *Layer, at int) bool {
	convolves, plain := s.convolves(), s.act == Linear && !s.maxPool
	switch {
	case next.Kind == KindBatchNorm && convolves && plain && s.norm == nil:
		s.norm, s.normAt = next, at
	case next.Kind == KindActivation && plain && (convolves || s.Kind == KindBatchNorm):
		s.act = next.Activation
	case next.Kind == KindMaxPool && next.Kernel == 2 && next.Stride == 2 && s.Kind == KindConv && s.act == ReLU && !s.maxPool:
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
		return s.zeros.zeros(Shape{Height: height, Width: width})
	case s.Same:
		return engine.Same(height, width, s.Kernel, s.Stride)
	}
	return engine.Padding{}
}
