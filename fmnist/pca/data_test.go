package pca

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"gonum.org/v1/gonum/mat"
)

// trainPixels are the official training images, or a skip where they are not on this machine.
func trainPixels(t testing.TB) Matrix {
	t.Helper()
	d, err := data.Load(context.Background(), data.Options{Cache: t.TempDir()})
	if err != nil || !d.Official {
		t.Skip("FMNIST_DATA does not name the official files")
	}
	x, err := Bytes(d.Train.Images, 784, 1.0/255)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// golden is bench/golden/pca.json, made by the script beside it.
type golden struct {
	Small struct {
		Rows        [][]float32
		Covariance  [][]float64
		Correlation [][]float64
		Mean        []float64
		Components  [][]float64
		Variance    []float64 `json:"explained_variance"`
		Ratio       []float64
		Scores      [][]float64
	}
	Train struct {
		Pairs           [][2]int
		Correlation     []float64
		CorrelationSum  float64 `json:"correlation_sum"`
		Ratio           []float64
		Variance        []float64 `json:"explained_variance"`
		ComponentPixels []int     `json:"component_pixels"`
		Components      [][]float64
		Scores          [][]float64
	}
}

func readGolden(t testing.TB) golden {
	t.Helper()
	text, err := os.ReadFile("../../bench/golden/pca.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// near fails the test when got is farther than tolerance from want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.12g, want %.12g within %g", what, got, want, tolerance)
	}
}

// fromRows copies rows of equal length into a Matrix.
func fromRows(t testing.TB, rows ...[]float32) Matrix {
	t.Helper()
	x, err := Floats(slices.Concat(rows...), len(rows[0]))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// covariance is the columns' covariance with divisor Rows-1, as np.cov(x, rowvar=False).
func covariance(t testing.TB, x Matrix) *mat.SymDense {
	t.Helper()
	m, err := checkedMoments(t.Context(), "covariance", x)
	if err != nil {
		t.Fatal(err)
	}
	m.scatter.ScaleSym(1/float64(x.Rows-1), m.scatter)
	return m.scatter
}
