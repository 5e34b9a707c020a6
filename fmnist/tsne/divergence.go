package tsne

import (
	"context"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// Divergence is the Kullback-Leibler divergence Σ p·ln(p/q) of any embedding of x, whoever made it: p from the exact
// neighbours, as in Fit, and q = 1/((1+d²)·z) with z summed over all pairs in float64, nothing interpolated. It is the
// one yardstick for embeddings of different programs, whose own figures rest on approximations of their own.
// Perplexity 0 means 30. The cost grows as the square of the points: 60,000 take some ten seconds on two cores.
func Divergence(ctx context.Context, x pca.Matrix, points [][2]float64, perplexity float64) (float64, error) {
	o := Options{Perplexity: perplexity}.withDefaults(x.Rows)
	if err := o.check(x); err != nil {
		return 0, fmt.Errorf("tsne.Divergence: %w", err)
	}
	if err := checkPoints("tsne.Divergence", points, x.Rows, "rows of data"); err != nil {
		return 0, err
	}
	data, err := centred(x)
	if err != nil {
		return 0, err
	}
	g, err := nearest(ctx, data, x.Cols, o.Neighbours)
	if err != nil {
		return 0, fmt.Errorf("tsne.Divergence was stopped: %w", err)
	}
	p, err := affinitiesOf(ctx, g, o.Perplexity)
	if err != nil {
		return 0, fmt.Errorf("tsne.Divergence was stopped: %w", err)
	}
	chunks := (len(points) + chunkPoints - 1) / chunkPoints
	near, far := make([]float64, chunks), make([]float64, chunks)
	parallel(chunks, func(_, c int) {
		for i := c * chunkPoints; i < min((c+1)*chunkPoints, len(points)) && ctx.Err() == nil; i++ {
			far[c] += 2 * nearness(points, i)
			for e := p.start[i]; e < p.start[i+1]; e++ {
				near[c] += float64(float64(p.value[e]) * math.Log(1+squared(points[i], points[p.column[e]])))
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("tsne.Divergence was stopped: %w", err)
	}
	kl, z := p.entropy, 0.0
	for c := range chunks {
		kl, z = kl+near[c], z+far[c]
	}
	return kl + math.Log(z), nil
}

// nearness is Σ 1/(1+d²) from point i to those after it.
func nearness(points [][2]float64, i int) (sum float64) {
	for _, other := range points[i+1:] {
		sum += 1 / (1 + squared(points[i], other))
	}
	return sum
}

func squared(a, b [2]float64) float64 {
	dx, dy := a[0]-b[0], a[1]-b[1]
	return float64(dx*dx) + float64(dy*dy)
}
