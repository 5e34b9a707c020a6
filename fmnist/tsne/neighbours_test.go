package tsne

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bySorting is what nearest finds, from all distances in float64.
func bySorting(x []float32, cols, i, k int) []found {
	var all []found
	for j := range len(x) / cols {
		if j == i {
			continue
		}
		var square float64
		for c, v := range x[i*cols : (i+1)*cols] {
			square += math.Pow(float64(v)-float64(x[j*cols+c]), 2)
		}
		all = append(all, found{square, int32(j)})
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.distance, b.distance) })
	return all[:k]
}

// hardPoints are clusters of very different widths, some points far from all, and copies.
func hardPoints(n, cols int) []float32 {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	x := make([]float32, n*cols)
	for i := range n {
		cluster := i % 5
		width := math.Pow(10, float64(cluster)-3)
		for j := range cols {
			x[i*cols+j] = float32(3*float64((cluster*31+j*17)%7-3) + width*rng.NormFloat64())
		}
		if i%97 == 0 {
			x[i*cols+i%cols] += 500
		}
		if i%50 == 1 && i > 50 {
			copy(x[i*cols:(i+1)*cols], x[(i-50)*cols:])
		}
	}
	return x
}

// No neighbour is lost in a leaf that is passed over: the distances are those of sorting all, for few columns and many,
// fewer neighbours than a leaf has points and more.
func TestNearestLosesNothing(t *testing.T) {
	for _, c := range []struct{ n, cols, k int }{
		{1500, 1, 10}, {2000, 3, 91}, {1800, 20, 30}, {1300, 60, 400}, {257, 4, 256},
	} {
		t.Run(fmt.Sprintf("%d points, %d columns, %d neighbours", c.n, c.cols, c.k), func(t *testing.T) {
			x := hardPoints(c.n, c.cols)
			g, err := nearest(context.Background(), x, c.cols, c.k)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < c.n; i += 11 {
				want := bySorting(x, c.cols, i, c.k)
				got := slices.Clone(g.distance[i*c.k : (i+1)*c.k])
				slices.Sort(got)
				for e, d := range got {
					// Scores of points that lie far out are rounded by as much as their square.
					slack := 1e-4*want[e].distance + 0x1p-21*square(x, c.cols, i)
					if math.Abs(float64(d)-want[e].distance) > slack {
						t.Fatalf("neighbour %d of point %d is %g away, want %g", e, i, d, want[e].distance)
					}
				}
				if index := g.index[i*c.k : (i+1)*c.k]; !slices.IsSorted(index) || slices.Contains(index, int32(i)) {
					t.Fatalf("the neighbours of point %d are %v", i, index)
				}
			}
		})
	}
}

func square(x []float32, cols, i int) (sum float64) {
	for _, v := range x[i*cols : (i+1)*cols] {
		sum += float64(float64(v) * float64(v))
	}
	return sum
}

// The tree passes over most of what a point need not look at, also where one point lies far from all others.
func TestTreePassesOver(t *testing.T) {
	for _, outlier := range []float32{0, 1e4} {
		x, _ := blobs(20*leafRows+100, 8, 10)
		values, _ := centred(x)
		values[0] += outlier
		tree := newKDTree(values, x.Cols)
		if !isOrder(tree.order, x.Rows) {
			t.Fatal("not every point is in the tree once")
		}
		var s searchScratch
		looked := 0
		for l := range tree.leaves() {
			first, last := tree.leaf(l)
			s.begin(tree, l)
			for _, other := range s.leaves {
				s.look(tree, first, last, other.leaf, 30)
				looked += len(s.queries)
			}
		}
		if all := x.Rows * tree.leaves(); looked > all/2 {
			t.Errorf("one point %g away: points looked at %d leaves of %d", outlier, looked, all)
		}
	}
}

// More copies than the perplexity asks for share everything equally.
func TestCalibrateManyCopies(t *testing.T) {
	weights, distances := make([]float64, 90), make([]float32, 90)
	for e := range distances {
		distances[e] = max(0, float32(e-39)) * 1e-30
	}
	calibrate(weights, distances, math.Log(30))
	for e, w := range weights {
		want := 0.0
		if e < 40 {
			want = 1.0 / 40
		}
		if math.Abs(w-want) > 1e-12 {
			t.Fatalf("neighbour %d weighs %g, want %g", e, w, want)
		}
	}
}

// The entropy asked for is reached whatever the scale, also where some neighbours are copies.
func TestCalibrateReachesEntropy(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	weights := make([]float64, 90)
	for _, scale := range []float64{1e-12, 1e-3, 1, 1e6, 1e20} {
		for _, copies := range []int{0, 1, 20} {
			distances := make([]float32, len(weights))
			for e := copies; e < len(distances); e++ {
				distances[e] = float32(scale * rng.ExpFloat64())
			}
			calibrate(weights, distances, math.Log(30))
			var entropy, sum float64
			for _, w := range weights {
				sum += w
				if w > 0 {
					entropy -= w * math.Log(w)
				}
			}
			if math.Abs(sum-1) > 1e-9 || math.Abs(entropy-math.Log(30)) > 1.1e-5 {
				t.Errorf("scale %g, %d copies: sum %g, perplexity %g", scale, copies, sum, math.Exp(entropy))
			}
		}
	}
}
