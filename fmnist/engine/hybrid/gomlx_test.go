package hybrid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// TestTrainer trains with GoMLX's own layers, trainer and optimizer, dropout included, and expects the Go backend's
// losses.
func TestTrainer(t *testing.T) {
	stock, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		t.Fatal(err)
	}
	want, got := gomlxLosses(t, stock), gomlxLosses(t, newBackend(t))
	for i := range want {
		if math.Abs(float64(want[i]-got[i])) > 1e-4 {
			t.Errorf("step %d: loss %g, on the Go backend %g", i, got[i], want[i])
		}
	}
}

func gomlxLosses(t *testing.T, b compute.Backend) []float32 {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(7); err != nil {
		t.Fatal(err)
	}
	const batch = 32
	net := func(scope *model.Scope, _ any, in []*graph.Node) []*graph.Node {
		x := activation.Relu(layers.Convolution(scope.In("c"), in[0]).Channels(8).KernelSize(3).PadSame().Done())
		x = graph.Reshape(graph.MaxPool(x).Window(2).Done(), batch, -1)
		x = activation.Relu(layers.Dense(scope.In("d"), x, true, 64))
		return []*graph.Node{layers.Dense(scope.In("e"), layers.DropoutStatic(scope, x, 0.2), true, 10)}
	}
	trainer := train.NewTrainer(b, store, train.ModelFn(net), loss.SparseCategoricalCrossEntropyLogits,
		optimizer.Adam().LearningRate(1e-3).Done(), nil, nil)
	r := rand.New(rand.NewPCG(1, 1))
	var losses []float32
	for range 8 {
		images, labels := make([]float32, batch*14*14), make([]int32, batch)
		for i := range images {
			images[i] = r.Float32()
		}
		for i := range labels {
			labels[i] = r.Int32N(10)
		}
		metrics, err := trainer.TrainStep(train.Batch{
			Inputs: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(images, batch, 14, 14, 1)},
			Labels: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(labels, batch, 1)},
		})
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, tensors.ToScalar[float32](metrics[0]))
	}
	return losses
}
