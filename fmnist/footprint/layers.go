package footprint

import "github.com/gofmnist/gofmnist/fmnist/nets"

// factor is how many times its output a layer takes at the peak, in training and in evaluation.
type factor struct{ training, evaluation float64 }

// Fitted to slopes over batches of 400 and 800 images, a layer at a time after a convolution with 32 filters, and to
// whole plans.
var factors = map[nets.Kind]factor{
	nets.KindConv: {1.65, 1}, nets.KindSparseConv: {1.65, 1}, nets.KindDense: {5, 2.5}, nets.KindRBF: {9, 4},
	nets.KindTanh: {8.7, 4}, nets.KindScaledTanh: {12, 5}, nets.KindSigmoid: {9.2, 4}, nets.KindReLU: {5.5, 2.5},
	nets.KindBatchNorm: {16, 4},
	nets.KindMaxPool:   {1.5, 1}, nets.KindAvgPool: {1, 1}, nets.KindSubSample: {24, 10}, nets.KindGlobalMax: {4, 2},
	nets.KindGlobalAvg: {4, 2},
	nets.KindDropout:   {0.1, 0}, nets.KindFlatten: {0, 0}, nets.KindOwn: {9, 4},
}

// Where the engine fuses a convolution with a 2×2 pooling after it, and perhaps a ReLU between, only a part of the
// convolution's output is ever there.
var fused = factor{0.75, 0.7}

// perImage are the bytes of an image's activations.
func perImage(n nets.Net) (training, evaluation float64, err error) {
	layers, err := nets.Place(n)
	if err != nil {
		return 0, 0, err
	}
	input := float * float64(n.InputShape().Size())
	training, evaluation = 3*input, 2*input
	for i := 0; i < len(layers); i++ {
		l := layers[i]
		f, behind := factors[l.Kind], fusedBehind(layers[i:])
		if behind > 0 {
			f = fused
		}
		bytes := float * float64(l.Out.Size())
		training, evaluation = training+f.training*bytes, evaluation+f.evaluation*bytes
		i += behind
	}
	return training, evaluation, nil
}

// fusedBehind counts the layers after a convolution that are computed with it when a 2×2 pooling is among them.
func fusedBehind(layers []nets.Placed) int {
	if k := layers[0].Kind; k != nets.KindConv && k != nets.KindSparseConv {
		return 0
	}
	at := 1
	if at < len(layers) && layers[at].Kind == nets.KindReLU {
		at++
	}
	if at < len(layers) && layers[at].Kind == nets.KindMaxPool && layers[at].Window == 2 &&
		layers[at].PoolStride() == 2 {
		return at
	}
	return 0
}
