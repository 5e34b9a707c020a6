package tsne

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// lowest is a row's threshold before it has k candidates.
const lowest = -math.MaxFloat32

// skipUnit is how many scores are passed over at a time when none is above the threshold: four vectors of eight.
const skipUnit = 32

// neighbour is a candidate: where it is, and its score x·y - |y|²/2, which is larger the nearer y is to x.
type neighbour struct {
	score float32
	index int32
}

// graph holds for each of n points its k nearest others, by rising index, with squared Euclidean distances.
type graph struct {
	n, k     int
	index    []int32
	distance []float32
}

// nearest finds the k nearest neighbours of all points (rows of cols values, centred), leaf by leaf of a tree. The
// distances from a leaf's points to another leaf's are a product of matrices; most leaves are too far away to hold a
// neighbour and are passed over. Of 60,000 images in 50 components a point looks at a fifth. Where all are about
// equally far apart, none can be passed over, and all distances are computed: 1.8e11 multiply-adds for as many points.
//
// The search is complete, but candidates are chosen by products of float32, which are off by |y|²·2⁻²⁴ for each column:
// in clusters much farther from the mean than they are wide, near neighbours can be taken for each other. Of five
// columns with clusters of width 1 at ±100 and ±1,000, 99.8 % and 85 % of the neighbours are the true ones.
func nearest(ctx context.Context, x []float32, cols, k int) (graph, error) {
	n := len(x) / cols
	g := graph{n, k, make([]int32, n*k), make([]float32, n*k)}
	t := newKDTree(x, cols)
	scratch := make([]searchScratch, workers())
	parallel(t.leaves(), func(worker, l int) {
		if ctx.Err() != nil {
			return
		}
		s := &scratch[worker]
		s.search(t, l, k)
		first, last := t.leaf(l)
		for i := first; i < last; i++ {
			s.keep(&g, t, i, s.found[i-first])
		}
	})
	return g, ctx.Err()
}

// searchScratch is one worker's memory for a leaf of queries.
type searchScratch struct {
	leaves    []farLeaf
	queries   []int     // the rows of the leaf that look at another one, from 0
	packed    []float32 // those rows
	tile      []float32
	found     [][]neighbour
	threshold []float32
	limit     []float32 // the squared distance at the threshold, infinite before there is one
	keys      []uint64
}

type farLeaf struct {
	gap  float32
	leaf int
}

// search leaves in found the k best candidates of each point of leaf l (in no order).
func (s *searchScratch) search(t *kdTree, l, k int) {
	first, last := t.leaf(l)
	s.begin(t, l)
	for _, other := range s.leaves {
		if other.gap <= slices.Max(s.limit[:last-first])+t.rounding(t.longest[l], other.leaf) {
			s.look(t, first, last, other.leaf, k)
		}
	}
	for i := range last - first {
		s.found[i] = best(s.found[i], k)
	}
}

// begin forgets what was found and sorts the leaves by their distance from leaf l, which itself comes first.
func (s *searchScratch) begin(t *kdTree, l int) {
	if s.tile == nil {
		s.tile = make([]float32, leafRows*leafRows)
		s.found = make([][]neighbour, leafRows)
		s.threshold, s.limit = make([]float32, leafRows), make([]float32, leafRows)
	}
	for i := range leafRows {
		s.found[i], s.threshold[i], s.limit[i] = s.found[i][:0], lowest, float32(math.Inf(1))
	}
	s.leaves = s.leaves[:0]
	for other := range t.leaves() {
		gap := t.gap(l, other)
		if other == l {
			gap = -1
		}
		s.leaves = append(s.leaves, farLeaf{gap, other})
	}
	slices.SortFunc(s.leaves, func(a, b farLeaf) int {
		return cmp.Or(cmp.Compare(a.gap, b.gap), cmp.Compare(a.leaf, b.leaf))
	})
}

// look collects for the rows first … last-1 what one leaf has for them.
func (s *searchScratch) look(t *kdTree, first, last, leaf, k int) {
	wide := t.cols + 1
	s.queries, s.packed = s.queries[:0], s.packed[:0]
	for i := range last - first {
		if t.within(first+i, leaf, s.limit[i]+t.rounding(t.square[first+i], leaf)) {
			s.packed = append(append(s.packed, t.row(first+i)...), 1)
			s.queries = append(s.queries, i)
		}
	}
	rows := len(s.queries)
	from, to := t.leaf(leaf)
	kernel.MatMul(s.tile[:rows*(to-from)], s.packed, t.side(leaf), rows, to-from, wide, false, false)
	for r, i := range s.queries {
		s.scan(i, s.tile[r*(to-from):(r+1)*(to-from)], from, first+i, k)
		s.narrow(t, i, first+i, k)
	}
}

// narrow takes the better k of row i's candidates once there are as many, and sets the limit for further leaves.
func (s *searchScratch) narrow(t *kdTree, i, row, k int) {
	if s.threshold[i] == lowest && len(s.found[i]) >= k {
		s.found[i] = best(s.found[i], k)
		s.threshold[i] = weakest(s.found[i])
	}
	if s.threshold[i] != lowest {
		s.limit[i] = t.square[row] - 2*s.threshold[i]
	}
}

// scan collects the scores above the row's threshold; when twice as many as needed are there, the better half stays.
func (s *searchScratch) scan(i int, scores []float32, first, self, k int) {
	threshold, found := s.threshold[i], s.found[i]
	for from := 0; from < len(scores); from += skipUnit {
		if from += skip(scores[from:], threshold); from >= len(scores) {
			break
		}
		for j := from; j < min(from+skipUnit, len(scores)); j++ {
			if score := scores[j]; score > threshold && first+j != self {
				found = append(found, neighbour{score, int32(first + j)})
				if len(found) >= 2*k+skipUnit {
					found = best(found, k)
					threshold = weakest(found)
				}
			}
		}
	}
	s.threshold[i], s.found[i] = threshold, found
}

func weakest(c []neighbour) float32 {
	w := c[0].score
	for _, v := range c[1:] {
		w = min(w, v.score)
	}
	return w
}

// best moves the k candidates of highest score to the front (quickselect) and cuts the rest off. Of equal scores the
// lower row of the tree is better; one that only equals the threshold came too late, and the order of the search does
// not depend on the number of processors.
func best(c []neighbour, k int) []neighbour {
	for lo, hi := 0, len(c); lo < k && k < hi; {
		pivot := c[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for before(c[i], pivot) {
				i++
			}
			for before(pivot, c[j]) {
				j--
			}
			if i <= j {
				c[i], c[j] = c[j], c[i]
				i++
				j--
			}
		}
		// Now everything up to j comes before the pivot or equals it, everything from i on comes after or equals it.
		switch {
		case k <= j:
			hi = j + 1
		case k >= i:
			lo = i
		default:
			return c[:k]
		}
	}
	return c[:min(k, len(c))]
}

func before(a, b neighbour) bool {
	return a.score > b.score || a.score == b.score && a.index < b.index
}

// keep stores the neighbours of row i of the tree by rising index, with distances taken from the differences: the
// product form loses digits for points that nearly coincide.
func (s *searchScratch) keep(g *graph, t *kdTree, i int, found []neighbour) {
	s.keys = s.keys[:0]
	for _, f := range found {
		square := squaredDistance(t.row(i), t.row(int(f.index)))
		s.keys = append(s.keys, uint64(t.order[f.index])<<32|uint64(math.Float32bits(square)))
	}
	slices.Sort(s.keys)
	at := int(t.order[i]) * g.k
	for e, key := range s.keys {
		g.index[at+e], g.distance[at+e] = int32(key>>32), math.Float32frombits(uint32(key))
	}
}

// squaredLength is |x|².
func squaredLength(x []float32) (square float64) {
	for _, v := range x {
		square += float64(float64(v) * float64(v))
	}
	return square
}

// squaredDistance has four sums, which a processor adds to at the same time.
func squaredDistance(a, b []float32) float32 {
	var sums [4]float32
	b = b[:len(a)]
	for len(a) >= 4 {
		for j := range 4 {
			d := a[j] - b[j]
			sums[j] += float32(d * d)
		}
		a, b = a[4:], b[4:]
	}
	for j, v := range a {
		d := v - b[j]
		sums[j] += float32(d * d)
	}
	return (sums[0] + sums[1]) + (sums[2] + sums[3])
}
