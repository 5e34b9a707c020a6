package tsne

import (
	"context"
	"math"
)

// rowUnit is what the rows of P are padded to, with entries of value 0 at the row's own column, so that eight can be
// taken at a time.
const rowUnit = 8

// affinities is the symmetric, sparse matrix P of t-SNE: row i has the entries start[i] … start[i+1]-1, by rising
// column; all entries together sum to 1.
type affinities struct {
	start   []int
	column  []int32
	short   []uint16 // the columns instead, after arranged, where 16 bits are enough
	value   []float32
	entropy float64 // Σ p·ln p, the part of the KL divergence that the embedding does not change
}

// affinitiesOf turns distances into probabilities (each row a Gaussian whose entropy is ln perplexity) and makes
// them symmetric: P = (C + Cᵀ)/2n.
func affinitiesOf(ctx context.Context, g graph, perplexity float64) (affinities, error) {
	conditional := make([]float32, g.n*g.k)
	const chunk = 256
	parallel((g.n+chunk-1)/chunk, func(_, b int) {
		weights := make([]float64, g.k)
		for i := b * chunk; i < min((b+1)*chunk, g.n) && ctx.Err() == nil; i++ {
			calibrate(weights, g.distance[i*g.k:(i+1)*g.k], math.Log(perplexity))
			for e, w := range weights {
				conditional[i*g.k+e] = float32(w)
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return affinities{}, err
	}
	return symmetrise(g, conditional), nil
}

// calibrate finds the precision β for which the weights exp(-β·d) have the entropy wanted (within 1e-5, as in
// scikit-learn), and leaves the weights summing to 1. The steps are Newton's in ln β, a handful where scikit-learn's
// bisection takes a dozen; one that leaves what is known of β is a bisection instead.
func calibrate(weights []float64, distances []float32, entropy float64) {
	const steps, tolerance = 100, 1e-5
	nearest, mean := float64(distances[0]), 0.0
	for _, d := range distances {
		nearest = min(nearest, float64(d))
		mean += float64(d) / float64(len(distances))
	}
	// A scale-free first guess; equal distances (copies of one point) have equal weights at every β.
	beta, low, high := 1.0, 0.0, math.Inf(1)
	if mean > nearest {
		beta = 1 / (mean - nearest)
	}
	for range steps {
		now, slope := gaussian(weights, distances, nearest, beta)
		difference := now - entropy
		if math.Abs(difference) <= tolerance {
			return
		}
		if difference < 0 {
			high = beta
		} else {
			low = beta
		}
		beta = nextPrecision(beta, low, high, difference/slope)
		if math.IsInf(beta, 1) || low == high {
			return
		}
	}
}

// nextPrecision takes Newton's step in ln β, at most farthestStep, within low and high, or halves what is between them.
func nextPrecision(beta, low, high, step float64) float64 {
	const farthestStep = 2
	next := beta * math.Exp(max(-farthestStep, min(farthestStep, step)))
	switch {
	case next > low && next < high:
		return next
	case math.IsInf(high, 1):
		return beta * 2
	}
	return (low + high) / 2
}

// gaussian fills the weights exp(-β·d), scaled to sum to 1, and returns their entropy and by how much it falls with
// ln β, which is β² times the variance of d. The nearest distance is taken off, so that the largest weight is 1 before
// scaling and the sum cannot vanish.
func gaussian(weights []float64, distances []float32, nearest, beta float64) (entropy, slope float64) {
	var sum, first, second float64
	for e, d := range distances {
		shifted := float64(d) - nearest
		w := math.Exp(-beta * shifted)
		weights[e] = w
		sum += w
		product := float64(w * shifted)
		first += product
		second += float64(product * shifted)
	}
	for e := range weights {
		weights[e] /= sum
	}
	mean := first / sum
	return math.Log(sum) + float64(beta*mean), float64(beta*beta) * (second/sum - float64(mean*mean))
}

// symmetrise adds the transposed matrix. Both have their rows sorted by column, so rows are merged.
func symmetrise(g graph, conditional []float32) affinities {
	back := transpose(g, conditional)
	p := affinities{start: make([]int, g.n+1)}
	forRows(g.n, func(i int) {
		p.start[i+1] = roundUp(mergeRow(g, conditional, back, i, nil, nil), rowUnit)
	})
	for i := range g.n {
		p.start[i+1] += p.start[i]
	}
	total := p.start[g.n]
	p.column, p.value = make([]int32, total), make([]float32, total)
	sums := make([]float64, g.n)
	forRows(g.n, func(i int) {
		lo, hi := p.start[i], p.start[i+1]
		for e := lo + mergeRow(g, conditional, back, i, p.column[lo:hi], p.value[lo:hi]); e < hi; e++ {
			p.column[e] = int32(i)
		}
		for _, v := range p.value[lo:hi] {
			if v > 0 {
				sums[i] += float64(float64(v) * math.Log(float64(v)))
			}
		}
	})
	for _, s := range sums {
		p.entropy += s
	}
	return p
}

// forRows calls visit for each of n rows, on all processors.
func forRows(n int, visit func(i int)) {
	const chunk = 1024
	parallel((n+chunk-1)/chunk, func(_, b int) {
		for i := b * chunk; i < min((b+1)*chunk, n); i++ {
			visit(i)
		}
	})
}

// transposed is Cᵀ: row j has the points that count j among their neighbours.
type transposed struct {
	start []int
	row   []int32
	value []float32
}

func transpose(g graph, conditional []float32) transposed {
	t := transposed{make([]int, g.n+2), make([]int32, len(g.index)), make([]float32, len(g.index))}
	for _, j := range g.index {
		t.start[j+2]++
	}
	for j := range g.n {
		t.start[j+2] += t.start[j+1]
	}
	// start[j+1] is where the next entry of row j goes; when all are placed it has become the start of row j+1.
	for e, j := range g.index {
		at := t.start[j+1]
		t.start[j+1]++
		t.row[at], t.value[at] = int32(e/g.k), conditional[e]
	}
	return t
}

// mergeRow writes row i of (C + Cᵀ)/2n and returns its length; with nil slices it only counts.
func mergeRow(g graph, conditional []float32, back transposed, i int, column []int32, value []float32) int {
	a, aEnd := i*g.k, (i+1)*g.k
	b, bEnd := back.start[i], back.start[i+1]
	scale := 1 / (2 * float32(g.n))
	count := 0
	for a < aEnd || b < bEnd {
		var j int32
		var v float32
		takeA := a < aEnd && (b >= bEnd || g.index[a] <= back.row[b])
		takeB := b < bEnd && (a >= aEnd || back.row[b] <= g.index[a])
		if takeA {
			j, v = g.index[a], conditional[a]
			a++
		}
		if takeB {
			j = back.row[b]
			v += back.value[b]
			b++
		}
		if column != nil {
			column[count], value[count] = j, v*scale
		}
		count++
	}
	return count
}
