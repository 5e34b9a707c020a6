package nets

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// Parameter is one tensor of a network's weights.
type Parameter struct {
	Name  string // Keras' layer name and the tensor's: "conv2d_1/kernel"
	Shape []int  // kernels [rows, columns, in, out], dense [in, out]
	// Limit is Glorot's bound √(6/(fanIn+fanOut)): weights start uniform in ±Limit. 0 means that they start at Start.
	Limit, Start float64
	// Fixed parameters have no gradient; Codes marks the ±1 codes of an RBF output, Moving the running means of a
	// BatchNorm.
	Fixed, Codes, Moving bool
	// Decay is λ of the L2 penalty λ·Σw² in the loss.
	Decay float64
}

// Size is the number of values.
func (p Parameter) Size() int {
	size := 1
	for _, d := range p.Shape {
		size *= d
	}
	return size
}

// Initial are the starting values for a seed: Glorot-uniform kernels, zero biases (Keras' defaults). Each tensor has
// its own random stream, so adding a layer leaves the others' start unchanged, on every backend.
func (p Parameter) Initial(seed int64) []float32 {
	values := make([]float32, p.Size())
	hash := fnv.New64a()
	hash.Write([]byte(p.Name))
	random := rand.New(rand.NewPCG(uint64(seed), hash.Sum64()))
	for i := range values {
		switch {
		case p.Codes:
			values[i] = float32(2*random.IntN(2) - 1)
		case p.Limit > 0:
			values[i] = float32((float64(2*float64(random.Float64())) - 1) * p.Limit)
		default:
			values[i] = float32(p.Start)
		}
	}
	return values
}

// Placed is a layer in its place: with the name Keras would give it and its shapes.
type Placed struct {
	Layer
	Name    string
	In, Out Shape
	Index   int // position in Net.Layers
}

// kerasNames are Keras' snake-case class names, counted per class: conv2d, conv2d_1, …
var kerasNames = map[Kind][2]string{
	KindConv: {"conv2d", "Conv2D"}, KindSparseConv: {"sparse_conv2d", "SparseConv2D"},
	KindMaxPool: {"max_pooling2d", "MaxPooling2D"}, KindAvgPool: {"average_pooling2d", "AveragePooling2D"},
	KindSubSample: {"sub_sampling2d", "SubSampling2D"}, KindGlobalMax: {"global_max_pooling2d", "GlobalMaxPooling2D"},
	KindGlobalAvg: {"global_average_pooling2d", "GlobalAveragePooling2D"}, KindFlatten: {"flatten", "Flatten"},
	KindBatchNorm: {"batch_normalization", "BatchNormalization"}, KindDense: {"dense", "Dense"},
	KindDropout: {"dropout", "Dropout"}, KindRBF: {"rbf", "RBF"},
	KindOwn:  {"lambda", "Lambda"}, // Keras' class for a function in place of a layer
	KindReLU: {"activation", "Activation"}, KindTanh: {"activation", "Activation"},
	KindSigmoid: {"activation", "Activation"}, KindScaledTanh: {"activation", "Activation"},
}

// kerasName is the layer's name before it is counted.
func (l Layer) kerasName() string {
	if l.Kind == KindOwn {
		return l.Name
	}
	return kerasNames[l.Kind][0]
}

// Place gives the layers in their places, or the error of Shapes.
func Place(n Net) ([]Placed, error) {
	shapes, err := Shapes(n)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	layers, in := make([]Placed, len(n.Layers)), n.InputShape()
	for i, l := range n.Layers {
		name := l.kerasName()
		layers[i] = Placed{Layer: l, Name: name, In: in, Out: shapes[i], Index: i}
		if k := count[name]; k > 0 {
			layers[i].Name = fmt.Sprintf("%s_%d", name, k)
		}
		count[name]++
		in = shapes[i]
	}
	return layers, nil
}

// Parameters lists the weights in Keras' order.
func Parameters(n Net) ([]Parameter, error) {
	layers, err := Place(n)
	if err != nil {
		return nil, err
	}
	var all []Parameter
	for _, l := range layers {
		all = append(all, l.parameters()...)
	}
	return all, nil
}

func glorot(fanIn, fanOut float64) float64 { return math.Sqrt(6 / (fanIn + fanOut)) }

func (l Placed) parameters() []Parameter {
	area, in, out := l.Kernel*l.Kernel, l.In.Channels, l.Out.Channels
	bias := Parameter{Name: l.Name + "/bias", Shape: []int{out}}
	switch l.Kind {
	case KindConv:
		limit := glorot(float64(area*in), float64(area*out))
		return []Parameter{{Name: l.Name + "/kernel", Shape: []int{l.Kernel, l.Kernel, in, out}, Limit: limit,
			Decay: l.Decay}, bias}
	case KindSparseConv:
		links := len(C3Links())
		limit := glorot(float64(area*links)/float64(out), float64(area*links)/float64(in))
		return []Parameter{{Name: l.Name + "/kernel", Shape: []int{area, links}, Limit: limit, Decay: l.Decay}, bias}
	case KindSubSample:
		// The window is summed, so a coefficient of 1/window² starts as the mean.
		start := 1 / float64(l.Window*l.Window)
		return []Parameter{{Name: l.Name + "/coefficient", Shape: []int{out}, Start: start}, bias}
	case KindDense:
		return []Parameter{{Name: l.Name + "/kernel", Shape: []int{in, out}, Limit: glorot(float64(in), float64(out)),
			Decay: l.Decay}, bias}
	case KindBatchNorm:
		vector := func(name string, start float64, moving bool) Parameter {
			return Parameter{Name: l.Name + "/" + name, Shape: []int{out}, Start: start, Fixed: moving, Moving: moving}
		}
		return []Parameter{vector("gamma", 1, false), vector("beta", 0, false), vector("moving_mean", 0, true),
			vector("moving_variance", 1, true)}
	case KindRBF:
		return []Parameter{{Name: l.Name + "/codes", Shape: []int{in, out}, Fixed: true, Codes: true}}
	}
	return nil
}

// weights counts a layer's weights without overflow, before anything is allocated.
func (l Layer) weights(in Shape) float64 {
	switch l.Kind {
	case KindConv, KindSparseConv:
		return float64(l.Kernel) * float64(l.Kernel) * float64(in.Channels) * float64(l.Filters)
	case KindDense, KindRBF:
		return float64(in.Channels) * float64(l.Units)
	}
	return 0
}

// C3Links lists the pairs (input map, output map) of table I of LeCun, Bottou, Bengio and Haffner 1998: six maps that
// see three neighbours, six that see four, three that see four of five, one that sees all.
func C3Links() [][2]int {
	table := [16][]int{
		{0, 1, 2}, {1, 2, 3}, {2, 3, 4}, {3, 4, 5}, {4, 5, 0}, {5, 0, 1},
		{0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}, {3, 4, 5, 0}, {4, 5, 0, 1}, {5, 0, 1, 2},
		{0, 1, 3, 4}, {1, 2, 4, 5}, {0, 2, 3, 5}, {0, 1, 2, 3, 4, 5},
	}
	var links [][2]int
	for out, ins := range table {
		for _, in := range ins {
			links = append(links, [2]int{in, out})
		}
	}
	return links
}
