package local

import (
	"math"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// TestFirstDense has a head that normalizes its features first, and one that does not.
func TestFirstDense(t *testing.T) {
	weights := map[string][]float32{"dense/kernel": {2, 0, 0, 4}, "dense/bias": {1, -1},
		"batch_normalization/gamma": {1, 3}, "batch_normalization/beta": {0.5, 0},
		"batch_normalization/moving_mean": {10, 20}, "batch_normalization/moving_variance": {4 - 1e-3, 9 - 1e-3}}
	x := []float32{14, 23} // normalized: (14-10)/2 + 0.5 and 3(23-20)/3
	for _, c := range []struct {
		net  nets.Net
		want []float32
	}{
		{nets.New("head", nets.GlobalMaxPool, nets.BatchNorm, nets.Dense(2)), []float32{2*2.5 + 1, 4*3 - 1}},
		{nets.New("head", nets.GlobalMaxPool, nets.Dense(2), nets.BatchNorm), []float32{2*14 + 1, 4*23 - 1}},
	} {
		kernel, bias := firstDense(c.net, weights)
		for u, want := range c.want {
			got := bias[u] + x[0]*kernel[u] + x[1]*kernel[2+u]
			if math.Abs(float64(got-want)) > 1e-4 {
				t.Errorf("%s: unit %d gives %g, want %g", c.net, u, got, want)
			}
		}
	}
	if weights["dense/kernel"][0] != 2 || weights["dense/bias"][0] != 1 {
		t.Error("the weights were changed")
	}
}
