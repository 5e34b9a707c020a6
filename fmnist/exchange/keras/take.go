package keras

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/pretrained/h5"
)

// wanted is a variable that a layer has, in Keras' shape; where it is absent, its values are all fill.
type wanted struct {
	name    string
	shape   []int
	present bool
	fill    float32
}

func (s source) wanted(l nets.Placed) []wanted {
	in, out := l.In.Channels, l.Out.Channels
	bias := wanted{"bias", []int{out}, s.bias, 0}
	switch l.Kind {
	case nets.KindConv, nets.KindSparseConv:
		return []wanted{{"kernel", []int{l.Kernel, l.Kernel, in, out}, true, 0}, bias}
	case nets.KindSubSample:
		return []wanted{{"coefficient", []int{l.Window, l.Window, in, 1}, true, 0}, bias}
	case nets.KindBatchNorm:
		return []wanted{{"gamma", []int{out}, s.scale, 1}, {"beta", []int{out}, s.center, 0},
			{"moving_mean", []int{out}, true, 0}, {"moving_variance", []int{out}, true, 0}}
	}
	return []wanted{{"kernel", []int{in, out}, true, 0}, bias}
}

// take reads a layer's variables, whose shapes must be right, into the network's weights.
func (s source) take(l nets.Placed, vars []*h5.Dataset, weights layout.Weights) error {
	for _, w := range s.wanted(l) {
		if !w.present {
			weights[l.Name+"/"+w.name] = slices.Repeat([]float32{w.fill}, l.Out.Channels)
			continue
		}
		if len(vars) == 0 {
			return fmt.Errorf("its %s is missing", w.name)
		}
		if !slices.Equal(vars[0].Shape, w.shape) {
			return fmt.Errorf("its %s has the shape %v, not %v", w.name, vars[0].Shape, w.shape)
		}
		values, err := vars[0].Float32s()
		if err != nil {
			return err
		}
		if values, err = fit(l, w.name, values); err != nil {
			return err
		}
		weights[l.Name+"/"+w.name] = values
		vars = vars[1:]
	}
	if len(vars) > 0 {
		return fmt.Errorf("it has %d weights too many", len(vars))
	}
	return nil
}

// fit brings a variable into the form that it has here.
func fit(l nets.Placed, name string, values []float32) ([]float32, error) {
	switch {
	case l.Kind == nets.KindSparseConv && name == "kernel":
		return layout.Links(values, l), nil
	case name == "coefficient":
		first := values[:l.Out.Channels]
		for i, v := range values {
			if v != first[i%len(first)] {
				return nil, errors.New("it weighs the places of its window differently; only sums of a window times a coefficient are known here")
			}
		}
		return slices.Clone(first), nil
	}
	return values, nil
}
