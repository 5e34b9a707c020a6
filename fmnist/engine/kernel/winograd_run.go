package kernel

// winogradInputRun transforms the pixels t [2·rows+2, n] along their row into the four planes v [rows, n] of so many
// tiles; the planes lie apart.
func winogradInputRun(v []float32, apart int, t []float32, n, rows int) {
	need("Winograd", "v", len(v), 3*apart+rows*n)
	need("Winograd", "t", len(t), (2*rows+2)*n)
	winogradInput(v, apart, t, n, rows)
}

// winogradOutputRun transforms four planes m, apart, of rows of n elements, one row mStep behind the other, into rows
// of y0 and y1, step0 and step1 behind each other.
func winogradOutputRun(y0, y1 []float32, step0, step1 int, m []float32, apart, mStep, n, rows int, floor float32) {
	need("Winograd", "y", len(y0), (rows-1)*step0+n)
	need("Winograd", "y", len(y1), (rows-1)*step1+n)
	need("Winograd", "m", len(m), 3*apart+(rows-1)*mStep+n)
	if rows > 0 {
		winogradOutput(y0, y1, &[6]int{step0, step1, mStep, mStep, mStep, mStep}, m, apart, n, rows, floor)
	}
}

func winogradInputScalar(v []float32, apart int, t []float32, n, rows int) {
	for row := range rows {
		for i := range n {
			at := 2*row*n + i
			t0, t1, t2, t3, to := t[at], t[at+n], t[at+2*n], t[at+3*n], row*n+i
			v[to], v[apart+to], v[2*apart+to], v[3*apart+to] = t0-t2, t1+t2, t2-t1, t1-t3
		}
	}
}

func winogradOutputScalar(y0, y1 []float32, steps *[6]int, m []float32, apart, n, rows int, floor float32) {
	bounded := func(x float32) float32 {
		if floor > x {
			return floor
		}
		return x
	}
	for row := range rows {
		for i := range n {
			at := row*steps[2] + i
			m0, m1, m2, m3 := m[at], m[apart+at], m[2*apart+at], m[3*apart+at]
			y0[row*steps[0]+i], y1[row*steps[1]+i] = bounded(m0+m1+m2), bounded(m1-m2-m3)
		}
	}
}

func winogradKernelScalar(u1, u2, g0, g1, g2 []float32) {
	for i := range u1 {
		sum := g0[i] + g2[i]
		u1[i], u2[i] = (sum+g1[i])/2, (sum-g1[i])/2
	}
}
