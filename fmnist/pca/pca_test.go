package pca

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func randomBytes(rows, cols int) Matrix {
	rng := rand.New(rand.NewPCG(9, 9))
	values := make([]uint8, rows*cols)
	for i := range values {
		// Neighbouring columns share a part, so that there is something to correlate.
		values[i] = uint8(rng.IntN(128) + i%cols*100/cols + int(values[max(i-1, 0)])/10)
	}
	x, err := Bytes(values, cols, 1.0/255)
	if err != nil {
		panic(err)
	}
	return x
}

// Bytes and the same values as floats give the same covariance, with a shape that fills neither blocks nor panels.
func TestBytesAndFloatsAgree(t *testing.T) {
	bytes := randomBytes(2100, 203)
	floats, err := Floats(bytes.Dense(), bytes.Cols)
	if err != nil {
		t.Fatal(err)
	}
	a, b := covariance(t, bytes), covariance(t, floats)
	for i := range bytes.Cols {
		for j := range bytes.Cols {
			near(t, fmt.Sprintf("covariance %d, %d", i, j), b.At(i, j), a.At(i, j), 1e-7)
		}
	}
}

// Products of bytes as integers and as float32 give the same bits, since both are exact.
func TestByteProductsAreExact(t *testing.T) {
	if !byteProducts {
		t.Skip("this processor has no integer products of bytes")
	}
	defer func() { byteProducts = true }()
	extreme, _ := Bytes(slices.Repeat([]uint8{0, 255, 255, 0, 255, 128, 0}, 40000), 7, 1)
	for _, x := range []Matrix{randomBytes(2100, 203), randomBytes(5, 63), randomBytes(1027, 64), extreme} {
		byteProducts = true
		fast := covariance(t, x)
		byteProducts = false
		plain := covariance(t, x)
		if !reflect.DeepEqual(fast.RawSymmetric().Data, plain.RawSymmetric().Data) {
			t.Errorf("%d × %d: the two ways differ", x.Rows, x.Cols)
		}
	}
}

// A large common offset costs floats no digits, since the columns are centred before they are multiplied.
func TestOffsetDoesNotMatter(t *testing.T) {
	x := randomBytes(1500, 12)
	values := x.Dense()
	shifted := make([]float32, len(values))
	for i, v := range values {
		shifted[i] = float32(math.Round(float64(v)*255)) + 4096
	}
	far, _ := Floats(shifted, 12)
	a, _, _ := Correlation(context.Background(), x)
	b, _, _ := Correlation(context.Background(), far)
	for i := range 12 {
		for j := range 12 {
			near(t, fmt.Sprintf("correlation %d, %d", i, j), b.At(i, j), a.At(i, j), 1e-6)
		}
	}
}

func TestSameForAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	bytes := randomBytes(3000, 300)
	floats, _ := Floats(bytes.Dense(), 300)
	for _, x := range []Matrix{bytes, floats} {
		var models []Model
		for _, processors := range []int{1, 2, 5} {
			runtime.GOMAXPROCS(processors)
			m, err := Fit(context.Background(), x, 7)
			if err != nil {
				t.Fatal(err)
			}
			models = append(models, m)
		}
		if !reflect.DeepEqual(models[0], models[1]) || !reflect.DeepEqual(models[0], models[2]) {
			t.Error("the model depends on GOMAXPROCS")
		}
	}
}

// The iterative solver finds repeated eigenvalues, more of them than its blocks have rows, and eigenvalues of 0.
func TestKrylovAgainstFullDecomposition(t *testing.T) {
	const cols, n = 300, 20
	for name, spectrum := range map[string]func(k int) float64{
		"falling":  func(k int) float64 { return math.Pow(0.9, float64(k)) },
		"repeated": func(k int) float64 { return []float64{2, 1, 1e-3}[min(k/9, 2)] },
		"low rank": func(k int) float64 { return max(0, 5-float64(k)) },
		"equal":    func(int) float64 { return 3 },
	} {
		a := withSpectrum(cols, spectrum)
		values, vectors, err := topEigen(context.Background(), a, n)
		if err != nil {
			t.Fatal(err)
		}
		for k := range n {
			near(t, fmt.Sprintf("%s: eigenvalue %d", name, k), values[k], spectrum(k), 1e-8)
			var image mat.VecDense
			image.MulVec(a, vectors.RowView(k))
			image.AddScaledVec(&image, -values[k], vectors.RowView(k))
			near(t, fmt.Sprintf("%s: residual %d", name, k), mat.Norm(&image, 2), 0, 1e-7)
			near(t, fmt.Sprintf("%s: length of vector %d", name, k), mat.Norm(vectors.RowView(k), 2), 1, 1e-9)
		}
	}
}

// withSpectrum is a symmetric matrix with the eigenvalues spectrum(0), spectrum(1), … in a random orthonormal basis.
func withSpectrum(cols int, spectrum func(k int) float64) *mat.SymDense {
	rng := rand.New(rand.NewPCG(1, 1))
	g := mat.NewDense(cols, cols, nil)
	fillRandom(rng, g.RawMatrix().Data)
	var qr mat.QR
	qr.Factorize(g)
	var q mat.Dense
	qr.QTo(&q)
	a := mat.NewSymDense(cols, nil)
	for k := range cols {
		a.SymRankOne(a, spectrum(k), q.ColView(k))
	}
	return a
}

func TestConstantColumns(t *testing.T) {
	rows := [][]float32{{1, 0.1, 3}, {2, 0.1, 1}, {4, 0.1, 0}}
	x := fromRows(t, rows...)
	r, constant, err := Correlation(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(constant, []int{1}) || r.At(0, 1) != 0 || r.At(1, 1) != 1 {
		t.Errorf("constant columns %v, correlation with column 1 is %g and its own %g; want [1], 0, 1", constant,
			r.At(0, 1), r.At(1, 1))
	}
}

func TestRestore(t *testing.T) {
	x := randomBytes(50, 6)
	m, err := Fit(context.Background(), x, 6)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := m.Transform(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	back, err := m.Restore(scores.Row(3, make([]float32, 6)))
	if err != nil {
		t.Fatal(err)
	}
	for j, v := range x.Row(3, make([]float32, 6)) {
		near(t, fmt.Sprintf("value %d", j), back[j], float64(v), 1e-6)
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Fit(ctx, randomBytes(3000, 300), 5); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("a cancelled Fit says %v", err)
	}
}

// Every bad input gets one sentence that names the place and what to do.
func TestErrors(t *testing.T) {
	ctx, nan := context.Background(), float32(math.NaN())
	rows := func(r ...[]float32) Matrix { return fromRows(t, r...) }
	good := rows([]float32{1, 2}, []float32{2, 1}, []float32{0, 5})
	model, err := Fit(ctx, good, 1)
	if err != nil {
		t.Fatal(err)
	}
	for want, call := range map[string]func() error{
		"empty":           func() error { _, err := Bytes(nil, 784, 1); return err },
		"do not divide":   func() error { _, err := Floats(make([]float32, 7), 3); return err },
		"columns":         func() error { _, err := Floats(make([]float32, 7), 0); return err },
		"scale":           func() error { _, err := Bytes(make([]uint8, 4), 2, 0); return err },
		"the data is emp": func() error { _, _, err := Correlation(ctx, Matrix{}); return err },
		"only one sample": func() error { _, _, err := Correlation(ctx, rows([]float32{1, 2})); return err },
		"row 1, column 0": func() error { _, err := Fit(ctx, rows([]float32{1, 2}, []float32{nan, 0}), 1); return err },
		"from 1 to 2":     func() error { _, err := Fit(ctx, good, 3); return err },
		"0 components":    func() error { _, err := Fit(ctx, good, 0); return err },
		"are the same":    func() error { _, err := Fit(ctx, rows([]float32{1, 2}, []float32{1, 2}), 1); return err },
		"was fitted on 2": func() error {
			_, err := model.Transform(ctx,
				rows([]float32{1}, []float32{2}))
			return err
		},
		"column 1 is +Inf": func() error {
			_, err := model.Transform(ctx, rows([]float32{1, float32(math.Inf(1))}))
			return err
		},
		"model is empty": func() error { _, err := Model{}.Transform(ctx, good); return err },
		"2 coordinates":  func() error { _, err := model.Restore([]float32{1, 2}); return err },
	} {
		err := call()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("want one sentence with %q, got %v", want, err)
		}
	}
}

func ExampleFit() {
	// Four points on a line through (1, 1), a little beside it.
	x, err := Floats([]float32{0, 0, 1, 1.1, 2, 1.9, 3, 3}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := Fit(context.Background(), x, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("first component %.3f, share of variance %.4f\n", model.Components[0], model.Ratio[0])
	// Output: first component [0.714 0.701], share of variance 0.9991
}
