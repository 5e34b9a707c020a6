package tsne

import "math"

// lanes is the number of transforms done side by side: a block of data is n rows of lanes float32, real and imaginary
// parts apart, and every butterfly works on whole rows. 16 float32 fill one cache line, and a block of 512 rows (64 KB)
// stays in the L2.
const lanes = 16

// fftPlan is a Stockham transform (Van Loan, Computational Frameworks for the FFT, §1.7) of a length 2^a·3^b: each
// step reads one buffer and writes the other, and the result comes out in natural order without a permutation.
type fftPlan struct {
	n     int
	steps []fftStep
}

// fftStep is one pass of radix r: groups = n/r butterflies per stride, each with r-1 twiddle factors.
type fftStep struct {
	radix, groups, stride int
	twiddle               []float32 // groups × (radix-1) × (re, im)
}

func newPlan(n int) *fftPlan {
	p := &fftPlan{n: n}
	for left, stride := n, 1; left > 1; {
		radix := 4
		switch {
		case left%3 == 0:
			radix = 3
		case left%4 != 0:
			radix = 2
		}
		step := fftStep{radix: radix, groups: left / radix, stride: stride}
		for g := range step.groups {
			for k := 1; k < radix; k++ {
				sin, cos := math.Sincos(-2 * math.Pi * float64(g*k) / float64(left))
				step.twiddle = append(step.twiddle, float32(cos), float32(sin))
			}
		}
		p.steps = append(p.steps, step)
		left /= radix
		stride *= radix
	}
	return p
}

// smoothSize is the least length 2^a·3^b that is at least n.
func smoothSize(n int) int {
	best := math.MaxInt
	for three := 1; three < 3*n; three *= 3 {
		size := three
		for size < n {
			size *= 2
		}
		best = min(best, size)
	}
	return best
}

// block is lanes transforms of the same length, with the second buffer that the steps alternate with.
type block struct{ re, im, re2, im2 []float32 }

func newBlock(n int) block {
	buffer := make([]float32, 4*n*lanes)
	part := func(i int) []float32 { return buffer[i*n*lanes : (i+1)*n*lanes] }
	return block{part(0), part(1), part(2), part(3)}
}

// forward transforms the block in place: X[k] = Σ x[t]·exp(-2πi·kt/n).
func (p *fftPlan) forward(b *block) {
	for i := range p.steps {
		p.steps[i].run(b.re2, b.im2, b.re, b.im)
		b.re, b.re2 = b.re2, b.re
		b.im, b.im2 = b.im2, b.im
	}
}

// inverse is forward with the exponent's sign turned and without the division by n: swapping real and imaginary
// parts before and after turns the sign.
func (p *fftPlan) inverse(b *block) {
	swapped := block{b.im, b.re, b.im2, b.re2}
	p.forward(&swapped)
	b.re, b.im, b.re2, b.im2 = swapped.im, swapped.re, swapped.im2, swapped.re2
}

func (s *fftStep) run(dstRe, dstIm, srcRe, srcIm []float32) {
	if s.runVector(dstRe, dstIm, srcRe, srcIm) {
		return
	}
	switch s.radix {
	case 4:
		s.radix4(dstRe, dstIm, srcRe, srcIm)
	case 3:
		s.radix3(dstRe, dstIm, srcRe, srcIm)
	default:
		s.radix2(dstRe, dstIm, srcRe, srcIm)
	}
}

func (s *fftStep) radix2(dstRe, dstIm, srcRe, srcIm []float32) {
	width := s.stride * lanes
	for g := range s.groups {
		wr, wi := s.twiddle[2*g], s.twiddle[2*g+1]
		ar, ai := cut(srcRe, g, width), cut(srcIm, g, width)
		br, bi := cut(srcRe, g+s.groups, width), cut(srcIm, g+s.groups, width)
		xr, xi := cut(dstRe, 2*g, width), cut(dstIm, 2*g, width)
		yr, yi := cut(dstRe, 2*g+1, width), cut(dstIm, 2*g+1, width)
		for j := range width {
			dr, di := ar[j]-br[j], ai[j]-bi[j]
			xr[j], xi[j] = ar[j]+br[j], ai[j]+bi[j]
			yr[j], yi[j] = float32(dr*wr)-float32(di*wi), float32(dr*wi)+float32(di*wr)
		}
	}
}

func (s *fftStep) radix3(dstRe, dstIm, srcRe, srcIm []float32) {
	const half, root = -0.5, -0.8660254037844386 // cos and -sin of 2π/3
	width := s.stride * lanes
	for g := range s.groups {
		w := s.twiddle[4*g : 4*g+4]
		ar, ai := cut(srcRe, g, width), cut(srcIm, g, width)
		br, bi := cut(srcRe, g+s.groups, width), cut(srcIm, g+s.groups, width)
		cr, ci := cut(srcRe, g+2*s.groups, width), cut(srcIm, g+2*s.groups, width)
		xr, xi := cut(dstRe, 3*g, width), cut(dstIm, 3*g, width)
		yr, yi := cut(dstRe, 3*g+1, width), cut(dstIm, 3*g+1, width)
		zr, zi := cut(dstRe, 3*g+2, width), cut(dstIm, 3*g+2, width)
		for j := range width {
			sr, si := br[j]+cr[j], bi[j]+ci[j]
			dr, di := float32(root*(br[j]-cr[j])), float32(root*(bi[j]-ci[j]))
			mr, mi := ar[j]+float32(half*sr), ai[j]+float32(half*si)
			xr[j], xi[j] = ar[j]+sr, ai[j]+si
			pr, pi := mr-di, mi+dr
			qr, qi := mr+di, mi-dr
			yr[j], yi[j] = float32(pr*w[0])-float32(pi*w[1]), float32(pr*w[1])+float32(pi*w[0])
			zr[j], zi[j] = float32(qr*w[2])-float32(qi*w[3]), float32(qr*w[3])+float32(qi*w[2])
		}
	}
}

func (s *fftStep) radix4(dstRe, dstIm, srcRe, srcIm []float32) {
	width := s.stride * lanes
	for g := range s.groups {
		w := s.twiddle[6*g : 6*g+6]
		ar, ai := cut(srcRe, g, width), cut(srcIm, g, width)
		br, bi := cut(srcRe, g+s.groups, width), cut(srcIm, g+s.groups, width)
		cr, ci := cut(srcRe, g+2*s.groups, width), cut(srcIm, g+2*s.groups, width)
		dr, di := cut(srcRe, g+3*s.groups, width), cut(srcIm, g+3*s.groups, width)
		xr, xi := cut(dstRe, 4*g, width), cut(dstIm, 4*g, width)
		yr, yi := cut(dstRe, 4*g+1, width), cut(dstIm, 4*g+1, width)
		zr, zi := cut(dstRe, 4*g+2, width), cut(dstIm, 4*g+2, width)
		ur, ui := cut(dstRe, 4*g+3, width), cut(dstIm, 4*g+3, width)
		for j := range width {
			acr, aci, amr, ami := ar[j]+cr[j], ai[j]+ci[j], ar[j]-cr[j], ai[j]-ci[j]
			bdr, bdi, bmr, bmi := br[j]+dr[j], bi[j]+di[j], br[j]-dr[j], bi[j]-di[j]
			xr[j], xi[j] = acr+bdr, aci+bdi
			pr, pi := amr+bmi, ami-bmr
			qr, qi := acr-bdr, aci-bdi
			tr, ti := amr-bmi, ami+bmr
			yr[j], yi[j] = float32(pr*w[0])-float32(pi*w[1]), float32(pr*w[1])+float32(pi*w[0])
			zr[j], zi[j] = float32(qr*w[2])-float32(qi*w[3]), float32(qr*w[3])+float32(qi*w[2])
			ur[j], ui[j] = float32(tr*w[4])-float32(ti*w[5]), float32(tr*w[5])+float32(ti*w[4])
		}
	}
}

// cut is row i of rows that are width long; the capacity is cut too, which lets the compiler drop bound checks.
func cut(v []float32, i, width int) []float32 { return v[i*width : (i+1)*width : (i+1)*width] }

// line is row i of a block. The array's fixed length spares the bound checks in loops over lanes.
func line(v []float32, i int) *[lanes]float32 { return (*[lanes]float32)(v[i*lanes:]) }

// lineAt is the lanes values that begin at v[at].
func lineAt(v []float32, at int) *[lanes]float32 { return (*[lanes]float32)(v[at:]) }
