package tsne

import "math"

// column is the type of a column's number: half the bytes where there are at most 65,536 points, since how much of P an
// iteration reads decides how long it takes.
type column interface{ uint16 | int32 }

// attraction is Σ p·(yi-yj)/(1+|yi-yj|²) over what attracts point i.
func (p *affinities) attraction(points []float32, i int) (x, y float32) {
	from, to := p.start[i], p.start[i+1]
	if p.short != nil {
		return attract(points, i, p.short[from:to], p.value[from:to])
	}
	return attract(points, i, p.column[from:to], p.value[from:to])
}

// logDistances is Σ p·ln(1+|yi-yj|²) over what attracts point i.
func (p *affinities) logDistances(points []float32, i int) float64 {
	from, to := p.start[i], p.start[i+1]
	if p.short != nil {
		return float64(logDistance(points, i, p.short[from:to], p.value[from:to]))
	}
	return float64(logDistance(points, i, p.column[from:to], p.value[from:to]))
}

// attractScalar is attract in plain Go, with the eight sums of the vector version and their order.
func attractScalar[C column](points []float32, i int, columns []C, value []float32) (ax, ay float32) {
	var sumX, sumY [rowUnit]float32
	x, y := points[2*i], points[2*i+1]
	value = value[:len(columns)]
	for e, j := range columns {
		at := points[2*int(j) : 2*int(j)+2 : 2*int(j)+2]
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

// logDistanceScalar is logDistance in plain Go, with the sums and the tree of the vector version.
func logDistanceScalar[C column](points []float32, i int, columns []C, value []float32) float32 {
	var sum [rowUnit]float32
	x, y := points[2*i], points[2*i+1]
	value = value[:len(columns)]
	for e, j := range columns {
		dx, dy := x-points[2*int(j)], y-points[2*int(j)+1]
		sum[e%rowUnit] += float32(value[e] * logarithm(float32(dx*dx)+float32(dy*dy)+1))
	}
	return tree(&sum)
}

// logarithm is ln v for v of at least 1, within 2e-7 of its value: the polynomial of Moshier's Cephes (logf) on
// √½ … √2.
func logarithm(v float32) float32 {
	bits := int32(math.Float32bits(v))
	e := (bits - 0x3F3504F3) >> 23
	f := math.Float32frombits(uint32(bits-e<<23)) - 1
	p := float32(0.07037683770)
	for _, c := range [...]float32{-0.1151461050, 0.1167699844, -0.1242014095, 0.1424932331, -0.1666805714,
		0.2000071406, -0.2499999404, 0.3333333135} {
		p = float32(p*f) + c
	}
	square := f * f
	y := float32(float32(p*f)*square) - float32(square*0.5)
	return (y + f) + float32(float32(e)*0.6931471806)
}
