package pca

import (
	"context"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// Model is a fitted principal component analysis. It is plain data: it can be stored as JSON and read back.
type Model struct {
	// Mean is the mean sample, in the matrix's units (Cols values).
	Mean []float64
	// Components are unit vectors of Cols values, the direction of most variance first. Signs: in each component the
	// entry of largest absolute value (the first of them, if several) is positive, as in scikit-learn 1.5 and later.
	Components [][]float64
	// ExplainedVariance is the variance along each component, divisor Rows-1; Ratio is its share of the total.
	ExplainedVariance, Ratio []float64
	// TotalVariance is the sum of the variances of all columns.
	TotalVariance float64
	// Samples is the number of rows that were fitted.
	Samples int
}

// Fit finds the n directions of largest variance: the covariance of the columns, then its largest eigenvalues
// (scikit-learn's solver covariance_eigh). n goes from 1 to the smaller of Cols and Rows. It returns a sentence
// for empty data, a single sample, NaN or infinite values, an impossible n, and data without any variance.
func Fit(ctx context.Context, x Matrix, n int) (Model, error) {
	if n < 1 || n > min(x.Cols, x.Rows) && x.Rows > 1 {
		return Model{}, fmt.Errorf("pca.Fit: %d components were asked for, but %d samples of %d values have from 1 to %d",
			n, x.Rows, x.Cols, min(x.Cols, x.Rows))
	}
	m, err := checkedMoments(ctx, "pca.Fit", x)
	if err != nil {
		return Model{}, err
	}
	covariance := m.scatter
	covariance.ScaleSym(1/float64(x.Rows-1), covariance)
	model := Model{Mean: m.mean, Samples: x.Rows}
	for j := range x.Cols {
		model.TotalVariance += covariance.At(j, j)
	}
	if model.TotalVariance <= 0 {
		return Model{}, fmt.Errorf("pca.Fit: all %d samples are the same, so no direction has any variance; pass samples that differ", x.Rows)
	}
	values, vectors, err := topEigen(ctx, covariance, n)
	if err != nil {
		return Model{}, fmt.Errorf("pca.Fit: %w", err)
	}
	for k, v := range values {
		v = max(v, 0) // A covariance has no negative eigenvalue; rounding can leave -1e-20.
		component := append([]float64(nil), vectors.RawRowView(k)...)
		setSign(component)
		model.Components = append(model.Components, component)
		model.ExplainedVariance = append(model.ExplainedVariance, v)
		model.Ratio = append(model.Ratio, v/model.TotalVariance)
	}
	return model, nil
}

// setSign turns v so that its entry of largest absolute value is positive.
func setSign(v []float64) {
	peak := 0
	for j := range v {
		if math.Abs(v[j]) > math.Abs(v[peak]) {
			peak = j
		}
	}
	if v[peak] < 0 {
		for j := range v {
			v[j] = -v[j]
		}
	}
}

// Transform returns the samples' coordinates along the components: a matrix of x.Rows × len(Components).
// x must have the model's columns and the same scale as the fitted data.
func (m Model) Transform(ctx context.Context, x Matrix) (Matrix, error) {
	if err := m.fits("pca.Transform", x); err != nil {
		return Matrix{}, err
	}
	n := len(m.Components)
	weights := make([]float32, 0, n*x.Cols)
	for _, c := range m.Components {
		for _, v := range c {
			weights = append(weights, float32(v))
		}
	}
	out := make([]float32, x.Rows*n)
	blocks := (x.Rows + blockRows - 1) / blockRows
	err := parallel(ctx, blocks, func(b int) {
		first := b * blockRows
		rows := min(blockRows, x.Rows-first)
		centred := make([]float32, rows*x.Cols)
		m.centre(centred, x, first, rows)
		kernel.MatMul(out[first*n:(first+rows)*n], centred, weights, rows, n, x.Cols, false, true)
	})
	if err != nil {
		return Matrix{}, fmt.Errorf("pca.Transform was stopped: %w", err)
	}
	return Floats(out, n)
}

// centre writes rows less the mean, rounded once.
func (m Model) centre(dst []float32, x Matrix, first, rows int) {
	for i := range rows {
		out := dst[i*x.Cols : (i+1)*x.Cols]
		at := (first + i) * x.Cols
		if x.floats != nil {
			for j, v := range x.floats[at : at+x.Cols] {
				out[j] = float32(float64(v) - m.Mean[j])
			}
			continue
		}
		for j, v := range x.bytes[at : at+x.Cols] {
			out[j] = float32(float64(float64(v)*x.scale) - m.Mean[j])
		}
	}
}

// Restore goes back from one sample's coordinates to Cols values: the mean plus the weighted components. With the
// coordinates of Transform it is the closest sample that the kept components can express.
func (m Model) Restore(coordinates []float32) ([]float64, error) {
	if len(coordinates) != len(m.Components) {
		return nil, fmt.Errorf("pca.Restore: %d coordinates for %d components; pass one row of Transform's result",
			len(coordinates), len(m.Components))
	}
	out := append([]float64(nil), m.Mean...)
	for k, c := range m.Components {
		for j, v := range c {
			out[j] += float64(float64(coordinates[k]) * v)
		}
	}
	return out, nil
}

func (m Model) fits(where string, x Matrix) error {
	switch {
	case len(m.Components) == 0:
		return fmt.Errorf("%s: the model is empty; make it with pca.Fit", where)
	case x.Rows == 0:
		return fmt.Errorf("%s: the data is empty; pass at least one sample", where)
	case x.Cols != len(m.Mean):
		return fmt.Errorf("%s: the samples have %d values and the model was fitted on %d; use the same columns", where,
			x.Cols, len(m.Mean))
	}
	if err := x.finite(); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}
