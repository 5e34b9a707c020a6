package train

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/train/layers"
)

// Attributions are the saliency and Grad-CAM maps of images for the class that a trained network takes each for.
func Attributions(backend compute.Backend, p plan.Plan, weights map[string][]float32,
	set data.Set) ([]execute.Attribution, error) {
	if p.Base != nil {
		return nil, fmt.Errorf("%s sees features of %s and no images", p.Title(), p.Base.Network)
	}
	s, err := askable(backend, p, weights)
	if err != nil {
		return nil, err
	}
	looked, err := graph.NewExec(backend, s.graphs.buildAttributions)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Title(), firstLine(err))
	}
	var all []execute.Attribution
	for from := 0; from < set.Len(); from += evalBatch {
		n := min(evalBatch, set.Len()-from)
		images := tensors.FromFlatDataAndDimensions(set.Images[from*data.Pixels:(from+n)*data.Pixels], n, data.Side,
			data.Side, 1)
		outputs, err := call(looked, s.state.args(true, images)...)
		free(images)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Title(), err)
		}
		all = append(all, s.graphs.attributions(outputs, n)...)
		free(outputs...)
	}
	return all, nil
}

// buildAttributions takes [images, weights…] and returns the class probabilities [batch, classes], the gradient of the
// likeliest class's logit with respect to the pixels [batch, 28, 28, 1], and, if there is a convolution, the weighted
// sum of its maps [batch, rows, columns].
func (g *graphs) buildAttributions(in []*graph.Node) []*graph.Node {
	weights := map[string]*graph.Node{}
	for i, p := range g.parameters {
		weights[p.Name] = in[1+i]
	}
	pass := layers.Pass{Weight: func(name string) *graph.Node { return weights[name] }}
	net, depth := g.plan.Net, lastConvolution(g.plan.Net)
	pixels := engine.Pixels(in[0])
	input := layers.Prepared(net.Prepare, pixels)
	maps := layers.Part(net, 0, depth, input, pass) // the input itself without a convolution
	logits := layers.Part(net, depth, len(net.Layers), maps, pass)
	classes := logits.Shape().Dimensions[1]
	likeliest := graph.StopGradient(graph.OneHot(graph.ArgMax(logits, -1), classes, logits.DType()))
	by := []*graph.Node{pixels, maps}
	if net.Prepare == nets.Pad32 {
		by[0] = input // GoMLX knows no gradient of padding; the zeros around the image are cut off below
	}
	gradients := graph.Gradient(graph.ReduceAllSum(graph.Mul(logits, likeliest)), by...)
	out := []*graph.Node{graph.Softmax(logits, -1), inside(net.Prepare, gradients[0])}
	if depth > 0 {
		weighted := graph.Mul(maps, graph.ReduceAndKeep(gradients[1], graph.ReduceMean, 1, 2))
		out = append(out, graph.MaxScalar(graph.ReduceSum(weighted, -1), 0))
	}
	return out
}

// inside cuts the two rows and columns around a padded image [batch, 32, 32, 1] off.
func inside(p nets.Prepare, x *graph.Node) *graph.Node {
	if p != nets.Pad32 {
		return x
	}
	const margin = (data.Wide - data.Side) / 2
	within := graph.AxisRange(margin, margin+data.Side)
	return graph.Slice(x, graph.AxisRange(), within, within, graph.AxisRange())
}

// lastConvolution is the number of layers up to the last convolution and its activation; 0 where there is none.
func lastConvolution(n nets.Net) int {
	depths := nets.Convolutions(n)
	if len(depths) == 0 {
		return 0
	}
	return depths[len(depths)-1]
}

// attributions reads the outputs of buildAttributions for n images.
func (g *graphs) attributions(outputs []*tensors.Tensor, n int) []execute.Attribution {
	flat := func(i int) []float32 { return tensors.MustCopyFlatData[float32](outputs[i]) }
	probabilities, saliency := flat(0), flat(1)
	var cam []float32
	rows, columns := 0, 0
	if len(outputs) > 2 {
		cam, rows, columns = flat(2), outputs[2].Shape().Dimensions[1], outputs[2].Shape().Dimensions[2]
	}
	all := make([]execute.Attribution, n)
	for i := range all {
		a := &all[i]
		for class, p := range probabilities[i*len(probabilities)/n : (i+1)*len(probabilities)/n] {
			if p > a.Probability {
				a.Class, a.Probability = class, p
			}
		}
		for _, v := range saliency[i*data.Pixels : (i+1)*data.Pixels] {
			a.Saliency = append(a.Saliency, max(v, -v))
		}
		if cam != nil {
			a.GradCAM = over(g.plan.Net.Prepare, cam[i*rows*columns:(i+1)*rows*columns], rows, columns)
		}
	}
	return all
}

// over enlarges a map of what a network sees to the 28×28 pixels of the image. A padded image is larger than they are.
func over(p nets.Prepare, values []float32, rows, columns int) []float32 {
	if p != nets.Pad32 {
		return bilinear(values, rows, columns, data.Side)
	}
	wide, inner := bilinear(values, rows, columns, data.Wide), make([]float32, 0, data.Pixels)
	const margin = (data.Wide - data.Side) / 2
	for y := margin; y < margin+data.Side; y++ {
		inner = append(inner, wide[y*data.Wide+margin:y*data.Wide+margin+data.Side]...)
	}
	return inner
}

// bilinear enlarges rows×columns values to side×side with half-pixel centres and the edge repeated, as TensorFlow's
// image.resize.
func bilinear(values []float32, rows, columns, side int) []float32 {
	place := func(i, n int) (low, high int, share float32) {
		at := (float64(i)+0.5)*float64(n)/float64(side) - 0.5
		at = min(max(at, 0), float64(n-1))
		low = int(at)
		return low, min(low+1, n-1), float32(at - float64(low))
	}
	out := make([]float32, 0, side*side)
	for y := range side {
		top, bottom, down := place(y, rows)
		for x := range side {
			left, right, across := place(x, columns)
			row := func(r int) float32 {
				a, b := values[r*columns+left], values[r*columns+right]
				return a + float32((b-a)*across) // rounded, on every processor
			}
			a, b := row(top), row(bottom)
			out = append(out, a+float32((b-a)*down))
		}
	}
	return out
}
