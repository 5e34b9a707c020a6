package pretrained

import (
	"math"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// TestUnfrozenFeatures: with nothing folded the features are still Keras'.
func TestUnfrozenFeatures(t *testing.T) {
	for name, from := range map[string]string{"efficientnetb1": "input", "squeezenet": "fire9/squeeze1x1",
		"resnet50": "conv5_block1_1_conv"} {
		t.Run(name, func(t *testing.T) {
			b, err := Named(name)
			if err != nil {
				t.Fatal(err)
			}
			var g golden
			readGolden(t, name, &g)
			w, err := b.Random(g.Seed, from)
			if err != nil {
				t.Fatal(err)
			}
			compareFeatures(t, extract(t, b, w, eight(t), backbone.Preprocess{}), decode(t, g.Features), g.Width)
		})
	}
}

// TestOddSide: 45×45 pixels, where EfficientNet pads differently and the feature map is larger than 1×1.
func TestOddSide(t *testing.T) {
	var g struct {
		Odd struct {
			Side     int
			Shape    []int
			Features string
		}
	}
	b := Backbone{backbone.EfficientNetB1()}
	readGolden(t, b.Name, &g)
	side, n := g.Odd.Side, g.Odd.Shape[0]
	x := make([]float32, n*side*side*3)
	for i, v := range eight(t)[:n*pixels] {
		image, row, column := i/pixels, i%pixels/28, i%28
		for c := range 3 {
			x[((image*side+row)*side+column)*3+c] = float32(v)
		}
	}
	w, err := b.Random(7, "")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := evaluate(t, b, w, tensors.FromFlatDataAndDimensions(x, n, side, side, 3))
	compareFeatures(t, got, decode(t, g.Odd.Features), len(got)/n)
	out, err := b.Output(side, side)
	if want := (backbone.Shape{Height: g.Odd.Shape[1], Width: g.Odd.Shape[2], Channels: g.Odd.Shape[3]}); err != nil ||
		out != want {
		t.Errorf("output %v %v, want %v", out, err, want)
	}
}

// evaluate gives the features of x and the gradients of their mean square with respect to the trainable tensors.
func evaluate(t *testing.T, b Backbone, w *Weights, x *tensors.Tensor) (features []float32,
	gradients map[string][]float32) {
	t.Helper()
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	var training []string
	exec, err := graph.NewExec(backend, func(in []*graph.Node) []*graph.Node {
		out := b.Features(in[0], w.Lookup(in[1:]), false)
		nodes := []*graph.Node{out}
		var trained []*graph.Node
		training = nil
		for i, tensor := range w.Tensors {
			if tensor.Trainable {
				training, trained = append(training, tensor.Name), append(trained, in[i+1])
			}
		}
		if len(trained) > 0 {
			nodes = append(nodes, graph.Gradient(graph.ReduceAllMean(graph.Square(out)), trained...)...)
		}
		return nodes
	})
	if err != nil {
		t.Fatal(err)
	}
	in := []any{x}
	for _, tensor := range w.Tensors {
		in = append(in, tensors.FromFlatDataAndDimensions(tensor.Values, tensor.Shape...))
	}
	out, err := exec.Call(in...)
	if err != nil {
		t.Fatal(err)
	}
	gradients = map[string][]float32{}
	for i, name := range training {
		gradients[name] = tensors.MustCopyFlatData[float32](out[i+1])
	}
	return tensors.MustCopyFlatData[float32](out[0]), gradients
}

// TestGradients compares the gradients of an unfrozen network with differences of its loss.
func TestGradients(t *testing.T) {
	b := tiny()
	x := make([]float32, 2*6*6*3)
	unit := units("gradient input")
	for i := range x {
		x[i] = float32(unit(i))
	}
	input := func() *tensors.Tensor { return tensors.FromFlatDataAndDimensions(x, 2, 6, 6, 3) }
	w, err := b.Random(7, "a_conv")
	if err != nil {
		t.Fatal(err)
	}
	_, gradients := evaluate(t, b, w, input())
	if len(gradients) != 8 {
		t.Errorf("%d tensors train, want 8: kernel, bias, γ, β, depthwise kernel, γ, β, kernel", len(gradients))
	}
	loss := func() float64 {
		features, _ := evaluate(t, b, w, input())
		return meanSquare(features)
	}
	const h = 1e-3 // small enough to cross few of the kinks of ReLU; float32 losses near 1 leave 1e-4 of noise
	for i := range w.Tensors {
		gradient, ok := gradients[w.Tensors[i].Name]
		if !ok {
			continue
		}
		value := &w.Tensors[i].Values[1]
		start := *value
		*value = start + h
		above := loss()
		*value = start - h
		slope := (above - loss()) / (2 * h)
		*value = start
		if math.Abs(slope-float64(gradient[1])) > 0.02*(math.Abs(slope)+0.01) {
			t.Errorf("%s: gradient %g, difference %g", w.Tensors[i].Name, gradient[1], slope)
		}
	}
}

func meanSquare(values []float32) float64 {
	sum := 0.0
	for _, v := range values {
		sum += float64(v) * float64(v)
	}
	return sum / float64(len(values))
}
