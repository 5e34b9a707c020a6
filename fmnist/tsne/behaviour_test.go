package tsne

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// Cancelling in the middle returns the points as they are, and cancelling before the start the first ones.
func TestInterruption(t *testing.T) {
	x, _ := blobs(400, 8, 4)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := Options{Perplexity: 15, Every: 10, Progress: func(stage string, iteration int, kl float64) {
		if iteration == 130 {
			cancel()
		}
	}}
	r, err := Fit(ctx, x, o)
	if err != nil || !r.Interrupted || r.Iterations != 130 || len(r.Points) != 400 || r.KL <= 0 {
		t.Errorf("cancelled at 130: interrupted %v after %d iterations, %d points, KL %g, error %v", r.Interrupted,
			r.Iterations, len(r.Points), r.KL, err)
	}
	r, err = Fit(ctx, x, o)
	if err != nil || !r.Interrupted || r.Iterations != 0 || len(r.Points) != 400 {
		t.Errorf("cancelled before: interrupted %v after %d iterations, %d points, error %v", r.Interrupted,
			r.Iterations, len(r.Points), err)
	}
}

func TestProgressAndStages(t *testing.T) {
	x, _ := blobs(200, 5, 3)
	var calls []string
	r := mustFit(t, x, Options{Perplexity: 10, Iterations: 60, Every: 20,
		Progress: func(stage string, iteration int, kl float64) {
			calls = append(calls, fmt.Sprint(stage, " ", iteration, " ", kl > 0))
		}})
	want := []string{
		"start 0 false", "neighbours 0 false", "affinities 0 false", "early exaggeration 0 false",
		"early exaggeration 20 true", "descent 30 true", "descent 40 true", "descent 60 true",
	}
	if !slices.Equal(calls, want) {
		t.Errorf("Progress was called with\n%q, want\n%q", calls, want)
	}
	var names []string
	for _, s := range r.Stages {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, []string{StageStart, StageNeighbours, StageAffinities, StageExaggeration, StageDescent}) {
		t.Errorf("stages are %q", names)
	}
}

// Copies of points, a single column and tiny data are no reason to fail.
func TestUnusualData(t *testing.T) {
	copies := make([]float32, 200*3)
	for i := range 200 {
		copies[3*i] = float32(i % 2)
	}
	x, _ := pca.Floats(copies, 3)
	for name, x := range map[string]pca.Matrix{"copies": x, "one column": firstColumn(200), "tiny": tiny(200)} {
		r := mustFit(t, x, Options{Perplexity: 10, Iterations: 100})
		for i, p := range r.Points {
			if sum := p[0] + p[1] + r.KL; math.IsNaN(sum) || math.IsInf(sum, 0) {
				t.Fatalf("%s: point %d is %v, KL %g", name, i, p, r.KL)
			}
		}
	}
}

func firstColumn(n int) pca.Matrix {
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i * i % 97)
	}
	x, _ := pca.Floats(values, 1)
	return x
}

func tiny(n int) pca.Matrix {
	x, _ := blobs(n, 4, 2)
	values := slices.Clone(x.Dense())
	for i := range values {
		values[i] = (values[i] - 10) * 1e-12
	}
	x, _ = pca.Floats(values, 4)
	return x
}
