// Package torch names and lays out weights as the state dict of PyTorch's nn.Sequential: module i is layer i.
package torch

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/exchange/safetensors"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Source is the network as PyTorch code, an nn.Sequential whose load_state_dict takes what StateDict makes; the error
// names the first layer that PyTorch has no module for.
func Source(n nets.Net) (string, error) {
	layers, err := nets.Place(n)
	if err != nil {
		return "", err
	}
	var modules []string
	for _, l := range layers {
		m, err := module(l)
		if err != nil {
			return "", err
		}
		modules = append(modules, m)
	}
	return "nn.Sequential(" + strings.Join(modules, ", ") + ")", nil
}

func module(l nets.Placed) (string, error) {
	switch l.Kind {
	case nets.KindConv, nets.KindSparseConv:
		return convolution(l)
	case nets.KindMaxPool:
		return fmt.Sprintf("nn.MaxPool2d(%d, %d)", l.Window, l.PoolStride()), nil
	case nets.KindAvgPool:
		return fmt.Sprintf("nn.AvgPool2d(%d, %d)", l.Window, l.PoolStride()), nil
	case nets.KindFlatten:
		return "nn.Flatten()", nil
	case nets.KindDense:
		return fmt.Sprintf("nn.Linear(%d, %d)", l.In.Channels, l.Out.Channels), nil
	case nets.KindDropout:
		return fmt.Sprintf("nn.Dropout(%g)", l.Rate), nil
	case nets.KindBatchNorm: // PyTorch's momentum is Keras' taken from 1
		kind := "2d"
		if l.In.Height == 0 {
			kind = "1d"
		}
		return fmt.Sprintf("nn.BatchNorm%s(%d, eps=%g, momentum=0.01)", kind, l.Out.Channels,
			nets.BatchNormEpsilon), nil
	case nets.KindReLU:
		return "nn.ReLU()", nil
	case nets.KindTanh:
		return "nn.Tanh()", nil
	case nets.KindSigmoid:
		return "nn.Sigmoid()", nil
	}
	return "", fmt.Errorf("PyTorch has no module for layer %d %s", l.Index+1, l)
}

func convolution(l nets.Placed) (string, error) {
	m := fmt.Sprintf("nn.Conv2d(%d, %d, %d", l.In.Channels, l.Out.Channels, l.Kernel)
	if l.Strides > 1 {
		m += fmt.Sprintf(", stride=%d", l.Strides)
	}
	before, after := layout.Pads(l)
	if before != after {
		return "", fmt.Errorf("PyTorch has no module for layer %d %s, which is padded by %d before and %d behind",
			l.Index+1, l, before, after)
	}
	if before > 0 {
		m += fmt.Sprintf(", padding=%d", before)
	}
	return m + ")", nil
}

// StateDict are the tensors of a network.
func StateDict(n nets.Net, weights layout.Weights) ([]safetensors.Tensor, error) {
	if _, err := Source(n); err != nil {
		return nil, err
	}
	if err := weights.Check(n); err != nil {
		return nil, err
	}
	slots, err := slotsOf(n)
	if err != nil {
		return nil, err
	}
	var all []safetensors.Tensor
	for _, s := range slots {
		for _, t := range s.tensors {
			all = append(all, safetensors.Tensor{Name: fmt.Sprintf("%d.%s", s.Index, t.theirs), Shape: t.shape,
				Values: t.out(weights)})
		}
		if s.Kind == nets.KindBatchNorm {
			all = append(all, safetensors.Tensor{Name: fmt.Sprintf("%d.num_batches_tracked", s.Index)})
		}
	}
	return all, nil
}

// slot is a layer with weights.
type slot struct {
	nets.Placed
	tensors []tensor
}

// tensor is one of them under both names, in PyTorch's shape.
type tensor struct {
	ours, theirs string
	shape        []int
	out          func(layout.Weights) []float32
	in           func([]float32) []float32
}

// slotsOf lists the layers with weights.
func slotsOf(n nets.Net) ([]slot, error) {
	layers, err := nets.Place(n)
	if err != nil {
		return nil, err
	}
	var all []slot
	var order layout.Order
	for _, l := range layers {
		s := slot{Placed: l}
		switch l.Kind {
		case nets.KindFlatten:
			if l.In.Height > 0 {
				order = layout.Flattened(l.In)
			}
		case nets.KindConv, nets.KindSparseConv:
			s.tensors = []tensor{kernel(l), s.vector("bias", "bias", nil)}
		case nets.KindDense:
			s.tensors, order = []tensor{matrix(l, order), s.vector("bias", "bias", nil)}, nil
		case nets.KindBatchNorm:
			s.tensors = []tensor{s.vector("gamma", "weight", order), s.vector("beta", "bias", order),
				s.vector("moving_mean", "running_mean", order), s.vector("moving_variance", "running_var", order)}
		}
		if s.tensors != nil {
			all = append(all, s)
		}
	}
	return all, nil
}

func (s slot) vector(ours, theirs string, order layout.Order) tensor {
	name := s.Name + "/" + ours
	return tensor{name, theirs, []int{s.Out.Channels},
		func(w layout.Weights) []float32 { return order.Rows(w[name], 1) },
		func(v []float32) []float32 { return order.Back(v, 1) }}
}

// kernel is [rows, columns, in, out] here, [out, in, rows, columns] there.
func kernel(l nets.Placed) tensor {
	k, in, out := l.Kernel, l.In.Channels, l.Out.Channels
	back := func(v []float32) []float32 { return layout.Transpose(v, []int{out, in, k, k}, 2, 3, 1, 0) }
	if l.Kind == nets.KindSparseConv {
		full := back
		back = func(v []float32) []float32 { return layout.Links(full(v), l) }
	}
	return tensor{l.Name + "/kernel", "weight", []int{out, in, k, k},
		func(w layout.Weights) []float32 {
			return layout.Transpose(w.Kernel(l), []int{k, k, in, out}, 3, 2, 0, 1)
		}, back}
}

// matrix is [in, out] here, [out, in] there.
func matrix(l nets.Placed, order layout.Order) tensor {
	in, out := l.In.Channels, l.Out.Channels
	name := l.Name + "/kernel"
	return tensor{name, "weight", []int{out, in},
		func(w layout.Weights) []float32 {
			return layout.Transpose(order.Rows(w[name], out), []int{in, out}, 1, 0)
		},
		func(v []float32) []float32 { return order.Back(layout.Transpose(v, []int{out, in}, 1, 0), out) }}
}
