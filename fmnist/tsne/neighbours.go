package tsne

import (
	"context"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

const (
	// queryRows × tileRows is the tile of the distance matrix that is held at a time: 256 × 512 float32 are half a
	// megabyte, which stays in a core's L2 between the product that fills it and the scan that reads it.
	queryRows = 256
	tileRows  = 512
	// skipUnit is how many scores are passed over at a time when none is above the threshold: four vectors of eight.
	skipUnit = 32
)

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

// nearest finds the exact k nearest neighbours of all points (rows of cols values, centred). All distances are
// computed, as tiles of matrix products: at 60,000 points of 50 values that is 1.8e11 multiply-adds, a few seconds, and
// it spares an approximation whose errors would have to be explained.
func nearest(ctx context.Context, x []float32, cols, k int) (graph, error) {
	n := len(x) / cols
	g := graph{n, k, make([]int32, n*k), make([]float32, n*k)}
	left, right := augment(x, cols)
	scratch := make([]searchScratch, workers())
	blocks := (n + queryRows - 1) / queryRows
	parallel(blocks, func(worker, b int) {
		if ctx.Err() != nil {
			return
		}
		lo, hi := b*queryRows, min((b+1)*queryRows, n)
		scratch[worker].search(left, right, cols+1, lo, hi, k)
		for i := lo; i < hi; i++ {
			g.keep(i, x, cols, scratch[worker].found[i-lo])
		}
	})
	return g, ctx.Err()
}

// augment adds a column, so that one product gives x·y - |y|²/2: a 1 on the left, -|y|²/2 on the right.
func augment(x []float32, cols int) (left, right []float32) {
	n, wide := len(x)/cols, cols+1
	left, right = make([]float32, n*wide), make([]float32, n*wide)
	parallel((n+tileRows-1)/tileRows, func(_, b int) {
		for i := b * tileRows; i < min((b+1)*tileRows, n); i++ {
			row := x[i*cols : (i+1)*cols]
			var square float64
			for _, v := range row {
				square += float64(float64(v) * float64(v))
			}
			copy(left[i*wide:], row)
			copy(right[i*wide:], row)
			left[i*wide+cols], right[i*wide+cols] = 1, float32(-square/2)
		}
	})
	return left, right
}

// searchScratch is one worker's memory for a block of queries.
type searchScratch struct {
	tile      []float32
	found     [][]neighbour
	threshold []float32
}

// search leaves in found the k best candidates of the points lo … hi-1 (in no order).
func (s *searchScratch) search(left, right []float32, wide, lo, hi, k int) {
	n, rows := len(right)/wide, hi-lo
	if s.tile == nil {
		s.tile = make([]float32, queryRows*tileRows)
		s.found = make([][]neighbour, queryRows)
		s.threshold = make([]float32, queryRows)
	}
	for i := range rows {
		s.found[i], s.threshold[i] = s.found[i][:0], lowest
	}
	for first := 0; first < n; first += tileRows {
		width := min(tileRows, n-first)
		kernel.MatMul(s.tile[:rows*width], left[lo*wide:hi*wide], right[first*wide:(first+width)*wide], rows, width,
			wide, false, true)
		for i := range rows {
			s.scan(i, s.tile[i*width:(i+1)*width], first, lo+i, k)
		}
	}
	for i := range rows {
		s.found[i] = best(s.found[i], k)
	}
}

const lowest = -0x1p127 * (2 - 0x1p-23) // -MaxFloat32

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

// best moves the k candidates of highest score to the front (quickselect) and cuts the rest off. Equal scores are
// settled by the lower index, so that the choice does not depend on the order of the search.
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

// keep stores point i's neighbours by rising index, with distances taken from the differences: the product form
// loses digits for points that nearly coincide.
func (g *graph) keep(i int, x []float32, cols int, found []neighbour) {
	slices.SortFunc(found, func(a, b neighbour) int { return int(a.index) - int(b.index) })
	self := x[i*cols : (i+1)*cols]
	for e, f := range found {
		other := x[int(f.index)*cols:][:len(self)]
		var square float32
		for j, v := range self {
			d := v - other[j]
			square += float32(d * d)
		}
		g.index[i*g.k+e], g.distance[i*g.k+e] = f.index, square
	}
}
