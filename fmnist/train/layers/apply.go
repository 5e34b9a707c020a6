package layers

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Pass is what one forward pass needs besides the input.
type Pass struct {
	// Weight gives the graph node of a parameter by its name.
	Weight func(name string) *graph.Node
	// Dropout zeroes a share of x; nil in inference. layer tells the masks of one step apart.
	Dropout func(x *graph.Node, rate float64, layer int) *graph.Node
	// Moved takes the new running means of a batch normalization by the parameter's name; nil in inference.
	Moved func(name string, value *graph.Node)
	// Count is how many samples of the batch count, the others only fill it; nil where all do.
	Count *graph.Node
}

// Apply builds the network's forward pass for x, prepared images [batch, height, width, 1] or features [batch, length],
// and returns the logits [batch, classes]. The network must have passed Check.
func Apply(n nets.Net, x *graph.Node, pass Pass) *graph.Node {
	return Part(n, 0, len(n.Layers), x, pass)
}

// Part builds the layers from one up to another, which is not among them, for what the layers before them make of the
// images.
func Part(n nets.Net, from, to int, x *graph.Node, pass Pass) *graph.Node {
	layers, err := nets.Place(n)
	if err != nil {
		panic(err) // graph building's convention: GoMLX turns it into an error of Exec.Call
	}
	layers = layers[from:to]
	for i := 0; i < len(layers); {
		var used int
		x, used = apply(x, layers[i:], pass)
		i += used
	}
	return x
}

// apply runs the first layer, together with the activation and 2×2 max-pooling after it where the engine fuses them,
// and returns how many layers that were.
func apply(x *graph.Node, layers []nets.Placed, pass Pass) (*graph.Node, int) {
	l := layers[0]
	weight := func(name string) *graph.Node { return pass.Weight(l.Name + "/" + name) }
	relu := len(layers) > 1 && layers[1].Kind == nets.KindReLU
	used := 1
	if relu {
		used = 2
	}
	switch l.Kind {
	case nets.KindConv, nets.KindSparseConv:
		kernel := weight("kernel")
		if l.Kind == nets.KindSparseConv {
			kernel = spread(kernel, l)
		}
		o := engine.ConvOptions{Stride: l.Strides, ReLU: relu}
		if l.SamePad {
			o.Padding = engine.Same(l.In.Height, l.In.Width, l.Kernel, max(l.Strides, 1))
		}
		if pool := layers[min(used, len(layers)-1)]; pool.Kind == nets.KindMaxPool && pool.Window == 2 &&
			pool.PoolStride() == 2 {
			o.MaxPool = true
			used++
		}
		return engine.Conv(x, kernel, weight("bias"), o), used
	case nets.KindDense:
		return engine.Dense(x, weight("kernel"), weight("bias"), relu), used
	}
	return simple(l, x, weight, pass), 1
}

func simple(l nets.Placed, x *graph.Node, weight func(string) *graph.Node, pass Pass) *graph.Node {
	switch l.Kind {
	case nets.KindMaxPool:
		return engine.MaxPooling(x, engine.PoolOptions{Window: l.Window, Stride: l.Strides})
	case nets.KindAvgPool:
		return engine.MeanPooling(x, engine.PoolOptions{Window: l.Window, Stride: l.Strides})
	case nets.KindSubSample:
		sum := graph.MulScalar(engine.MeanPooling(x, engine.PoolOptions{Window: l.Window, Stride: l.Strides}),
			float64(l.Window*l.Window))
		channel := func(name string) *graph.Node { return graph.Reshape(weight(name), 1, 1, 1, l.Out.Channels) }
		return graph.Add(graph.Mul(sum, channel("coefficient")), channel("bias"))
	case nets.KindGlobalMax:
		return engine.GlobalMax(x)
	case nets.KindGlobalAvg:
		return engine.GlobalMean(x)
	case nets.KindFlatten:
		return graph.Reshape(x, x.Shape().Dimensions[0], -1)
	case nets.KindDropout:
		if pass.Dropout != nil && l.Rate > 0 {
			return pass.Dropout(x, l.Rate, l.Index)
		}
	case nets.KindBatchNorm:
		return batchNorm(l, x, weight, pass)
	case nets.KindRBF:
		return rbf(x, weight("codes"))
	case nets.KindOwn:
		return applyOwn(l.Layer, x)
	case nets.KindReLU:
		return engine.ReLU(x)
	case nets.KindTanh:
		return graph.Tanh(x)
	case nets.KindSigmoid:
		return graph.Sigmoid(x)
	case nets.KindScaledTanh:
		// LeCun et al. 1998, appendix A: A = 1.7159 and S = 2/3 put f(±1) at ±1 and the strongest curvature there.
		return graph.MulScalar(graph.Tanh(graph.MulScalar(x, 2.0/3)), 1.7159)
	}
	return x
}

// rbf is −Σ(x−w)², written as 2x·w − |w|² − |x|² so that one matrix product does the work.
func rbf(x, codes *graph.Node) *graph.Node {
	cross := graph.MulScalar(engine.Dense(x, codes, nil, false), 2)
	squares := graph.Add(graph.ReduceAndKeep(graph.Square(x), graph.ReduceSum, -1),
		graph.ReduceAndKeep(graph.Square(codes), graph.ReduceSum, 0))
	return graph.Sub(cross, squares)
}

// spread lays the weights [kernel², links] of C3 out as an ordinary kernel [rows, columns, in, out] with zeros where
// table I has no link: a product with a constant 0/1 matrix, so the gradient reaches only the links.
func spread(weights *graph.Node, l nets.Placed) *graph.Node {
	links := nets.C3Links()
	place := make([][]float32, len(links))
	for i, link := range links {
		place[i] = make([]float32, l.In.Channels*l.Out.Channels)
		place[i][link[0]*l.Out.Channels+link[1]] = 1
	}
	full := engine.Dense(weights, graph.Const(weights.Graph(), place), nil, false)
	return graph.Reshape(full, l.Kernel, l.Kernel, l.In.Channels, l.Out.Channels)
}

// Images turns uint8 images [batch, 28, 28, 1] into the network's input: ÷ 255, then padded or resized.
func Images(p nets.Prepare, x *graph.Node) *graph.Node { return Prepared(p, engine.Pixels(x)) }

// Prepared pads or resizes values from 0 to 1 [batch, 28, 28, 1].
func Prepared(p nets.Prepare, x *graph.Node) *graph.Node {
	switch p {
	case nets.Pad32:
		return engine.Pad(x, engine.Padding{Top: 2, Bottom: 2, Left: 2, Right: 2})
	case nets.Resize32:
		return resize32(x)
	}
	return x
}

// resize32 is scikit-image's resize(image, (32, 32)): half-pixel centres, linear, mirrored without repeating the edge.
// The same 32×28 matrix works on rows and on columns.
func resize32(x *graph.Node) *graph.Node {
	var m [data.Wide][]float32
	for i, row := range data.ResizeMatrix() {
		for _, w := range row {
			m[i] = append(m[i], float32(w))
		}
	}
	return engine.Resample(x, m[:])
}
