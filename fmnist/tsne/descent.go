package tsne

import (
	"math"
	"slices"
)

// chunkPoints is the number of points one task moves; sums are kept per chunk and added in order.
const chunkPoints = 512

// The rule for gains (Jacobs 1988) as in scikit-learn: a coordinate whose gradient keeps its direction moves faster.
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
	position  []float64
	update    []float64
	gain      []float64
	now, next []float32
	area      bounds
	chunks    []chunkSums
	forces    [][2 * chunkPoints]float32 // one a worker: the repulsion of a chunk's points
}

type chunkSums struct {
	area bounds
	logQ float64  // Σ p·ln(1+d²)
	_, _ [8]int64 // Apart in memory, since neighbouring chunks are written by different processors.
}

func newDescent(p affinities, points []float64, o Options) *descent {
	d := &descent{
		p: p, repulsion: newRepulsion(defaultStep), position: points,
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

// step moves all points once and returns the KL divergence before the move if the phase wants it.
func (d *descent) step(ph phase) float64 {
	z := d.repulsion.compute(d.now, d.area)
	d.forces = slices.Grow(d.forces, workers())[:max(len(d.forces), workers())]
	parallel(len(d.chunks), func(worker, c int) { d.moveChunk(worker, c, ph, 1/z) })
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
			from, to := d.p.start[i], d.p.start[i+1]
			d.chunks[c].logQ += float64(logDistance(d.now, i, d.p.column[from:to], d.p.value[from:to]))
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
func (d *descent) moveChunk(worker, c int, ph phase, inverseZ float64) {
	lo, hi := c*chunkPoints, min((c+1)*chunkPoints, len(d.now)/2)
	sums := chunkSums{area: emptyBounds()}
	repulsion := d.forces[worker][:2*(hi-lo)]
	d.repulsion.forces(worker, repulsion, d.now[2*lo:2*hi])
	for i := lo; i < hi; i++ {
		from, to := d.p.start[i], d.p.start[i+1]
		ax, ay := attract(d.now, i, d.p.column[from:to], d.p.value[from:to])
		rx, ry := repulsion[2*(i-lo)], repulsion[2*(i-lo)+1]
		if ph.wantKL {
			sums.logQ += float64(logDistance(d.now, i, d.p.column[from:to], d.p.value[from:to]))
		}
		d.move(2*i, ph, 4*(float64(ph.exaggeration*float64(ax))-float64(inverseZ*float64(rx))))
		d.move(2*i+1, ph, 4*(float64(ph.exaggeration*float64(ay))-float64(inverseZ*float64(ry))))
		sums.area.add(d.next[2*i], d.next[2*i+1])
	}
	d.chunks[c] = sums
}

// move applies gain and momentum to one coordinate.
func (d *descent) move(i int, ph phase, gradient float64) {
	if d.update[i]*gradient < 0 {
		d.gain[i] += gainUp
	} else {
		d.gain[i] = max(d.gain[i]*gainDown, gainFloor)
	}
	d.update[i] = float64(ph.momentum*d.update[i]) - float64(ph.rate*d.gain[i]*gradient)
	d.position[i] += d.update[i]
	d.next[i] = float32(d.position[i])
}
