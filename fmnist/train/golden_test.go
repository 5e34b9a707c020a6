package train

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

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
	Rates map[string][]float64
	Early []struct {
		Monitor          string
		Figures          []string
		Patience         int
		MinDelta         float64 `json:"min_delta"`
		Restore          bool
		Stopped, Weights int
	}
	Checkpoint []struct {
		Monitor string
		Figures []string
		Saved   []int
	}
	Plateau []struct {
		Monitor            string
		Figures            []string
		Factor             float64
		Patience, Cooldown int
		MinDelta           float64 `json:"min_delta"`
		Least              float64
		Rates              []float64 // behind every epoch
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

// The same data, weights and batches give Keras' history and weights: loss, gradients, Adam, AdamW's decay, label smoothing,
// schedules, the last partial batch, running means and validation. The tolerance is that of float32 sums in another order.
func TestKerasFit(t *testing.T) {
	g := readGolden(t)
	net := nets.New("golden", nets.Conv(3, 5), nets.ReLU, nets.MaxPool(2), nets.Flatten, nets.Dense(16), nets.ReLU, nets.Dense(10))
	images := g.Train + g.Held
	// Half an image more than is held out keeps the rounding of the share from taking one more.
	plan := Plan{Net: net, Epochs: g.Epochs, Batch: g.Batch, Rate: g.Rate, Validation: (float64(g.Held) - 0.5) / float64(images)}
	const tolerance = 1e-4
	for name, change := range map[string][]Option{"adam": nil, "smoothing": {LabelSmoothing(0.1)}, "decay": {WeightDecay(0.3)},
		"cosine": {Cosine(g.Epochs, 1)}, "steps": {Steps(2, 0.3)}} {
		t.Run(name, func(t *testing.T) {
			history, weights := fitInOrder(t, plan.With(change...), Images(goldenImages(images)))
			for _, monitor := range monitors {
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
					t.Errorf("tensor %d sums to %.5f and %.5f, Keras' to %.5f and %.5f", i, sum, absolute, want[0], want[1])
				}
			}
		})
	}
}

// fitInOrder trains from the formula's weights without shuffling.
func fitInOrder(t *testing.T, plan Plan, samples Samples) ([]Epoch, []*tensors.Tensor) {
	t.Helper()
	backend, _, err := open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(backend, plan, samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.stream.inOrder = true
	s.state = s.graphs.start(plan.Seed)
	for i, p := range s.graphs.parameters {
		s.state.weights[i] = goldenWeights(i, p)
	}
	var history []Epoch
	for range plan.Epochs {
		e, err := s.epoch(context.Background(), history, Silent{})
		if err != nil {
			t.Fatal(err)
		}
		history = append(history, e)
	}
	return history, s.state.weights
}

func TestKerasSchedules(t *testing.T) {
	g := readGolden(t)
	perEpoch := (g.Train + g.Batch - 1) / g.Batch
	for name, option := range map[string]Option{"cosine": Cosine(g.Epochs, 1), "steps": Steps(2, 0.3)} {
		schedule := Plan{}.With(option).Schedule
		for step, want := range g.Rates[name] {
			if got := schedule.at(g.Rate, float64(step)/float64(perEpoch)); math.Abs(got-want) > 1e-9 {
				t.Errorf("%s: the rate of step %d is %g, Keras has %g", name, step, got, want)
			}
		}
	}
}

// played is a history with one scripted figure.
func played(t *testing.T, monitor string, figures []string) []Epoch {
	t.Helper()
	var history []Epoch
	for i, text := range figures {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		e := Epoch{Epoch: i + 1}
		switch monitor {
		case "loss":
			e.Loss = x
		case "accuracy":
			e.Accuracy = x
		case "val_loss":
			e.ValLoss = &x
		case "val_accuracy":
			e.ValAccuracy = &x
		}
		history = append(history, e)
	}
	return history
}

func TestKerasCallbacks(t *testing.T) {
	g := readGolden(t)
	for _, c := range g.Early {
		plan := Plan{EarlyStop: &EarlyStop{Monitor: c.Monitor, Patience: c.Patience, MinDelta: c.MinDelta, Restore: c.Restore}}
		history := played(t, c.Monitor, c.Figures)
		stopped := plan.EarlyStop.StoppedAt(history)
		if stopped != c.Stopped {
			t.Errorf("%+v: stopped after epoch %d", c, stopped)
		}
		if stopped > 0 {
			history = history[:stopped]
		}
		if chosen := plan.chosen(history); chosen != c.Weights {
			t.Errorf("%+v: the weights are those of epoch %d", c, chosen)
		}
	}
	for _, c := range g.Checkpoint {
		history := played(t, c.Monitor, c.Figures)
		var saved []int
		for n := 1; n <= len(history); n++ {
			if (Plan{KeepBest: c.Monitor}).chosen(history[:n]) == n {
				saved = append(saved, n)
			}
		}
		if !slices.Equal(saved, c.Saved) {
			t.Errorf("%+v: saved after epochs %v", c, saved)
		}
	}
}

func TestKerasPlateau(t *testing.T) {
	g := readGolden(t)
	if len(g.Plateau) == 0 {
		t.Fatal("bench/golden/training.json has no plateaus")
	}
	for _, c := range g.Plateau {
		plan := Plan{Rate: g.Rate, Schedule: &Schedule{Plateau: &Plateau{c.Monitor, c.Factor, c.Patience, c.MinDelta, c.Cooldown, c.Least}}}
		history := played(t, c.Monitor, c.Figures)
		for n, want := range c.Rates {
			if got := plan.startRate(history[:n+1]); math.Abs(got-want) > 1e-8 { // Keras keeps the rate in float32
				t.Errorf("%+v: after epoch %d the rate is %g, Keras has %g", c, n+1, got, want)
				break
			}
		}
	}
}
