package plan

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
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
	Defaults map[string]float64
	Plateau  []struct {
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

func TestKerasSchedules(t *testing.T) {
	g := readGolden(t)
	perEpoch := (g.Train + g.Batch - 1) / g.Batch
	for name, option := range map[string]Option{"cosine": Cosine(g.Epochs, 1), "steps": StepDecay(2, 0.3)} {
		schedule := Plan{}.With(option).Schedule
		for step, want := range g.Rates[name] {
			if got := schedule.At(g.Rate, float64(step)/float64(perEpoch)); math.Abs(got-want) > 1e-9 {
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
		plan := Plan{EarlyStopping: &Stopping{Monitor: c.Monitor, Patience: c.Patience, MinDelta: c.MinDelta,
			Restore: c.Restore}}
		history := played(t, c.Monitor, c.Figures)
		stopped := plan.EarlyStopping.StoppedAt(history)
		if stopped != c.Stopped {
			t.Errorf("%+v: stopped after epoch %d", c, stopped)
		}
		if stopped > 0 {
			history = history[:stopped]
		}
		if chosen := Chosen(plan, history); chosen != c.Weights {
			t.Errorf("%+v: the weights are those of epoch %d", c, chosen)
		}
	}
	for _, c := range g.Checkpoint {
		history := played(t, c.Monitor, c.Figures)
		var saved []int
		for n := 1; n <= len(history); n++ {
			if Chosen((Plan{KeepBest: c.Monitor}), history[:n]) == n {
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
		plan := Plan{Rate: g.Rate, Schedule: &Schedule{ReduceOnPlateau: &Plateau{c.Monitor, c.Factor, c.Patience,
			c.MinDelta, c.Cooldown, c.Least}}}
		history := played(t, c.Monitor, c.Figures)
		for n, want := range c.Rates {
			if got := StartRate(plan, history[:n+1]); math.Abs(got-want) > 1e-8 { // Keras keeps the rate in float32
				t.Errorf("%+v: after epoch %d the rate is %g, Keras has %g", c, n+1, got, want)
				break
			}
		}
	}
}

func TestKerasOptimizerDefaults(t *testing.T) {
	g := readGolden(t)
	for name, option := range map[string]Option{"adam": Adam(), "sgd": SGD(0.9), "rmsprop": RMSprop()} {
		// Keras keeps it in float32
		if got, want := (Plan{}).With(option).LearningRate(), g.Defaults[name]; math.Abs(got-want) > 1e-8 {
			t.Errorf("%s has the rate %g, Keras' has %g", name, got, want)
		}
	}
	if got := (Plan{}).With(AdamW()); got.WeightDecay != g.Defaults["adamw decay"] || got.Optimizer != nil {
		t.Errorf("AdamW has the decay %g, Keras' has %g", got.WeightDecay, g.Defaults["adamw decay"])
	}
}
