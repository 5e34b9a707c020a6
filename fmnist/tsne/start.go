package tsne

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// centred copies the data and takes each column's mean off, so that products of float32 lose as little as possible.
func centred(x pca.Matrix) ([]float32, error) {
	data := make([]float32, x.Rows*x.Cols)
	means := make([]float64, x.Cols)
	for i := range x.Rows {
		row := x.Row(i, data[i*x.Cols:])
		for j, v := range row {
			means[j] += float64(v)
		}
	}
	var spread float64
	for i := range x.Rows {
		for j := range x.Cols {
			v := &data[i*x.Cols+j]
			*v = float32(float64(*v) - means[j]/float64(x.Rows))
			d := data[j] - *v
			spread += float64(float64(d) * float64(d))
		}
	}
	if spread == 0 {
		return nil, fmt.Errorf("tsne.Fit: all %d points are the same, so there is nothing to arrange; pass points that differ", x.Rows)
	}
	return data, nil
}

// startPoints places the points for the first iteration, x and y in turn.
func startPoints(data []float32, cols int, o Options) ([]float64, error) {
	n := len(data) / cols
	rng := rand.New(rand.NewPCG(o.Seed, 0x74736e65)) // The stream's name: "tsne" in ASCII.
	points := make([]float64, 2*n)
	if o.Start == StartRandom {
		for i := range points {
			points[i] = startScale * rng.NormFloat64()
		}
		return points, nil
	}
	x, err := pca.Floats(data, cols)
	if err != nil {
		return nil, fmt.Errorf("tsne.Fit: %w", err)
	}
	// Both are short beside what follows, so they are not interrupted.
	model, err := pca.Fit(context.Background(), x, min(2, cols))
	if err != nil {
		return nil, fmt.Errorf("tsne.Fit: the start by principal components failed: %w", err)
	}
	scores, err := model.Transform(context.Background(), x)
	if err != nil {
		return nil, fmt.Errorf("tsne.Fit: the start by principal components failed: %w", err)
	}
	flat, deviation := scores.Dense(), math.Sqrt(model.ExplainedVariance[0])
	for i := range n {
		for axis := range scores.Cols {
			points[2*i+axis] = startScale * float64(flat[i*scores.Cols+axis]) / deviation
		}
	}
	for i := range points {
		points[i] += float64(jitterScale * rng.NormFloat64())
	}
	return points, nil
}
