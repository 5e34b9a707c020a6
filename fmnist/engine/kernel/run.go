package kernel

// product is one entry of a list: the element of src where a run of numbers starts, and its factor.
type product struct {
	at int32
	by float32
}

// run is a sequence of weighted sums of runs of numbers, the inner loop of the gradients through max-pooling, where
// three of four gradients are zero and only those that are not are listed. For every list l,
//
//	dst[dstAt[l] + row·dstRow + j] += Σ by · src[at + row·srcRow + j], 0 ≤ j < cols, 0 ≤ row < rows
//
// over its entries list[l·space : ends[l]].
type run struct {
	dst, src             []float32
	list                 []product
	ends, dstAt          []int32
	lists, space         int
	rows, dstRow, srcRow int
	cols                 int
	last                 int  // for add: bytes from the start of a row to the last turn of vectors
	block                *run // where split puts its blocks
}

// start empties the lists.
func (r *run) start() {
	for l := range r.lists {
		r.ends[l] = int32(l * r.space)
	}
}

// rows3 and rows5 are the heights with kernels of their own.
const rows3, rows5 = 3, 5

// split cuts the run into the blocks in which sums are added up: 5, 3 or 1 rows, but at most highest, and at most
// runWidth[rows] columns.
func (r *run) split(highest int, do func(*run)) {
	if r.block == nil {
		r.block = new(run)
	}
	part := r.block
	*part = *r
	for row := 0; row < r.rows; row += part.rows {
		switch left := min(r.rows-row, highest); {
		case left >= rows5:
			part.rows = rows5
		case left >= rows3:
			part.rows = rows3
		default:
			part.rows = 1
		}
		for col := 0; col < r.cols; col += part.cols {
			part.cols = min(runWidth[part.rows], r.cols-col)
			part.dst, part.src = r.dst[row*r.dstRow+col:], r.src[row*r.srcRow+col:]
			do(part)
		}
	}
}

// eachWindow is appendByFilter by a function for one window.
func (r *run) eachWindow(g []float32, choice []uint8, corner *[4]int32, windows, step, first int,
	do func(list []product, ends []int32, g []float32, choice []uint8, corner *[4]int32),
) {
	n := len(g) / windows
	at := *corner
	for k := range at {
		at[k] += int32(first)
	}
	for w := range windows {
		do(r.list, r.ends, g[w*n:(w+1)*n], choice[w*n:], &at)
		for k := range at {
			at[k] += int32(step)
		}
	}
}
