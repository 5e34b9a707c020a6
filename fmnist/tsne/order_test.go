package tsne

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// isOrder says whether every number below n is there once.
func isOrder(order []int32, n int) bool {
	sorted := slices.Clone(order)
	slices.Sort(sorted)
	return slices.Equal(sorted, identity(n))
}

// What is next to each other in the order is near in the plane, and every point is there once.
func TestPlaneOrder(t *testing.T) {
	const n = 4096
	points, b := normalPoints(1, n, 5, 2)
	order := planeOrder(points, b)
	if !isOrder(order, n) {
		t.Fatal("not every point is there once")
	}
	apart := func(order []int32) (sum float64) {
		for e := range n - 1 {
			i, j := order[e], order[e+1]
			sum += math.Hypot(float64(points[2*i]-points[2*j]), float64(points[2*i+1]-points[2*j+1]))
		}
		return sum / (n - 1)
	}
	if near, far := apart(order), apart(identity(n)); near > far/10 {
		t.Errorf("points next to each other are %.3f apart, in the order before %.3f", near, far)
	}
	for _, same := range []float32{0, 1e-38, 7} {
		b := bounds{same, same, same, same}
		if got := planeOrder([]float32{same, same, same, same}, b); !slices.Equal(got, []int32{0, 1}) {
			t.Errorf("two points at %g: order %v", same, got)
		}
	}
}

// A matrix P that was arranged, once or twice, attracts every point as before, to the bit, with columns of 16 bits and
// of 32.
func TestArrangedAttractsAlike(t *testing.T) {
	const n = 600
	x, _ := blobs(n, 6, 4)
	values, _ := centred(x)
	g, err := nearest(context.Background(), values, x.Cols, 45)
	if err != nil {
		t.Fatal(err)
	}
	p, err := affinitiesOf(context.Background(), g, 15)
	if err != nil {
		t.Fatal(err)
	}
	points, b := normalPoints(2, n, 3, 3)
	first := planeOrder(points, b)
	second := identity(n)
	rand.New(rand.NewPCG(1, 1)).Shuffle(n, func(i, j int) { second[i], second[j] = second[j], second[i] })

	once := p.arranged(first)
	twice := once.arranged(second)
	long := affinities{start: once.start, value: once.value, column: renamed[int32](p.column, p.start, once.start, first)}
	for _, c := range []struct {
		name  string
		p     affinities
		order []int32
	}{{"once", once, first}, {"twice", twice, reorder(first, 1, second)}, {"32 bits", long, first}} {
		moved := reorder(points, 2, c.order)
		for to, from := range c.order {
			x, y := p.attraction(points, int(from))
			gotX, gotY := c.p.attraction(moved, to)
			if gotX != x || gotY != y {
				t.Fatalf("%s: point %d is drawn by (%g, %g), before (%g, %g)", c.name, from, gotX, gotY, x, y)
			}
			if got, want := c.p.logDistances(moved, to), p.logDistances(points, int(from)); got != want {
				t.Fatalf("%s: point %d has the logarithms %g, before %g", c.name, from, got, want)
			}
		}
	}
}

// More points than 16 bits can number are embedded too.
func TestManyPoints(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds")
	}
	const n = 1<<16 + 500
	x, labels := blobs(n, 6, 6)
	r := mustFit(t, x, Options{Perplexity: 3, Iterations: 60, Seed: 1})
	if len(r.Points) != n {
		t.Fatalf("%d points, want %d", len(r.Points), n)
	}
	if accuracy, err := KNNAccuracy(r.Points, labels, 10); err != nil || accuracy < 0.8 {
		t.Errorf("the neighbours' labels agree for %.3f (%v)", accuracy, err)
	}
}
