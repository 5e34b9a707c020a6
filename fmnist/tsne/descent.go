package tsne

import "math"

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
	parallel(len(d.chunks), func(_, c int) { d.moveChunk(c, ph, 1/z) })
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
			d.chunks[c].logQ += d.logDistance(i)
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
func (d *descent) moveChunk(c int, ph phase, inverseZ float64) {
	lo, hi := c*chunkPoints, min((c+1)*chunkPoints, len(d.now)/2)
	sums := chunkSums{area: emptyBounds()}
	for i := lo; i < hi; i++ {
		from, to := d.p.start[i], d.p.start[i+1]
		ax, ay := attract(d.now, i, d.p.column[from:to], d.p.value[from:to])
		rx, ry := d.repulsion.force(d.now[2*i], d.now[2*i+1])
		if ph.wantKL {
			sums.logQ += d.logDistance(i)
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

// attractScalar is attract in plain Go, with the eight sums of the vector version and their order.
func attractScalar(points []float32, i int, column []int32, value []float32) (ax, ay float32) {
	var sumX, sumY [rowUnit]float32
	x, y := points[2*i], points[2*i+1]
	value = value[:len(column)]
	for e, j := range column {
		at := points[2*j : 2*j+2 : 2*j+2]
		dx, dy := x-at[0], y-at[1]
		w := value[e] / (float32(dx*dx) + float32(dy*dy) + 1)
		sumX[e%rowUnit] += float32(w * dx)
		sumY[e%rowUnit] += float32(w * dy)
	}
	return tree(&sumX), tree(&sumY)
}

// tree adds up eight sums as two horizontal additions of vectors do.
func tree(s *[rowUnit]float32) float32 {
	return ((s[0] + s[1]) + (s[4] + s[5])) + ((s[2] + s[3]) + (s[6] + s[7]))
}

// logDistance is Σ p·ln(1+|yi-yj|²) over point i's neighbours.
func (d *descent) logDistance(i int) float64 {
	var sum float64
	x, y := d.now[2*i], d.now[2*i+1]
	for e := d.p.start[i]; e < d.p.start[i+1]; e++ {
		j := d.p.column[e]
		dx, dy := float64(x-d.now[2*j]), float64(y-d.now[2*j+1])
		sum += float64(float64(d.p.value[e]) * math.Log1p(float64(dx*dx)+float64(dy*dy)))
	}
	return sum
}
