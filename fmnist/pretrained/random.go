package pretrained

import (
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

// Random makes weights from a seed, in Keras' shapes and at a scale that lets activations neither vanish nor explode:
// the yardstick of an untrained network, and what the parity tests with Keras run on, since
// bench/golden/pretrained_common.py makes the same numbers. Each tensor has its own counter-based stream, so no order
// of generation matters.
func (b Backbone) Random(seed uint64, from string) (*Weights, error) {
	first, err := b.Position(from)
	if err != nil {
		return nil, err
	}
	tensors, err := b.assemble(first, b.random(seed))
	return &Weights{Backbone: b.Name, Source: fmt.Sprintf("random seed %d", seed), From: from, Tensors: tensors}, err
}

// random is a reader for assemble: kernels uniform in ±√(gain/fanIn), biases, β and means in ±0.1, γ in 1±¼, variances
// in 1±½.
func (b Backbone) random(seed uint64) func(layer, index int) ([]float32, error) {
	specs := b.Weights()
	return func(layer, index int) ([]float32, error) {
		spec := specs[layer][index]
		switch spec.Name { // of a Normalization, as backbone.Keras' EfficientNet file has it
		case "mean":
			return []float32{0.485, 0.456, 0.406}, nil
		case "variance":
			return []float32{0.229, 0.224, 0.225}, nil
		}
		values := make([]float32, spec.Size())
		unit := units(fmt.Sprintf("%d/%s/%s/%d", seed, b.Name, b.Layers[layer].Name, index))
		scale := func(u float64) float64 { return u / 10 }
		switch spec.Name {
		case "kernel":
			fanIn := spec.Shape[0] * spec.Shape[1]
			if b.Layers[layer].Kind == backbone.KindConv {
				fanIn *= spec.Shape[2]
			}
			limit := math.Sqrt(b.Gain / float64(fanIn))
			scale = func(u float64) float64 { return u * limit }
		case "gamma":
			scale = func(u float64) float64 { return 1 + float64(u/4) }
		case "moving_variance":
			scale = func(u float64) float64 { return 1 + float64(u/2) }
		}
		for i := range values {
			values[i] = float32(scale(unit(i)))
		}
		return values, nil
	}
}

// units is a stream of numbers in [-1, 1) with 24 random bits each: splitmix64 (Steele, Lea, Flood 2014), counted from
// the FNV-1a hash of the key.
func units(key string) func(i int) float64 {
	const prime, offset = 0x100000001b3, 0xcbf29ce484222325
	h := uint64(offset)
	for _, c := range []byte(key) {
		h = (h ^ uint64(c)) * prime
	}
	return func(i int) float64 {
		z := h + uint64(i+1)*0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		return float64(float64(z>>40)/(1<<23)) - 1
	}
}
