package train

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// golden is what bench/golden/training.py wrote.
type golden struct {
	Train, Held, Batch, Epochs int
	Rate                       float64
	Fits                       map[string]struct {
		History map[string][]float64
		Sums    [][2]float64 // of each tensor: the sum and the sum of the absolute values
	}
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	text, err := os.ReadFile("../../bench/golden/training.json")
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// goldenImages and goldenWeights are the formulas of training.py.
func goldenImages(n int) data.Set {
	s := data.Set{Name: "golden"}
	for i := range n {
		for p := range data.Pixels {
			s.Images = append(s.Images, uint8(((p*(i%10+3)*5)%256*3+(i*31+p*17+i*p%101)%256)/4))
		}
		s.Labels = append(s.Labels, uint8(i%10))
	}
	return s
}

func goldenWeights(tensor int, p nets.Parameter) *tensors.Tensor {
	values := make([]float32, p.Size())
	for k := range values {
		values[k] = float32(float64((k*7919+tensor*104729)%2001-1000) / 1000 * 0.1)
	}
	return tensors.FromFlatDataAndDimensions(values, p.Shape...)
}

// The same data, weights and batches give Keras' history and weights: loss, gradients, Adam, AdamW's decay, label
// smoothing, schedules, the last partial batch, running means and validation. The tolerance is that of float32 sums in
// another order.
func TestKerasFit(t *testing.T) {
	g := readGolden(t)
	images := g.Train + g.Held
	// Half an image more than is held out keeps the rounding of the share from taking one more.
	p := plan.Plan{Net: goldenNet(nets.Conv(3, 5), nets.Dense(16)), Epochs: g.Epochs, Batch: g.Batch, Rate: g.Rate,
		Validation: (float64(g.Held) - 0.5) / float64(images)}
	const tolerance = 1e-4
	fast := plan.Rate(10 * g.Rate)
	normalizedGolden := nets.New("golden", nets.Conv(3, 5), nets.BatchNorm, nets.ReLU, nets.MaxPool(2), nets.Flatten,
		nets.Dense(16), nets.BatchNorm, nets.ReLU, nets.Dense(10))
	for name, change := range map[string][]plan.Option{"adam": nil, "smoothing": {plan.LabelSmoothing(0.1)},
		"decay":  {plan.WeightDecay(0.3)},
		"cosine": {plan.Cosine(g.Epochs, 1)}, "steps": {plan.StepDecay(2, 0.3)},
		"sgd": {plan.SGD(0), fast}, "momentum": {plan.SGD(0.9), fast}, "nesterov": {plan.Nesterov(0.9), fast},
		"rmsprop":   {plan.RMSprop()},
		"ema":       {plan.EMA(0.9)},
		"ema decay": {plan.SGD(0.9), fast, plan.WeightDecay(0.3), plan.EMA(0.8), with(normalizedGolden)},
		"sgd decay": {plan.SGD(0.9), fast, plan.WeightDecay(0.3)},
		"l2":        {with(goldenNet(nets.Conv(3, 5).L2(0.02), nets.Dense(16).L2(0.01)))},
		"strides": {plan.SGD(0.9), fast, with(nets.New("golden", nets.Conv(3, 5).Same().Stride(2), nets.ReLU,
			nets.MaxPool(3).Stride(2), nets.Conv(4, 3).Same(), nets.ReLU,
			nets.AvgPool(2), nets.GlobalAvgPool, nets.Dense(16), nets.ReLU, nets.Dense(10)))},
		"batch normalization": {plan.SGD(0.9), fast, with(normalizedGolden)},
	} {
		if len(g.Fits[name].Sums) == 0 {
			t.Fatalf("bench/golden/training.json has no fit %q", name)
		}
		t.Run(name, func(t *testing.T) {
			history, weights := fitInOrder(t, p.With(change...), Images(goldenImages(images)))
			for _, monitor := range plan.Monitors {
				for i, want := range g.Fits[name].History[monitor] {
					if got := history[i].Figure(monitor); math.Abs(got-want) > tolerance {
						t.Errorf("%s of epoch %d is %.6f, Keras has %.6f", monitor, i+1, got, want)
					}
				}
			}
			for i, want := range g.Fits[name].Sums {
				sum, absolute := 0.0, 0.0
				for _, x := range tensors.MustCopyFlatData[float32](weights[i]) {
					sum, absolute = sum+float64(x), absolute+math.Abs(float64(x))
				}
				if math.Abs(sum-want[0]) > tolerance*want[1] || math.Abs(absolute-want[1]) > tolerance*want[1] {
					t.Errorf("tensor %d sums to %.5f and %.5f, Keras' to %.5f and %.5f", i, sum, absolute, want[0],
						want[1])
				}
			}
		})
	}
}

// goldenNet is the network of most fits.
func goldenNet(conv, dense nets.Layer) nets.Net {
	return nets.New("golden", conv, nets.ReLU, nets.MaxPool(2), nets.Flatten, dense, nets.ReLU, nets.Dense(10))
}

// with trains another network.
func with(net nets.Net) plan.Option { return func(p *plan.Plan) { p.Net = net } }

// fitInOrder trains from the formula's weights without shuffling.
func fitInOrder(t *testing.T, p plan.Plan, samples Samples) ([]plan.Epoch, []*tensors.Tensor) {
	t.Helper()
	backend, err := open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(backend.Backend, p, samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.stream.inOrder = true
	s.state = s.graphs.start(p.Seed)
	for i, w := range s.graphs.parameters {
		if !strings.HasPrefix(w.Name, "batch_normalization") {
			s.state.weights[i] = goldenWeights(i, w)
		}
	}
	var history []plan.Epoch
	for range p.Epochs {
		e, err := s.epoch(context.Background(), history, plan.Silent{})
		if err != nil {
			t.Fatal(err)
		}
		history = append(history, e)
	}
	return history, s.state.weights
}
