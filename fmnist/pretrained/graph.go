package pretrained

import (
	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// Features builds the network's graph for x [batch, height, width, 3], float32 and preprocessed (see Scaling), and
// returns the final feature map [batch, height, width, channels]. weight gives the node of a tensor by its name in
// Weights.Tensors and nil for a name that is not there: which names exist decides what is folded. Dropout is the
// identity and BatchNormalization uses its stored statistics, as in Keras with training=False. frozen says that nothing
// of the network trains; then its features may differ in the last bits from those of a network that trains along.
func (b Backbone) Features(x *graph.Node, weight func(name string) *graph.Node, frozen bool) *graph.Node {
	values := map[string]*graph.Node{}
	for _, s := range b.steps() {
		in := []*graph.Node{x}
		for i, name := range s.inputs {
			in = append(in[:i], values[name])
		}
		values[s.output] = s.run(in, weight, frozen)
	}
	return values[b.Layers[len(b.Layers)-1].Name]
}

func (s step) run(in []*graph.Node, weight func(string) *graph.Node, frozen bool) *graph.Node {
	x := in[0]
	d := x.Shape().Dimensions
	switch s.Kind {
	case backbone.KindConv, backbone.KindDepthwise:
		return s.convolve(x, weight, frozen)
	case backbone.KindBatchNorm, backbone.KindNormalization:
		scale, shift := s.affine(weight)
		return activate(graph.Add(graph.Mul(x, perChannel(scale)), perChannel(shift)), s.act)
	case backbone.KindRescaling:
		return graph.Mul(x, factors(x.Graph(), s.Factors))
	case backbone.KindZeroPad:
		return engine.Pad(x, engine.Padding(s.Layer.Surround(backbone.Shape{Height: d[1], Width: d[2]})))
	case backbone.KindActivation:
		return activate(x, s.act)
	case backbone.KindMaxPool:
		return engine.MaxPooling(x, engine.PoolOptions{Window: s.Kernel, Stride: s.Stride})
	case backbone.KindGlobalMean:
		return engine.GlobalMean(x)
	case backbone.KindReshape:
		return graph.Reshape(x, d[0], 1, 1, -1)
	case backbone.KindMultiply:
		return engine.ScaleChannels(x, graph.Reshape(in[1], d[0], -1)) // squeeze and excite: one factor per channel
	case backbone.KindAdd:
		return graph.Add(x, in[1])
	case backbone.KindConcatenate:
		return graph.Concatenate(in, -1)
	}
	return x // the input, and Dropout in inference
}

// convolve runs the convolution; a normalization that was not folded when the weights were loaded is folded here,
// inside the graph, so that gradients reach kernel, γ and β.
func (s step) convolve(x *graph.Node, weight func(string) *graph.Node, frozen bool) *graph.Node {
	d := x.Shape().Dimensions
	kernel, bias := weight(s.Name+"/kernel"), weight(s.Name+"/bias")
	if s.norm != nil && weight(s.norm.Name+"/gamma") != nil {
		scale, shift := step{Layer: *s.norm}.affine(weight)
		if bias != nil {
			shift = graph.Add(shift, graph.Mul(bias, scale))
		}
		if s.Kind == backbone.KindDepthwise {
			kernel = graph.Mul(kernel, graph.Reshape(scale, 1, 1, -1, 1))
		} else {
			kernel = graph.Mul(kernel, perChannel(scale))
		}
		bias = shift
	}
	o := engine.ConvOptions{Stride: s.Stride, Padding: s.padding(d[1], d[2]), ReLU: s.act == backbone.ReLU,
		MaxPool: s.maxPool, Frozen: frozen}
	apply := engine.Conv
	if s.Kind == backbone.KindDepthwise {
		apply = engine.Depthwise
	}
	x = apply(x, kernel, bias, o)
	if o.ReLU {
		return x
	}
	return activate(x, s.act)
}

// affine is the normalization as one factor and one summand per channel, [channels] each.
func (s step) affine(weight func(string) *graph.Node) (scale, shift *graph.Node) {
	if scale = weight(s.Name + "/scale"); scale != nil {
		return scale, weight(s.Name + "/shift")
	}
	if s.Kind == backbone.KindNormalization {
		mean, sigma := weight(s.Name+"/mean"), graph.Sqrt(weight(s.Name+"/variance"))
		sigma = graph.Max(sigma, graph.Scalar(sigma.Graph(), sigma.DType(), kerasEpsilon))
		return graph.Reciprocal(sigma), graph.Neg(graph.Div(mean, sigma))
	}
	scale = graph.Div(weight(s.Name+"/gamma"),
		graph.Sqrt(graph.AddScalar(weight(s.Name+"/moving_variance"), s.Epsilon)))
	return scale, graph.Sub(weight(s.Name+"/beta"), graph.Mul(weight(s.Name+"/moving_mean"), scale))
}

func perChannel(v *graph.Node) *graph.Node { return graph.Reshape(v, 1, 1, 1, -1) }

func factors(g *graph.Graph, f []float64) *graph.Node {
	row := make([]float32, len(f))
	for i, v := range f {
		row[i] = float32(v)
	}
	return perChannel(graph.Const(g, row))
}

func activate(x *graph.Node, a backbone.Activation) *graph.Node {
	switch a {
	case backbone.ReLU:
		return engine.ReLU(x)
	case backbone.Swish:
		return engine.Swish(x)
	case backbone.Sigmoid:
		return engine.Sigmoid(x)
	}
	return x
}
