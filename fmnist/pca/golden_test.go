package pca

import (
	"context"
	"fmt"
	"testing"
)

// A small float matrix far from zero gives NumPy's covariance and correlation and scikit-learn's components.
func TestSmallGolden(t *testing.T) {
	g, ctx := readGolden(t).Small, context.Background()
	x := fromRows(t, g.Rows...)
	covariances := covariance(t, x)
	correlation, constant, err := Correlation(ctx, x)
	if err != nil || len(constant) != 0 {
		t.Fatal(err, constant)
	}
	for i := range x.Cols {
		for j := range x.Cols {
			near(t, fmt.Sprintf("covariance %d, %d", i, j), covariances.At(i, j), g.Covariance[i][j], 2e-5)
			near(t, fmt.Sprintf("correlation %d, %d", i, j), correlation.At(i, j), g.Correlation[i][j], 1e-6)
		}
	}
	model, err := Fit(ctx, x, x.Cols)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := model.Transform(ctx, x.Head(len(g.Scores)))
	if err != nil {
		t.Fatal(err)
	}
	for k := range x.Cols {
		near(t, fmt.Sprintf("mean %d", k), model.Mean[k], g.Mean[k], 1e-6)
		near(t, fmt.Sprintf("variance %d", k), model.ExplainedVariance[k], g.Variance[k], 1e-4)
		near(t, fmt.Sprintf("ratio %d", k), model.Ratio[k], g.Ratio[k], 1e-6)
		for j := range x.Cols {
			near(t, fmt.Sprintf("component %d, %d", k, j), model.Components[k][j], g.Components[k][j], 1e-4)
		}
		for i := range g.Scores {
			near(t, fmt.Sprintf("score %d, %d", i, k), float64(scores.Dense()[i*x.Cols+k]), g.Scores[i][k], 2e-3)
		}
	}
}

// The 60,000 training images give NumPy's correlation and scikit-learn's components, far within what is asked.
func TestTrainGolden(t *testing.T) {
	x, g, ctx := trainPixels(t), readGolden(t).Train, context.Background()
	correlation, constant, err := Correlation(ctx, x)
	if err != nil || len(constant) != 0 {
		t.Fatal(err, constant)
	}
	for e, p := range g.Pairs {
		near(t, fmt.Sprintf("correlation %v", p), correlation.At(p[0], p[1]), g.Correlation[e], 1e-9)
	}
	var sum float64
	for i := range 784 {
		for j := range 784 {
			sum += correlation.At(i, j)
		}
	}
	near(t, "sum of all correlations", sum, g.CorrelationSum, 1e-6*784)
	model, err := Fit(ctx, x, len(g.Ratio))
	if err != nil {
		t.Fatal(err)
	}
	for k := range g.Ratio {
		near(t, fmt.Sprintf("ratio %d", k), model.Ratio[k], g.Ratio[k], 1e-10)
		near(t, fmt.Sprintf("variance %d", k), model.ExplainedVariance[k], g.Variance[k], 1e-9)
	}
	scores, err := model.Transform(ctx, x.Head(len(g.Scores)))
	if err != nil {
		t.Fatal(err)
	}
	for k := range g.Components {
		for e, pixel := range g.ComponentPixels {
			near(t, fmt.Sprintf("component %d, pixel %d", k, pixel), model.Components[k][pixel],
				g.Components[k][e], 1e-8)
		}
		for i := range g.Scores {
			near(t, fmt.Sprintf("score %d, %d", i, k), float64(scores.Dense()[i*scores.Cols+k]), g.Scores[i][k], 1e-4)
		}
	}
}

func BenchmarkCorrelation(b *testing.B) {
	x := trainPixels(b)
	for b.Loop() {
		if _, _, err := Correlation(context.Background(), x); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFit50(b *testing.B) {
	x := trainPixels(b)
	for b.Loop() {
		if _, err := Fit(context.Background(), x, 50); err != nil {
			b.Fatal(err)
		}
	}
}
