// Package onnx writes networks as ONNX models: opset 17, float32, any batch size.
//
// The input "pixels" is [N, 1, 28, 28] with values from 0 to 1, as PyTorch's ToTensor makes them; padding or resizing
// to 32×32 is part of the graph. The outputs are "logits" and "probabilities", [N, classes].
package onnx

import (
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Encode writes a network with its weights. doc is kept in the file for people. A network on features of a pretrained
// one is an error: its front is not there.
func Encode(n nets.Net, weights layout.Weights, doc string) ([]byte, error) {
	if n.Features != (nets.Shape{}) {
		return nil, errors.New("a head on a pretrained network cannot be written as ONNX: the network in front of it is not part of the run")
	}
	if err := weights.Check(n); err != nil {
		return nil, err
	}
	layers, err := nets.Place(n)
	if err != nil {
		return nil, err
	}
	w := writer{graph: graph{at: "pixels", count: map[string]int{}}, weights: weights}
	w.prepare(n.Prepare)
	for _, l := range layers {
		if err := w.layer(l); err != nil {
			return nil, err
		}
	}
	classes := layers[len(layers)-1].Out.Channels
	w.node("Identity", "logits", nil)
	w.node("Softmax", "probabilities", nil, number("axis", 1))
	return w.model(n.Name, doc, []proto{value("pixels", 1, data.Side, data.Side)},
		[]proto{value("logits", classes), value("probabilities", classes)}), nil
}

// writer goes through the layers; order is that of the vector made last.
type writer struct {
	graph
	weights layout.Weights
	order   layout.Order
}

// prepare brings 28×28 pixels to the size that the network takes.
func (w *writer) prepare(p nets.Prepare) {
	switch p {
	case nets.Pad32:
		const border = (data.Wide - data.Side) / 2
		w.node("Pad", "padded", []string{w.counts("border", 0, 0, border, border, 0, 0, border, border)})
	case nets.Resize32:
		m := data.ResizeMatrix()
		var rows []float32
		for _, row := range m {
			for _, share := range row {
				rows = append(rows, float32(share))
			}
		}
		w.nodes = append(w.nodes, node("MatMul", "rows",
			[]string{w.tensor("taps", rows, data.Wide, data.Side), w.at}, nil))
		w.at = "rows"
		columns := layout.Transpose(rows, []int{data.Wide, data.Side}, 1, 0)
		w.node("MatMul", "resized", []string{w.tensor("taps_transposed", columns, data.Side, data.Wide)})
	}
}

func (w *writer) layer(l nets.Placed) error {
	switch l.Kind {
	case nets.KindConv, nets.KindSparseConv, nets.KindSubSample:
		w.convolution(l)
	case nets.KindMaxPool, nets.KindAvgPool:
		op := map[nets.Kind]string{nets.KindMaxPool: "MaxPool", nets.KindAvgPool: "AveragePool"}[l.Kind]
		w.node(op, l.Name, nil, ints("kernel_shape", l.Window, l.Window),
			ints("strides", l.PoolStride(), l.PoolStride()))
	case nets.KindGlobalMax, nets.KindGlobalAvg:
		op := map[nets.Kind]string{nets.KindGlobalMax: "GlobalMaxPool", nets.KindGlobalAvg: "GlobalAveragePool"}[l.Kind]
		w.node(op, l.Name+"/pool", nil)
		w.node("Flatten", l.Name, nil, number("axis", 1))
	case nets.KindFlatten:
		w.node("Flatten", l.Name, nil, number("axis", 1))
		if l.In.Height > 0 {
			w.order = layout.Flattened(l.In)
		}
	case nets.KindDense:
		w.dense(l)
	case nets.KindBatchNorm:
		var names []string
		for _, tensor := range []string{"gamma", "beta", "moving_mean", "moving_variance"} {
			names = append(names, w.tensor(l.Name+"/"+tensor, w.order.Rows(w.weights.Of(l, tensor), 1), l.Out.Channels))
		}
		w.node("BatchNormalization", l.Name, names, real("epsilon", nets.BatchNormEpsilon))
	case nets.KindRBF:
		w.codes(l)
	case nets.KindDropout: // does nothing in inference
	case nets.KindReLU, nets.KindTanh, nets.KindSigmoid, nets.KindScaledTanh:
		w.activation(l)
	default:
		return fmt.Errorf("layer %d %s cannot be written as ONNX", l.Index+1, l)
	}
	return nil
}

func (w *writer) convolution(l nets.Placed) {
	in, out, side, stride, group := l.In.Channels, l.Out.Channels, l.Kernel, max(l.Strides, 1), 1
	kernel := func() []float32 { return w.weights.Kernel(l) }
	if l.Kind == nets.KindSubSample {
		in, side, stride, group = 1, l.Window, l.PoolStride(), out
		kernel = func() []float32 { return w.weights.Window(l) }
	}
	values := layout.Transpose(kernel(), []int{side, side, in, out}, 3, 2, 0, 1)
	before, after := layout.Pads(l)
	w.node("Conv", l.Name, []string{w.tensor(l.Name+"/kernel", values, out, in, side, side),
		w.tensor(l.Name+"/bias", w.weights.Of(l, "bias"), out)},
		ints("kernel_shape", side, side), ints("strides", stride, stride), ints("pads", before, before, after, after),
		number("group", group))
}

func (w *writer) dense(l nets.Placed) {
	kernel := w.order.Rows(w.weights.Of(l, "kernel"), l.Out.Channels)
	w.order = nil
	w.node("Gemm", l.Name, []string{w.tensor(l.Name+"/kernel", kernel, l.In.Channels, l.Out.Channels),
		w.tensor(l.Name+"/bias", w.weights.Of(l, "bias"), l.Out.Channels)})
}

// codes is an RBF output: x·2w − |w|² − |x|².
func (w *writer) codes(l nets.Placed) {
	kernel, bias := w.weights.Codes(l)
	kernel = w.order.Rows(kernel, l.Out.Channels)
	w.order = nil
	x, squares := w.at, l.Name+"/squares"
	w.node("Gemm", l.Name+"/products", []string{w.tensor(l.Name+"/kernel", kernel, l.In.Channels, l.Out.Channels),
		w.tensor(l.Name+"/bias", bias, l.Out.Channels)})
	w.nodes = append(w.nodes, node("ReduceSumSquare", squares, []string{x},
		[]attribute{ints("axes", 1), number("keepdims", 1)}))
	w.node("Sub", l.Name, []string{squares})
}

func (w *writer) activation(l nets.Placed) {
	switch l.Kind {
	case nets.KindReLU:
		w.node("Relu", w.name("relu"), nil)
	case nets.KindTanh:
		w.node("Tanh", w.name("tanh"), nil)
	case nets.KindSigmoid:
		w.node("Sigmoid", w.name("sigmoid"), nil)
	case nets.KindScaledTanh:
		name := w.name("scaled_tanh")
		w.node("Mul", name+"/in", []string{w.tensor(name+"/inner", []float32{2.0 / 3}, 1)})
		w.node("Tanh", name+"/tanh", nil)
		w.node("Mul", name, []string{w.tensor(name+"/outer", []float32{1.7159}, 1)})
	}
}
