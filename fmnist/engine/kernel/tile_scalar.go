package kernel

// runScalar is the tile in plain Go, row by row, four columns at a time: with the sums, products and elements of B that
// is what sixteen scalar registers hold.
func (t *tile) runScalar() {
	for row := range t.rows {
		for col := 0; col < t.cols; col += 4 {
			if t.cols-col < 4 {
				for ; col < t.cols; col++ {
					t.store(row, col, t.dot(row, col))
				}
				break
			}
			sum := t.block(row, col)
			for j, v := range sum {
				t.store(row, col+j, float32(v))
			}
		}
	}
}

// block is dot for four columns. A's zeros, half of all elements behind a ReLU, are skipped: they add nothing, and
// exact sums would all take the long way.
func (t *tile) block(row, col int) (sum [4]accumulator) {
	s0, s1, s2, s3 := float64(t.start(col)), float64(t.start(col+1)), float64(t.start(col+2)), float64(t.start(col+3))
	for s := range t.segs {
		a, b := t.aOff[row]+s*t.segA, s*t.segB+col
		for range t.k {
			if u := float64(t.a[a]); u != 0 {
				v := t.b[b : b+4 : b+4]
				p0, p1, p2, p3 := float64(u*float64(v[0])), float64(u*float64(v[1])), float64(u*float64(v[2])),
					float64(u*float64(v[3]))
				r0, r1, r2, r3 := float64(p0+s0), float64(p1+s1), float64(p2+s2), float64(p3+s3)
				if halfway(r0)|halfway(r1)|halfway(r2)|halfway(r3) != 0 {
					r0, r1, r2, r3 = settle(r0, p0, s0), settle(r1, p1, s1), settle(r2, p2, s2), settle(r3, p3, s3)
				}
				s0, s1, s2, s3 = single(r0), single(r1), single(r2), single(r3)
			}
			a, b = a+t.stepA, b+t.stepB
		}
	}
	return [4]accumulator{s0, s1, s2, s3}
}

// start is the bias of a column.
func (t *tile) start(col int) float32 {
	if t.bias == nil {
		return 0
	}
	return t.bias[col]
}

func (t *tile) dot(row, col int) float32 {
	sum := t.start(col)
	for s := range t.segs {
		a, b := t.aOff[row]+s*t.segA, s*t.segB+col
		for range t.k {
			if u := t.a[a]; u != 0 {
				sum = fma(u, t.b[b], sum)
			}
			a, b = a+t.stepA, b+t.stepB
		}
	}
	return sum
}

func (t *tile) store(row, col int, sum float32) {
	at := t.cOff[row] + col
	if t.add != 0 {
		sum += t.c[at]
	}
	if t.floor > sum { // not max, for which 0 is greater than -0
		sum = t.floor
	}
	t.c[at] = sum
}

// runDepthwiseScalar is runDepthwise in plain Go.
func (t *tile) runDepthwiseScalar() {
	for row := range t.rows {
		for col := range t.cols {
			sum := t.start(col)
			for s := range t.segs {
				a, b := t.aOff[row]+s*t.segA+col, s*t.segB+col
				for range t.k {
					sum = fma(t.a[a], t.b[b], sum)
					a, b = a+t.stepA, b+t.stepB
				}
			}
			t.store(row, col, sum)
		}
	}
}
