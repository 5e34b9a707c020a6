package tsne

import (
	"math"
	"slices"
)

// chunkPoints is the number of points one task moves; sums are kept per chunk and added in order.
const chunkPoints = 512

// The rule for gains (Jacobs 1988) as in scikit-learn: a coordinate whose gradient keeps its direction moves faster.
// move_amd64.s has these numbers too.
const (
	gainUp    = 0.2
	gainDown  = 0.8
	gainFloor = 0.01
)

// phase is what changes between early exaggeration and the rest.
type phase struct {
	exaggeration, momentum, rate float64
	wantKL                       bool
}

// descent is the gradient descent's state. Positions are float64; the forces read them rounded to float32, from
// now, while next is being written.
type descent struct {
	p         affinities
	repulsion *repulsion
	order     []int32 // which point is at each place
	position  []float64
	update    []float64
	gain      []float64
	now, next []float32
	area      bounds
	chunks    []chunkSums
	forces    []forces // one a worker
}

// forces are the sums over the other points for each of a chunk's points, x and y in turn.
type forces struct{ attraction, repulsion [2 * chunkPoints]float32 }

type chunkSums struct {
	area bounds
	logQ float64  // Σ p·ln(1+d²)
	_, _ [8]int64 // Apart in memory, since neighbouring chunks are written by different processors.
}

func newDescent(p affinities, points []float64) *descent {
	d := &descent{
		p: p, repulsion: newRepulsion(defaultStep), order: identity(len(points) / 2), position: points,
		now: make([]float32, len(points)), next: make([]float32, len(points)), area: emptyBounds(),
		chunks: make([]chunkSums, (len(points)/2+chunkPoints-1)/chunkPoints),
	}
	for i, v := range points {
		d.now[i] = float32(v)
	}
	for i := 0; i < len(points); i += 2 {
		d.area.add(d.now[i], d.now[i+1])
	}
	d.restart()
	return d
}

// restart forgets the momentum and the gains.
func (d *descent) restart() {
	d.update, d.gain = make([]float64, len(d.position)), make([]float64, len(d.position))
	for i := range d.gain {
		d.gain[i] = 1
	}
}

// arrange moves what is near in the plane together in memory, where an iteration then finds most of what it needs in
// the first cache.
func (d *descent) arrange() {
	order := planeOrder(d.now, d.area)
	d.p = d.p.arranged(order)
	d.order = reorder(d.order, 1, order)
	d.position, d.update, d.gain = reorder(d.position, 2, order), reorder(d.update, 2, order), reorder(d.gain, 2, order)
	d.now = reorder(d.now, 2, order)
}

// points are the positions in the points' own order, x and y in turn.
func (d *descent) points() []float64 { return reorder(d.position, 2, places(d.order)) }

// step moves all points once and returns the KL divergence before the move if the phase wants it.
func (d *descent) step(ph phase) float64 {
	z := d.repulsion.compute(d.now, d.area)
	d.forces = slices.Grow(d.forces, workers())[:max(len(d.forces), workers())]
	parallel(len(d.chunks), func(worker, c int) { d.moveChunk(worker, c, &ph, 1/z) })
	d.area = emptyBounds()
	for i := range d.chunks {
		d.area.join(d.chunks[i].area)
	}
	d.now, d.next = d.next, d.now
	if !ph.wantKL {
		return 0
	}
	return d.klFrom(z)
}

// divergence is the KL divergence of the present positions.
func (d *descent) divergence() float64 {
	z := d.repulsion.compute(d.now, d.area)
	parallel(len(d.chunks), func(_, c int) {
		lo, hi := c*chunkPoints, min((c+1)*chunkPoints, len(d.now)/2)
		d.chunks[c].logQ = 0
		for i := lo; i < hi; i++ {
			d.chunks[c].logQ += d.p.logDistances(d.now, i)
		}
	})
	return d.klFrom(z)
}

// klFrom is Σ p·ln(p/q) with q = 1/((1+d²)·z), since Σ p = 1.
func (d *descent) klFrom(z float64) float64 {
	kl := d.p.entropy + math.Log(z)
	for i := range d.chunks {
		kl += d.chunks[i].logQ
	}
	return kl
}

// moveChunk takes one step for the points of chunk c.
func (d *descent) moveChunk(worker, c int, ph *phase, inverseZ float64) {
	lo, hi := c*chunkPoints, min((c+1)*chunkPoints, len(d.now)/2)
	sums := chunkSums{area: emptyBounds()}
	f := &d.forces[worker]
	d.repulsion.forces(worker, f.repulsion[:2*(hi-lo)], d.now[2*lo:2*hi])
	for i := lo; i < hi; i++ {
		at := f.attraction[2*(i-lo) : 2*(i-lo)+2]
		at[0], at[1] = d.p.attraction(d.now, i)
		if ph.wantKL {
			sums.logQ += d.p.logDistances(d.now, i)
		}
	}
	d.move(2*lo, f, 2*(hi-lo), ph, inverseZ)
	for i := lo; i < hi; i++ {
		sums.area.add(d.next[2*i], d.next[2*i+1])
	}
	d.chunks[c] = sums
}

// move applies gain and momentum to n coordinates, from number first on.
func (d *descent) move(first int, f *forces, n int, ph *phase, inverseZ float64) {
	for j := d.moveVector(first, f, n, ph, inverseZ); j < n; j++ {
		i := first + j
		gradient := 4 * (float64(ph.exaggeration*float64(f.attraction[j])) - float64(inverseZ*float64(f.repulsion[j])))
		if d.update[i]*gradient < 0 {
			d.gain[i] += gainUp
		} else {
			d.gain[i] = max(d.gain[i]*gainDown, gainFloor)
		}
		d.update[i] = float64(ph.momentum*d.update[i]) - float64(ph.rate*d.gain[i]*gradient)
		d.position[i] += d.update[i]
		d.next[i] = float32(d.position[i])
	}
}
