package local_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// swish is x·σ(x), of Ramachandran et al. 2017.
func swish(x *graph.Node) *graph.Node { return graph.Mul(x, graph.Sigmoid(x)) }

// with is studytest's plan on a network with that layer behind the convolutions.
func with(layer nets.Layer) plan.Plan {
	p := studytest.Plan()
	p.Net = nets.New("own", nets.Conv(4, 5), layer, nets.MaxPool(2), nets.Flatten, nets.Dense(16), layer,
		nets.Dense(10))
	return p
}

// A network with a layer of one's own learns, and its run is another one than that of the same network without it.
func TestOwnLayerTrains(t *testing.T) {
	s := studytest.New(t)
	own := studytest.Train(t, s, with(local.Layer("swish", 1, swish)))
	if own.TestAccuracy < 0.3 { // ten classes: 0.1 is chance
		t.Errorf("test accuracy %v", own.TestAccuracy)
	}
	if again := studytest.Train(t, s, with(local.Layer("swish", 1, swish))); !again.Cached {
		t.Error("the same layer, version and plan were trained twice")
	}
	other := studytest.Train(t, s, with(local.Layer("swish", 2, swish)))
	if other.Cached || other.Name == own.Name {
		t.Error("another version is another training")
	}
	if other.TestLoss != own.TestLoss {
		t.Error("the same function by another version computes something else")
	}
}

// The gradient goes through the function: x·σ(x) as a layer of one's own trains as the built-in Tanh does if it is one.
func TestOwnLayerIsExact(t *testing.T) {
	s := studytest.New(t)
	own := studytest.Train(t, s, with(local.Layer("mytanh", 1, graph.Tanh)))
	builtin := studytest.Train(t, s, with(nets.Tanh))
	if own.TestLoss != builtin.TestLoss {
		t.Errorf("test loss %v, with the built-in Tanh %v", own.TestLoss, builtin.TestLoss)
	}
}

// stopping cancels after so many steps.
type stopping struct {
	plan.Silent
	steps  int
	cancel context.CancelFunc
}

func (s *stopping) Step(plan.StepInfo) {
	if s.steps--; s.steps == 0 {
		s.cancel()
	}
}

// display is a study's display of one training.
type display struct {
	study.Display
	progress plan.Progress
}

func (d display) Training() plan.Progress { return d.progress }

// Interrupted in the middle of an epoch and continued, it is the run that was never stopped.
func TestOwnLayerResumes(t *testing.T) {
	p := with(local.Layer("swish", 1, swish))
	whole := studytest.Train(t, studytest.New(t), p)
	s := studytest.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.Display = display{progress: &stopping{steps: 40, cancel: cancel}}
	if r, err := s.Train(ctx, p); err != nil || !r.Interrupted {
		t.Fatal("not interrupted: ", err)
	}
	s.Display = nil
	if r := studytest.Train(t, s, p); r.TestLoss != whole.TestLoss || r.Cached {
		t.Errorf("continued: test loss %v, in one go %v", r.TestLoss, whole.TestLoss)
	}
}

// Mistakes in a layer are said when its network is checked, by its name.
func TestOwnLayerMistakes(t *testing.T) {
	one, two := 1.0, 2.0
	times := func(factor *float64) func(*graph.Node) *graph.Node {
		return func(x *graph.Node) *graph.Node { return graph.MulScalar(x, *factor) }
	}
	local.Layer("claimed", 1, times(&one))
	for want, layer := range map[string]nets.Layer{
		"is two functions": local.Layer("claimed", 1, times(&two)),
		"needs a name":     local.Layer("Not a name", 1, swish),
		"needs a version":  local.Layer("unnumbered", 0, swish),
		"has no function":  local.Layer("empty", 1, nil),
		"nothing made of":  local.Layer("nil", 1, func(*graph.Node) *graph.Node { return nil }),
		"answers with [28 28 1]": local.Layer("flat", 1,
			func(x *graph.Node) *graph.Node { return graph.ReduceSum(x, 0) }),
		"fails: ": local.Layer("broken", 1,
			func(x *graph.Node) *graph.Node { return graph.Reshape(x, 5, 7) }),
		"must be float32": local.Layer("whole", 1,
			func(x *graph.Node) *graph.Node { return graph.GreaterThan(x, x) }),
		"only the program dec": nets.Own("unknown", 1),
	} {
		_, err := nets.Shapes(nets.New("net", layer, nets.Flatten, nets.Dense(10)))
		if err == nil || !strings.Contains(err.Error(), want) ||
			!strings.HasPrefix(err.Error(), "net: layer 1 Layer(") {
			t.Errorf("%q says %v", want, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q says more than a line: %v", want, err)
		}
	}
}
