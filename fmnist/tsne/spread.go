package tsne

const (
	// support is the number of grid nodes per axis that a point is spread over: B-splines of degree 5. The weights
	// lie in rows of eight, the last two zero, so that a row of the grid is one vector.
	support    = 6
	weightRow  = 8
	batchSize  = 256 // points whose weights are made at a time: 16 KB, which stay in the L1
	placeGroup = 8   // points that placeAVX2 does at a time
)

// batch holds for some points their first node and the weights along both axes.
type batch struct {
	at     [batchSize]int32
	wx, wy [batchSize][weightRow]float32
}

// place finds the nodes and weights of at most batchSize points (x, y in turn) on a grid of rows that are width wide.
func (s *batch) place(l *layout, width int, points []float32) {
	inverse := float32(1 / l.step)
	for i := s.placeVector(l, width, inverse, points); i < len(points)/2; i++ {
		fx, fy := float32((points[2*i]-l.originX)*inverse), float32((points[2*i+1]-l.originY)*inverse)
		col, row := int32(fx), int32(fy)
		s.at[i] = (row-2)*int32(width) + col - 2
		splineWeights(&s.wx[i], fx-float32(col))
		splineWeights(&s.wy[i], fy-float32(row))
	}
}

// splineWeights are the six B-splines of degree 5 at a fraction t of a cell, and two zeros.
func splineWeights(w *[weightRow]float32, t float32) {
	const part = 1.0 / 120
	s, t2 := 1-t, t*t
	s2 := s * s
	w[0] = float32(s2 * s2 * s * part)
	w[1] = float32((26 + float32(t*(-50+float32(t*(20+float32(t*(20+float32(t*(-20+float32(5*t)))))))))) * part)
	w[2] = float32((66 + float32(t2*(-60+float32(t2*(30-float32(10*t)))))) * part)
	w[4] = float32((1 + float32(t*(5+float32(t*(10+float32(t*(10+float32(t*(5-float32(5*t)))))))))) * part)
	w[5] = float32(t2 * t2 * t * part)
	w[3] = 1 - w[0] - w[1] - w[2] - w[4] - w[5]
	w[6], w[7] = 0, 0
}

// spread adds a unit charge for each of the points to the grid part.
func (s *batch) spread(l *layout, part []float32, width int, points []float32) {
	clear(part)
	for len(points) > 0 {
		some := points[:min(2*batchSize, len(points))]
		points = points[len(some):]
		s.place(l, width, some)
		if s.spreadVector(part, width, len(some)/2) {
			continue
		}
		for i := range len(some) / 2 {
			at, wx := int(s.at[i]), &s.wx[i]
			for _, w := range s.wy[i][:support] {
				nodes := (*[weightRow]float32)(part[at:])
				for j := range support {
					nodes[j] += float32(w * wx[j])
				}
				at += width
			}
		}
	}
}

// gather interpolates both components of a field at each of the points, into out (x, y in turn).
func (s *batch) gather(out []float32, l *layout, fieldX, fieldY []float32, width int, points []float32) {
	for first := 0; first < len(points); first += 2 * batchSize {
		some := points[first:min(first+2*batchSize, len(points))]
		s.place(l, width, some)
		if s.gatherVector(out[first:], fieldX, fieldY, width, len(some)/2) {
			continue
		}
		for i := range len(some) / 2 {
			out[first+2*i], out[first+2*i+1] = s.at1(i, fieldX, width), s.at1(i, fieldY, width)
		}
	}
}

// at1 interpolates one component for point i: first the sums along y, then their tree along x.
func (s *batch) at1(i int, field []float32, width int) float32 {
	var along [weightRow]float32
	at := int(s.at[i])
	for _, w := range s.wy[i][:support] {
		for j, v := range (*[support]float32)(field[at:]) {
			along[j] += float32(w * v)
		}
		at += width
	}
	for j := range along {
		along[j] = float32(along[j] * s.wx[i][j])
	}
	return tree(&along)
}
