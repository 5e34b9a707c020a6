package tsne

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// Twelve overlapping classes that two principal components mix up come apart in the embedding.
func TestBlobsComeApart(t *testing.T) {
	x, labels := blobs(900, 20, 12)
	start := mustFit(t, x, Options{Iterations: 1, Perplexity: 20})
	r := mustFit(t, x, Options{Iterations: 400, Perplexity: 20})
	before, err := KNNAccuracy(start.Points, labels, 10)
	if err != nil {
		t.Fatal(err)
	}
	after, err := KNNAccuracy(r.Points, labels, 10)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := Trustworthiness(context.Background(), x, r.Points, 5)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("k-NN accuracy %.3f from principal components, %.3f embedded; trustworthiness %.3f, KL %.3f", before, after,
		trust, r.KL)
	if after < 0.97 || before > 0.9 || trust < 0.9 {
		t.Errorf("k-NN accuracy went from %.3f to %.3f with trustworthiness %.3f; want it above 0.97 and 0.9", before,
			after, trust)
	}
	if r.KL >= start.KL || r.KL < 0 {
		t.Errorf("KL went from %g to %g; it must fall and stay positive", start.KL, r.KL)
	}
}

func mustFit(t *testing.T, x pca.Matrix, o Options) Result {
	t.Helper()
	r, err := Fit(context.Background(), x, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Points) != x.Rows || r.Iterations != o.withDefaults(x.Rows).Iterations || r.Interrupted {
		t.Fatalf("%d points after %d iterations, interrupted: %v", len(r.Points), r.Iterations, r.Interrupted)
	}
	return r
}

func TestSameSeedSamePoints(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x, _ := blobs(700, 8, 5)
	o := Options{Iterations: 60, Perplexity: 15, Seed: 4}
	runtime.GOMAXPROCS(1)
	first := mustFit(t, x, o)
	runtime.GOMAXPROCS(5)
	if second := mustFit(t, x, o); !reflect.DeepEqual(first.Points, second.Points) || first.KL != second.KL {
		t.Error("the same seed gave other points on 5 processors than on 1")
	}
	o.Seed = 5
	if other := mustFit(t, x, o); reflect.DeepEqual(first.Points, other.Points) {
		t.Error("another seed gave the same points")
	}
	o.Start = StartRandom
	if random := mustFit(t, x, o); reflect.DeepEqual(first.Points, random.Points) {
		t.Error("a random start gave the same points as one from principal components")
	}
}

// The divergence that is reported is the double sum of its definition.
func TestDivergenceAgainstDefinition(t *testing.T) {
	x, _ := blobs(300, 6, 3)
	o := Options{Perplexity: 10}.withDefaults(300)
	values, _ := centred(x)
	g, err := nearest(context.Background(), values, 6, o.Neighbours)
	if err != nil {
		t.Fatal(err)
	}
	p, err := affinitiesOf(context.Background(), g, o.Perplexity)
	if err != nil {
		t.Fatal(err)
	}
	flat, _ := normalPoints(1, 300, 4, 4)
	points := make([]float64, len(flat))
	for i, v := range flat {
		points[i] = float64(v)
	}
	_, z := exactRepulsion(flat)
	var want float64
	for i := range 300 {
		for e := p.start[i]; e < p.start[i+1]; e++ {
			j, v := int(p.column[e]), float64(p.value[e])
			if v > 0 {
				d := math.Pow(points[2*i]-points[2*j], 2) + math.Pow(points[2*i+1]-points[2*j+1], 2)
				want += v * math.Log(v*(1+d)*z)
			}
		}
	}
	if got := newDescent(p, points).divergence(); math.Abs(got-want) > 1e-4 {
		t.Errorf("KL divergence is %g, want %g", got, want)
	}
	if got, err := Divergence(context.Background(), x, pairs(points), 10); err != nil || math.Abs(got-want) > 1e-6 {
		t.Errorf("Divergence is %g (%v), want %g", got, err, want)
	}
}

// The first 2,000 training images keep their neighbourhoods (0.9946 and 0.7635 when this was written).
func TestOfficialImages(t *testing.T) {
	x, labels := official(t, 2000)
	r := mustFit(t, x, Options{Iterations: 500})
	trust, err := Trustworthiness(context.Background(), x, r.Points, 5)
	if err != nil {
		t.Fatal(err)
	}
	accuracy, err := KNNAccuracy(r.Points, labels, 10)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("trustworthiness %.4f, k-NN accuracy %.4f, KL %.4f", trust, accuracy, r.KL)
	if trust < 0.99 || accuracy < 0.75 {
		t.Errorf("trustworthiness %.4f and k-NN accuracy %.4f; want at least 0.99 and 0.75", trust, accuracy)
	}
}

// Every bad input gets one sentence that names the place and what to do.
func TestErrors(t *testing.T) {
	x, labels := blobs(100, 4, 2)
	same, _ := pca.Floats(make([]float32, 400), 4)
	spoilt := slices.Clone(x.Dense())
	spoilt[9] = float32(math.Inf(1))
	infinite, _ := pca.Floats(spoilt, 4)
	fit := func(x pca.Matrix, o Options) error { _, err := Fit(context.Background(), x, o); return err }
	points := mustFit(t, x, Options{Perplexity: 5, Iterations: 10}).Points
	for want, err := range map[string]error{
		"is empty":               fit(pca.Matrix{}, Options{}),
		"only one sample":        fit(x.Head(1), Options{}),
		"row 2, column 1 is":     fit(infinite, Options{Perplexity: 5}),
		"all 100 points are":     fit(same, Options{Perplexity: 5}),
		"at most 16.33":          fit(x.Head(50), Options{}),
		"Perplexity is -3":       fit(x, Options{Perplexity: -3}),
		"Perplexity is NaN":      fit(x, Options{Perplexity: math.NaN()}),
		"Iterations is -1":       fit(x, Options{Perplexity: 5, Iterations: -1}),
		"momentum of 1":          fit(x, Options{Perplexity: 5, Momentum: 1}),
		"Neighbours is 200":      fit(x, Options{Perplexity: 5, Neighbours: 200}),
		"Start is 7":             fit(x, Options{Perplexity: 5, Start: 7}),
		"ran away in iteration":  fit(x, Options{Perplexity: 5, LearningRate: 1e40}),
		"99 rows of data":        second(Trustworthiness(context.Background(), x.Head(99), points, 5)),
		"99 points and 100 rows": second(Divergence(context.Background(), x, points[:99], 5)),
		"half of the 100":        second(Trustworthiness(context.Background(), x, points, 50)),
		"and 3 labels":           second(KNNAccuracy(points, labels[:3], 5)),
		"k is 0":                 second(KNNAccuracy(points, labels, 0)),
		"embedding is empty":     second(KNNAccuracy(nil, nil, 1)),
		"point 0 is (NaN":        second(KNNAccuracy([][2]float64{{math.NaN(), 0}, {1, 1}}, labels[:2], 1)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("want one sentence with %q, got %v", want, err)
		}
	}
}

func second(_ float64, err error) error { return err }

// The learning rate is openTSNE's, a quarter of it by the factor in the gradient; one that is given stays throughout.
func TestLearningRate(t *testing.T) {
	for _, c := range []struct {
		given, n, exaggeration, want float64
	}{{0, 60000, 12, 1250}, {0, 60000, 1, 15000}, {0, 100, 12, 50}, {0, 100, 1, 50}, {70, 60000, 1, 70}} {
		if got := (Options{LearningRate: c.given}).rate(int(c.n), c.exaggeration); got != c.want {
			t.Errorf("%v points, attraction × %v, given %v: the rate is %v, want %v", c.n, c.exaggeration, c.given, got, c.want)
		}
	}
}

func ExampleFit() {
	// Two groups of forty points far apart in three dimensions.
	var rows []float32
	for i := range 80 {
		rows = append(rows, float32(i%2)*50, float32(i%7), float32(i%11))
	}
	x, err := pca.Floats(rows, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := Fit(context.Background(), x, Options{Perplexity: 8, Iterations: 300})
	if err != nil {
		fmt.Println(err)
		return
	}
	labels := make([]uint8, x.Rows)
	for i := range labels {
		labels[i] = uint8(i % 2)
	}
	accuracy, err := KNNAccuracy(r.Points, labels, 5)
	fmt.Println(len(r.Points), "points, k-NN accuracy", accuracy, err)
	// Output: 80 points, k-NN accuracy 1 <nil>
}

func BenchmarkFit5000(b *testing.B) {
	x, _ := official(b, 5000)
	for b.Loop() {
		if _, err := Fit(context.Background(), x, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
