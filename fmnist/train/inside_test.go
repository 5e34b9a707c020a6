package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// What Predict says about the test images is what the run stored about them.
func TestPredictAgreesWithTheStoredProbabilities(t *testing.T) {
	r := mustRun(t, store(t), base)
	weights, err := r.Weights()
	if err != nil {
		t.Fatal(err)
	}
	backend, _ := open()
	got, err := Predict(context.Background(), backend.Backend, base, weights, tests)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := r.Probabilities()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("value %d is %v, want %v", i, got[i], want[i])
		}
	}
	delete(weights, "dense/kernel")
	if _, err := Predict(context.Background(), backend.Backend, base, weights, tests); err == nil ||
		!strings.Contains(err.Error(), "dense/kernel") {
		t.Errorf("missing weights: %v", err)
	}
}

// The first layer's activations are the convolution written out by hand.
func TestActivationsOfTheFirstLayer(t *testing.T) {
	r := mustRun(t, store(t), base)
	weights, err := r.Weights()
	if err != nil {
		t.Fatal(err)
	}
	backend, _ := open()
	one := Images(drawn.Test.Take(1))
	got, shape, err := Activations(context.Background(), backend.Backend, base, weights, one, 2)
	if err != nil || shape != (nets.Shape{Height: 24, Width: 24, Channels: 4}) || len(got) != 24*24*4 {
		t.Fatalf("%d values of shape %v, %v", len(got), shape, err)
	}
	kernel, bias, image := weights["conv2d/kernel"], weights["conv2d/bias"], drawn.Test.Image(0)
	for _, at := range [][3]int{{0, 0, 0}, {12, 9, 1}, {23, 23, 3}} {
		row, column, channel := at[0], at[1], at[2]
		sum := float64(bias[channel])
		for i := range 25 {
			sum += float64(kernel[i*4+channel]) * float64(image[(row+i/5)*28+column+i%5]) / 255
		}
		if x := float64(got[(row*24+column)*4+channel]); math.Abs(x-max(sum, 0)) > 1e-5 {
			t.Errorf("at %v: %v, want %v", at, x, max(sum, 0))
		}
	}
	if _, _, err := Activations(context.Background(), backend.Backend, base, weights, one, 99); err == nil {
		t.Error("layer 99 does not exist")
	}
}
