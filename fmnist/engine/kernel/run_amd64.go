package kernel

// add computes the run, in blocks of at most highest rows.
func (r *run) add(highest int) {
	switch {
	case simd == avx512 && r.cols > 8:
		r.split(highest, addRunAVX512)
	case simd == avx512: // a load of 64 bytes mostly lies on two cache lines, half of it less often
		r.split(highest, addRunAVX512Half)
	case simd >= avx2:
		r.split(highest, addRunAVX2)
	default:
		r.addScalar(highest)
	}
}

// appendByFilter appends the gradients g [windows, n] that are not zero each to its filter's list; first is where the
// first window begins, step lies between neighbours. The assembly writes one entry past the end of a list whose
// gradient is zero.
func (r *run) appendByFilter(g []float32, choice []uint8, corner *[4]int32, windows, step, first int) {
	if simd == scalar {
		r.eachWindow(g, choice, corner, windows, step, first, listByFilterScalar)
		return
	}
	listByFilter(&r.list[0], &r.ends[0], &g[0], &choice[0], corner, len(g)/windows, windows, step, first)
}

// appendByChoice appends the gradients that are not zero to the list of their choice, the first of them being list
// number l.
func (r *run) appendByChoice(l int, g []float32, choice []uint8, step int) {
	ends := r.ends[l : l+4]
	if simd == scalar {
		listByChoiceScalar(r.list, ends, g, choice, step)
		return
	}
	listByChoice(&r.list[0], (*[4]int32)(ends), &g[0], &choice[0], step, len(g))
}

// The kernels by rows and vectors.
var (
	runsAVX512 = [6][9]func(*run){
		1: {1: run1x1AVX512, run1x2AVX512, run1x3AVX512, run1x4AVX512, run1x5AVX512, run1x6AVX512, run1x7AVX512,
			run1x8AVX512},
		3: {1: run3x1AVX512, run3x2AVX512, run3x3AVX512, run3x4AVX512, run3x5AVX512, run3x6AVX512, run3x7AVX512,
			run3x8AVX512},
		5: {1: run5x1AVX512, run5x2AVX512, run5x3AVX512, run5x4AVX512, run5x5AVX512},
	}
	runsAVX2 = [6][9]func(*run){
		1: {1: run1x1AVX2, run1x2AVX2, run1x3AVX2, run1x4AVX2, run1x5AVX2, run1x6AVX2, run1x7AVX2, run1x8AVX2},
		3: {1: run3x1AVX2, run3x2AVX2, run3x3AVX2, run3x4AVX2},
		5: {1: run5x1AVX2, run5x2AVX2},
	}
)

func addRunAVX512Half(r *run) {
	switch r.rows {
	case rows5:
		run5x1AVX512Half(r)
	case rows3:
		run3x1AVX512Half(r)
	default:
		run1x1AVX512Half(r)
	}
}

func addRunAVX512(r *run) { runsAVX512[r.rows][chunks(r.cols, 16)](r) }

// turnAVX2 holds the vectors that AVX2 adds up at a time in blocks of 1, 3 and 5 rows: the generator's runVectors.
var turnAVX2 = [6]int{1: 8, 3: 4, 5: 2}

// addRunAVX2 calls the kernel for the vectors of the last turn; it takes the turns before by itself.
func addRunAVX2(r *run) {
	vectors, turn := chunks(r.cols, 8), turnAVX2[r.rows]
	before := (vectors - 1) / turn
	r.last = before * turn * 32
	runsAVX2[r.rows][vectors-before*turn](r)
}
