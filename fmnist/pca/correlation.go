package pca

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Correlation is the columns' Pearson correlation, as np.corrcoef(x, rowvar=False), clipped to -1…1.
// Constant lists the columns without any spread: NumPy gives them NaN, here they have correlation 0 with every
// other column and 1 with themselves, so that a heat map of pixels that are always black stays readable.
func Correlation(ctx context.Context, x Matrix) (r *mat.SymDense, constant []int, err error) {
	m, err := checkedMoments(ctx, "pca.Correlation", x)
	if err != nil {
		return nil, nil, err
	}
	inverse := make([]float64, x.Cols)
	for j := range inverse {
		v := m.scatter.At(j, j)
		if isConstant(v, m.mean[j], x.Rows) {
			constant = append(constant, j)
			continue
		}
		inverse[j] = 1 / math.Sqrt(v)
	}
	for i := range x.Cols {
		for j := i + 1; j < x.Cols; j++ {
			m.scatter.SetSym(i, j, max(-1, min(1, m.scatter.At(i, j)*inverse[i]*inverse[j])))
		}
		m.scatter.SetSym(i, i, 1)
	}
	return m.scatter, constant, nil
}

// isConstant tells whether a sum of squared deviations is nothing but rounding: a float32 column whose values are
// all equal leaves at most one rounding of its mean (2^-24 of it) in each sample.
func isConstant(sumOfSquares, mean float64, rows int) bool {
	rounding := math.Abs(mean) * 0x1p-24
	return sumOfSquares <= float64(rows)*rounding*rounding
}

func checkedMoments(ctx context.Context, where string, x Matrix) (moments, error) {
	if err := x.Check(); err != nil {
		return moments{}, fmt.Errorf("%s: %w", where, err)
	}
	m, err := momentsOf(ctx, x)
	if err != nil {
		return moments{}, fmt.Errorf("%s was stopped: %w", where, err)
	}
	return m, nil
}
