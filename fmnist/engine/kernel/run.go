package kernel

// product is one entry of a run's list: the element of src where the run starts, and its factor.
type product struct {
	at int32
	by float32
}

// run is a weighted sum of runs of numbers, the inner loop of the gradients through max-pooling, where three of four
// gradients are zero and only those that are not are listed:
//
//	dst[row·dstRow + j] += Σ over the list of by · src[at + row·srcRow + j], 0 ≤ j < cols, 0 ≤ row < rows
//
// The list must not be empty.
type run struct {
	dst, src             []float32
	list                 []product
	rows, dstRow, srcRow int
	cols                 int
}

// rows3 and rows5 are the heights with kernels of their own.
const rows3, rows5 = 3, 5

// addScalar is the run in plain Go.
func (r *run) addScalar() {
	for row := range r.rows {
		dst := r.dst[row*r.dstRow:][:r.cols]
		for _, p := range r.list {
			src := r.src[int(p.at)+row*r.srcRow:][:r.cols]
			for j, v := range src {
				dst[j] += p.by * v
			}
		}
	}
}

// split cuts the run into the blocks that do computes with its registers: at most width columns and 5, 3 or 1 rows.
func (r *run) split(width [6]int, do func(*run)) {
	part := *r
	for row := 0; row < r.rows; row += part.rows {
		switch left := r.rows - row; {
		case left >= rows5:
			part.rows = rows5
		case left >= rows3:
			part.rows = rows3
		default:
			part.rows = 1
		}
		for col := 0; col < r.cols; col += part.cols {
			part.cols = min(width[part.rows], r.cols-col)
			part.dst, part.src = r.dst[row*r.dstRow+col:], r.src[row*r.srcRow+col:]
			do(&part)
		}
	}
}
