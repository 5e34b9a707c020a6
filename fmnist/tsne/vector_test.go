package tsne

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

// sameBits computes with vector instructions and without, and compares everything that was written, bit for bit.
func sameBits(t *testing.T, what string, compute func() [][]float32) {
	t.Helper()
	vectors = true
	with := compute()
	vectors = false
	without := compute()
	vectors = true
	for v := range without {
		for i, want := range without[v] {
			if got := with[v][i]; math.Float32bits(got) != math.Float32bits(want) {
				t.Fatalf("%s: value %d of slice %d is %g with vectors, %g without", what, i, v, got, want)
			}
		}
	}
}

// needVectors skips a test where there are no vector versions to compare.
func needVectors(t *testing.T) {
	t.Helper()
	if !vectors {
		t.Skip("this processor has no vector versions")
	}
	t.Cleanup(func() { vectors = true })
}

// noise is n normal values; the same seed gives the same ones.
func noise(seed uint64, n int) []float32 {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(rng.NormFloat64())
	}
	return out
}

func noiseBlock(seed uint64, n int) block {
	b := newBlock(n)
	copy(b.re, noise(seed, n*lanes))
	copy(b.im, noise(seed+1, n*lanes))
	return b
}

var rowCounts = []int{1, 2, 3, 5, 7, 8, 9, 13, 16, 27, 31, 64}

// The steps between the transforms do with vectors what plain Go does, for even and odd numbers of rows.
func TestVectorRowsMatchPlain(t *testing.T) {
	needVectors(t)
	for _, n := range rowCounts {
		name := func(what string) string { return fmt.Sprintf("%s, %d rows", what, n) }
		stride := n%3*lanes + lanes + 3
		sameBits(t, name("sumParts"), func() [][]float32 {
			dst, parts := noise(1, (n+1)*lanes), make([][]float32, spreadParts)
			for p := range parts {
				parts[p] = noise(uint64(2+p), 5+n*stride+lanes)
			}
			sumParts(dst, parts, 5, stride, n)
			return [][]float32{dst}
		})
		sameBits(t, name("twist"), func() [][]float32 {
			dst, src := noiseBlock(1, n+1), noiseBlock(3, n+1)
			twist(&dst, &src, n, twists(n))
			return [][]float32{dst.re, dst.im, src.re, src.im}
		})
		sameBits(t, name("join"), func() [][]float32 {
			even, odd := noiseBlock(1, n+1), noiseBlock(3, n+1)
			join(&even, &odd, n, twists(n))
			return [][]float32{even.re, even.im, odd.re, odd.im}
		})
		sameBits(t, name("multiply"), func() [][]float32 {
			work, b, sums := noiseBlock(1, n+1), noiseBlock(3, n+1), [lanes]float32(noise(5, lanes))
			multiply(&work, &b, noise(6, n*spectraRow), &sums, n)
			return [][]float32{work.re, work.im, b.re, b.im, sums[:]}
		})
		sameBits(t, name("split"), func() [][]float32 {
			b, columns := noiseBlock(1, 2*n+3), [4][]float32{}
			for c := range columns {
				columns[c] = noise(uint64(2+c), (2*n+3)*lanes)
			}
			split(&columns, 1, &b, 1, 2*n+1, n)
			return columns[:]
		})
		sameBits(t, name("transposeRows"), func() [][]float32 {
			many := n * rowUnit
			dst := noise(1, lanes*(many+n))
			transposeRows(dst, many+n, noise(2, many*lanes), many)
			return [][]float32{dst}
		})
		sameBits(t, name("pairFields"), func() [][]float32 {
			dst, size := noiseBlock(1, 2*n+2), (n+1)*stride+lanes
			r := repulsion{forceX: [2][]float32{noise(3, size), noise(4, size)},
				forceY: [2][]float32{noise(5, size), noise(6, size)}}
			r.pairFields(&dst, 1, 7, stride, n, 1)
			r.pairFields(&dst, n+1, n*stride, -stride, n, -1)
			return [][]float32{dst.re, dst.im}
		})
	}
}

// Places, weights, charges on the grid and fields read off it are the same with vectors, for few points and for more
// than one batch.
func TestVectorSpreadMatchesPlain(t *testing.T) {
	needVectors(t)
	for _, n := range []int{1, 2, 7, 8, 9, 15, 16, 100, 255, 256, 257, 263, 700} {
		for _, size := range []float64{1e-4, 1, 30} {
			points, b := normalPoints(uint64(n), n, size, size/3)
			b.add(float32(size), float32(size)) // a grid of usual size even for one point
			b.add(float32(-size), float32(-size))
			l := layoutFor(b, defaultStep)
			width := roundUp(l.mx, 2*lanes)
			nodes := l.my*width + weightRow
			fieldX, fieldY := noise(1, nodes), noise(2, nodes)
			sameBits(t, fmt.Sprintf("%d points over %g", n, size), func() [][]float32 {
				var s batch
				some := points[:2*min(n, batchSize)]
				s.place(&l, width, some)
				places := make([]float32, 0, batchSize)
				for _, at := range s.at {
					places = append(places, math.Float32frombits(uint32(at)))
				}
				var weights []float32
				for i := range s.wx {
					weights = append(append(weights, s.wx[i][:]...), s.wy[i][:]...)
				}
				part, out := noise(3, nodes), make([]float32, 2*n)
				s.spread(&l, part, width, points)
				s.gather(out, &l, fieldX, fieldY, width, points)
				return [][]float32{places, weights, part, out}
			})
		}
	}
}

// Attraction and logarithms over one group of neighbours and over many are the same with vectors.
func TestVectorNeighboursMatchPlain(t *testing.T) {
	needVectors(t)
	for _, groups := range []int{0, 1, 2, 3, 5, 12, 33} {
		for _, size := range []float64{1e-4, 1, 1000} {
			points, _ := normalPoints(uint64(groups), 301, size, size)
			column, short, value := make([]int32, groups*rowUnit), make([]uint16, groups*rowUnit), noise(9, groups*rowUnit)
			for e := range column {
				column[e], short[e] = int32(e*97%301), uint16(e*97%301)
			}
			sameBits(t, fmt.Sprintf("%d groups over %g", groups, size), func() [][]float32 {
				out := make([]float32, 0, 6*301)
				for i := range 301 {
					x, y := attract(points, i, column, value)
					out = append(out, x, y, logDistance(points, i, column, value))
					x, y = attract(points, i, short, value)
					out = append(out, x, y, logDistance(points, i, short, value))
				}
				return [][]float32{out}
			})
		}
	}
}

// The logarithm is within its bound of the exact one, from 1 to the square of the farthest distance.
func TestLogarithm(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	values := []float32{1, math.Nextafter32(1, 2), math.Sqrt2, 2, 3, 4e12}
	for range 100000 {
		values = append(values, float32(math.Exp(rng.Float64()*29)))
	}
	for _, v := range values {
		want := math.Log(float64(v))
		if got := float64(logarithm(v)); math.Abs(got-want) > 2e-7*want {
			t.Fatalf("ln %g is %.9g, want %.9g", v, got, want)
		}
	}
}

// An embedding has the same points and divergence with vectors and without, on 1 and on 2 processors.
func TestFitSameOnAllLevels(t *testing.T) {
	needVectors(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x, _ := blobs(701, 8, 5)
	o := Options{Iterations: 120, Perplexity: 15, Seed: 4}
	var first Result
	for _, processors := range []int{1, 2} {
		for _, on := range []bool{true, false} {
			runtime.GOMAXPROCS(processors)
			vectors = on
			r := mustFit(t, x, o)
			if first.Points == nil {
				first = r
			} else if r.KL != first.KL || !reflect.DeepEqual(r.Points, first.Points) {
				at := slices.IndexFunc(r.Points, func(p [2]float64) bool { return !slices.Contains(first.Points, p) })
				t.Fatalf("%d processors, vectors %v: KL %g, want %g; point %d differs", processors, on, r.KL, first.KL, at)
			}
		}
	}
}
