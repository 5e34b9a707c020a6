package kernel

// turnNEON holds the columns that NEON adds up at a time in blocks of 1, 3 and 5 rows: the generator's neonRunVectors.
var turnNEON = [6]int{1: 32, 3: 28, 5: 16}

// add computes the run, in blocks of at most highest rows.
func (r *run) add(highest int) {
	if simd == scalar {
		r.addScalar(highest)
		return
	}
	r.split(highest, addRunNEON)
}

// addRunNEON calls the kernel for the columns of the last turn; it takes the turns before by itself. The last has at
// least four columns, so that its last vector may begin four from the end.
func addRunNEON(r *run) {
	turn := turnNEON[r.rows]
	before := max(r.cols-4, 0) / turn * turn
	r.last = 4 * before
	runsNEON[r.rows][narrow(r.cols-before)](r)
}

// runsNEON are the kernels by rows and, as narrow counts them, by the columns of the last turn.
var runsNEON = [6][13]func(*run){
	1: {1: run1x1NEON, 2: run1x2NEON, 3: run1x3NEON, 4: run1x4NEON, 5: run1x8NEON, 6: run1x12NEON, 7: run1x16NEON,
		8: run1x20NEON, 9: run1x24NEON,
		10: run1x28NEON, 11: run1x32NEON, 12: run1x36NEON},
	3: {1: run3x1NEON, 2: run3x2NEON, 3: run3x3NEON, 4: run3x4NEON, 5: run3x8NEON, 6: run3x12NEON, 7: run3x16NEON,
		8: run3x20NEON, 9: run3x24NEON,
		10: run3x28NEON, 11: run3x32NEON},
	5: {1: run5x1NEON, 2: run5x2NEON, 3: run5x3NEON, 4: run5x4NEON, 5: run5x8NEON, 6: run5x12NEON, 7: run5x16NEON,
		8: run5x20NEON},
}

// appendByFilter appends the gradients g [windows, n] that are not zero each to its filter's list; first is where the
// first window begins, step lies between neighbours. The assembly writes one entry past the end of a list whose
// gradient is zero.
func (r *run) appendByFilter(g []float32, choice []uint8, corner *[4]int32, windows, step, first int) {
	do := listByFilterScalar
	if simd == neon {
		do = func(list []product, ends []int32, g []float32, choice []uint8, corner *[4]int32) {
			listByFilterNEON(&list[0], &ends[0], &g[0], &choice[0], corner, len(g))
		}
	}
	r.eachWindow(g, choice, corner, windows, step, first, do)
}

// appendByChoice appends the gradients that are not zero to the list of their choice, the first of them being list
// number l.
func (r *run) appendByChoice(l int, g []float32, choice []uint8, step int) {
	ends := r.ends[l : l+4]
	if simd == scalar {
		listByChoiceScalar(r.list, ends, g, choice, step)
		return
	}
	listByChoiceNEON(&r.list[0], (*[4]int32)(ends), &g[0], &choice[0], step, len(g))
}
