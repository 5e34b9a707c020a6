package pretrained

import (
	"math"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Tensor is one tensor of a loaded network.
type Tensor struct {
	Name      string // "layer/variable": block1_conv1/kernel; folded normalization: layer/scale and layer/shift
	Shape     []int
	Values    []float32
	Trainable bool // it trains when the network is fine-tuned
}

// raw are the tensors of the layers of one step, by "layer/variable".
type raw map[string]Tensor

// keep returns the step's tensors as Keras has them, those of layers from position first on marked trainable.
func (s step) keep(r raw, specs [][]backbone.Spec, first int) (tensors []Tensor) {
	for _, at := range s.weighted() {
		name := s.Name
		if at != s.at {
			name = s.norm.Name
		}
		for _, spec := range specs[at] {
			if t, ok := r[name+"/"+spec.Name]; ok {
				t.Trainable = at >= first && backbone.Trainable(spec.Name)
				tensors = append(tensors, t)
			}
		}
	}
	return tensors
}

// fold works the step's normalization into its kernel and bias, in place; a normalization of its own becomes one factor
// and one summand per channel. Arithmetic in float64, since variances may be tiny.
func (s step) fold(r raw) []Tensor {
	switch {
	case len(r) == 0:
		return nil
	case s.Kind == backbone.KindBatchNorm:
		scale, shift := normalization(r, s.Layer)
		return []Tensor{vector(s.Name+"/scale", scale), vector(s.Name+"/shift", shift)}
	case s.Kind == backbone.KindNormalization:
		mean, variance := r[s.Name+"/mean"].Values, r[s.Name+"/variance"].Values
		scale, shift := make([]float64, len(mean)), make([]float64, len(mean))
		for i := range scale {
			scale[i] = 1 / math.Max(math.Sqrt(float64(variance[i])), kerasEpsilon)
			shift[i] = -float64(mean[i]) * scale[i]
		}
		return []Tensor{vector(s.Name+"/scale", scale), vector(s.Name+"/shift", shift)}
	}
	kernel := r[s.Name+"/kernel"]
	bias, biased := r[s.Name+"/bias"]
	if s.norm == nil {
		if biased {
			return []Tensor{kernel, bias}
		}
		return []Tensor{kernel}
	}
	scale, shift := normalization(r, *s.norm)
	// Channels are the last axis of a Conv2D kernel and, as the very last axis has length 1, of a depthwise one as
	// well.
	for row := kernel.Values; len(row) > 0; row = row[len(scale):] {
		for i, f := range scale {
			row[i] = float32(float64(row[i]) * f)
		}
	}
	if biased {
		for i, v := range bias.Values {
			shift[i] += float64(float64(v) * scale[i]) // not fused, on no processor
		}
	}
	return []Tensor{kernel, vector(s.Name+"/bias", shift)}
}

// kerasEpsilon is keras.config.epsilon(): it keeps a constant channel of a Normalization from dividing by zero.
const kerasEpsilon = 1e-7

// normalization is γ(x-μ)/√(σ²+ε)+β written as scale·x+shift.
func normalization(r raw, l backbone.Layer) (scale, shift []float64) {
	of := func(variable string) []float32 { return r[l.Name+"/"+variable].Values }
	return nets.ScaleAndShift(of("gamma"), of("beta"), of("moving_mean"), of("moving_variance"), l.Epsilon)
}

func vector(name string, values []float64) Tensor {
	t := Tensor{Name: name, Shape: []int{len(values)}, Values: make([]float32, len(values))}
	for i, v := range values {
		t.Values[i] = float32(v)
	}
	return t
}
