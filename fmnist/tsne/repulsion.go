package tsne

import "math"

// repulsion computes what every point does to every other through a grid: spread the points on the grid, convolve with
// the kernels, interpolate back (Linderman et al. 2019, FIt-SNE; here with B-splines of degree 5 on one even grid, as
// in particle-mesh Ewald, and with the vector kernel (x, y)/(1+r²)² itself). Per iteration that takes one real
// transform forward and two back, and Σ 1/(1+r²) comes out of the spectrum without a further one.
type repulsion struct {
	layout
	coarse       float64
	planX, planY *fftPlan
	twistX       []float32 // cos, sin of π·t/mx, and the same for y
	twistY       []float32
	spectra      kernelSpectra
	gridWidth    int         // mx rounded up to whole double blocks
	specWidth    int         // my+1 rounded up to whole blocks
	parts        [][]float32 // partial densities, my × gridWidth
	halfRe       []float32   // the density after the transform along y: mx × specWidth
	halfIm       []float32
	forceX       [2][]float32 // re, im of the fields' spectra along y: (my+1) × gridWidth
	forceY       [2][]float32
	fieldX       []float32 // my × gridWidth, and slack for the last row of eight
	fieldY       []float32
	scratch      []stripScratch
	partSums     []float64
}

// stripScratch is one worker's memory: even and odd frequencies, and two blocks to work in.
type stripScratch struct {
	even, odd, work1, work2 block
	columns                 [4][]float32 // frequencies of two columns, real and imaginary
	batch                   batch
}

func newRepulsion(coarse float64) *repulsion { return &repulsion{coarse: coarse} }

// compute fills the field for the points and returns Σ over all ordered pairs i ≠ j of 1/(1+|yi-yj|²).
func (r *repulsion) compute(points []float32, b bounds) float64 {
	r.place(layoutFor(b, r.coarse))
	n := len(points) / 2
	parallel(spreadParts, func(worker, p int) {
		lo, hi := span(n, spreadParts, p)
		r.scratch[worker].batch.spread(&r.layout, r.parts[p], r.gridWidth, points[2*lo:2*hi])
	})
	r.densityAlongY()
	sum := r.convolveAlongX()
	r.fieldAlongY()
	return max(sum-float64(float64(n)*r.spectra.self), math.SmallestNonzeroFloat32)
}

// forces writes into out Σ over the other points j of (yi-yj)/(1+|yi-yj|²)² for each point i, x and y in turn.
func (r *repulsion) forces(worker int, out, points []float32) {
	r.scratch[worker].batch.gather(out, &r.layout, r.fieldX, r.fieldY, r.gridWidth, points)
}

// place moves the grid, and makes buffers and spectra anew only where its size or step has changed.
func (r *repulsion) place(l layout) {
	old := r.layout
	r.layout = l
	resized := old.mx != l.mx || old.my != l.my
	if resized {
		r.resize()
	}
	if resized || old.step != l.step {
		r.spectra = r.kernelSpectra()
	}
}

func (r *repulsion) resize() {
	r.planX, r.planY = newPlan(r.mx), newPlan(r.my)
	r.twistX, r.twistY = twists(r.mx), twists(r.my)
	r.gridWidth = roundUp(r.mx, 2*lanes)
	r.specWidth = roundUp(r.my+1, lanes)
	r.parts = make([][]float32, spreadParts)
	for p := range r.parts {
		r.parts[p] = make([]float32, r.my*r.gridWidth+weightRow)
	}
	r.halfRe, r.halfIm = make([]float32, r.gridWidth*r.specWidth), make([]float32, r.gridWidth*r.specWidth)
	for i := range 2 {
		r.forceX[i] = make([]float32, r.specWidth*r.gridWidth)
		r.forceY[i] = make([]float32, r.specWidth*r.gridWidth)
	}
	r.fieldX, r.fieldY = make([]float32, r.my*r.gridWidth+weightRow), make([]float32, r.my*r.gridWidth+weightRow)
	r.partSums = make([]float64, r.specWidth/lanes)
	r.scratch = make([]stripScratch, workers())
	longest := roundUp(max(r.mx, r.my), rowUnit)
	for i := range r.scratch {
		r.scratch[i] = stripScratch{even: newBlock(longest), odd: newBlock(longest), work1: newBlock(longest),
			work2: newBlock(longest)}
		for c := range r.scratch[i].columns {
			r.scratch[i].columns[c] = make([]float32, r.specWidth*lanes)
		}
	}
}

func roundUp(n, unit int) int { return (n + unit - 1) / unit * unit }

// twists are cos and sin of π·t/n: half a step of a transform of length 2n.
//
// A convolution needs the grid padded to twice its size. A transform of length 2n whose second half is zero is two
// of length n: the even frequencies are the transform of x, the odd ones that of x[t]·exp(-πi·t/n).
func twists(n int) []float32 {
	out := make([]float32, 2*n)
	for t := range n {
		sin, cos := math.Sincos(math.Pi * float64(t) / float64(n))
		out[2*t], out[2*t+1] = float32(cos), float32(sin)
	}
	return out
}
