package tsne

import "math"

// kernelSpectra are the transforms of the three kernels on the padded grid: the scalar kernel
// 1/(1+r²) (real) and the vector kernel (x, y)/(1+r²)² (imaginary; its factor of i). All are divided by the transform's
// 4·mx·my and by the splines' spectrum, once for spreading and once for gathering, which makes the interpolation exact
// at the nodes.
//
// They lie as convolveAlongX reads them: strip by strip of frequencies along y, first the even frequencies along x,
// then the odd ones, in rows of lanes values for each of the three kernels.
type kernelSpectra struct {
	values []float32
	self   float64 // what the grid makes of the scalar kernel at distance 0, on average over places in a cell
}

// kernelSpectra samples one quadrant of each kernel, folds the symmetry into weights (each node but those on an axis
// stands for its mirror image too) and reads the cosine and sine transforms off the padded transform of the quadrant.
func (r *repulsion) kernelSpectra() kernelSpectra {
	out := kernelSpectra{values: make([]float32, 2*r.mx*r.specWidth*3)}
	quadrants := []struct {
		value      func(x, y float64) float64
		oddX, oddY bool
	}{
		{func(x, y float64) float64 { return 1 / near(x, y) }, false, false},
		{func(x, y float64) float64 { return x / (near(x, y) * near(x, y)) }, true, false},
		{func(x, y float64) float64 { return y / (near(x, y) * near(x, y)) }, false, true},
	}
	for kernel, q := range quadrants {
		r.fillQuadrant(q.value)
		r.densityAlongY()
		r.quadrantSpectrum(out.values[kernel*lanes:], q.oddX, q.oddY)
	}
	out.self = r.selfTerm(out.values)
	return out
}

// selfTerm is the mean over all places in a cell of what a point does to itself through the grid.
func (r *repulsion) selfTerm(spectra []float32) float64 {
	alongX, alongY := overlap(r.mx), overlap(r.my)
	var sum float64
	for kx, x := range alongX {
		for ky := range r.my + 1 {
			weight := 2 * x * alongY[ky] // for -ky too
			if ky == 0 || ky == r.my {
				weight /= 2
			}
			sum += float64(weight * float64(spectra[r.spectraAt(kx, ky/lanes)+ky%lanes]))
		}
	}
	return sum
}

// overlap is the transform of the splines' mean overlap with a copy shifted by d nodes: the values of the spline of
// degree 11 at d = 0 … 5.
func overlap(n int) []float64 {
	values := [...]float64{655177.0 / 1663200, 1623019.0 / 6652800, 1093.0 / 19800, 50879.0 / 13305600, 509.0 / 9979200,
		1.0 / 39916800}
	out := make([]float64, 2*n)
	for k := range out {
		out[k] = values[0]
		for d := 1; d < len(values); d++ {
			out[k] += float64(2 * values[d] * math.Cos(math.Pi*float64(d*k)/float64(n)))
		}
	}
	return out
}

func (r *repulsion) fillQuadrant(value func(x, y float64) float64) {
	for _, part := range r.parts {
		clear(part)
	}
	for row := range r.my {
		for col := range r.mx {
			weight := 4.0
			if row == 0 {
				weight /= 2
			}
			if col == 0 {
				weight /= 2
			}
			r.parts[0][row*r.gridWidth+col] = float32(weight * value(float64(col)*r.step, float64(row)*r.step))
		}
	}
}

// quadrantSpectrum finishes the transform along x. With Q(kx, ky) the quadrant's transform, the sum and difference of
// Q(kx, ky) and Q(-kx, ky) separate cosines from sines along x.
func (r *repulsion) quadrantSpectrum(dst []float32, oddX, oddY bool) {
	alongX, alongY := unspread(r.mx), unspread(r.my)
	parallel(r.specWidth/lanes, func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * lanes
		r.loadStrip(s, first)
		r.transformHalves(s, r.planX, r.twistX)
		for kx := range 2 * r.mx {
			hereRe, hereIm := s.frequency(kx)
			thereRe, thereIm := s.frequency((2*r.mx - kx) % (2 * r.mx))
			for j := range min(lanes, r.my+1-first) {
				v := (hereRe[j] + thereRe[j]) / 2 // Σ cos cos
				if oddX {
					v = (hereIm[j] - thereIm[j]) / 2 // -Σ sin cos
				} else if oddY {
					v = (hereIm[j] + thereIm[j]) / 2 // -Σ cos sin
				}
				dst[r.spectraAt(kx, strip)+j] = v * alongX[kx] * alongY[first+j]
			}
		}
	})
}

// spectraAt is where the values of frequency kx along x and a strip of those along y begin.
func (r *repulsion) spectraAt(kx, strip int) int {
	return (strip*2*r.mx + kx%2*r.mx + kx/2) * spectraRow
}

// frequency is row kx of the padded transform: even and odd frequencies lie apart.
func (s *stripScratch) frequency(kx int) (re, im *[lanes]float32) {
	half := &s.even
	if kx%2 == 1 {
		half = &s.odd
	}
	return line(half.re, kx/2), line(half.im, kx/2)
}

// unspread undoes the splines, whose values at the nodes are 66, 26 and 1 of 120, at spreading and gathering along one
// axis of n nodes, and divides by the padded transform's length.
func unspread(n int) []float32 {
	out := make([]float32, 2*n)
	for k := range out {
		a := math.Pi * float64(k) / float64(n)
		spline := (66 + float64(52*math.Cos(a)) + float64(2*math.Cos(2*a))) / 120
		out[k] = float32(1 / (float64(spline*spline) * 2 * float64(n)))
	}
	return out
}

// near is 1 + |(x, y)|², whose inverse is how near two points are that lie so far apart.
func near(x, y float64) float64 { return 1 + float64(x*x) + float64(y*y) }
