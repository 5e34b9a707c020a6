package kernel

import "math"

// tile is one small matrix product held in registers, the only inner loop of every convolution and matrix product:
//
//	C[row] (+)= bias + Σ over segments s and steps p of A[row][s][p] · B[s][p]
//
// Row r of A starts at a[aOff[r]] and continues by stepA within a segment and by segA from segment to segment, so that the rows
// may be the rows of a matrix, the columns of a transposed one, or the patches of an image as they lie in it (a segment
// being one row of the patch): nothing is ever unrolled into columns. B's rows of at least cols elements lie stepB
// and segB apart. Row r of C starts at c[cOff[r]]. rows counts the valid rows; aOff must nevertheless name
// level.tileRows() readable rows. With add, C is added before the maximum with floor; rows of C may overlap and are
// then added one after the other.
type tile struct {
	a, b, c, bias                     []float32
	aOff, cOff                        []int
	k, stepA, stepB, segs, segA, segB int
	rows, cols                        int
	add                               int
	floor                             float32 // 0 for ReLU, minus infinity for none
}

var noFloor = float32(math.Inf(-1))

// relu returns the floor of an activation.
func relu(on bool) float32 {
	if on {
		return 0
	}
	return noFloor
}

// runScalar is the tile in plain Go: two rows and four columns at a time, which is what sixteen scalar registers hold.
func (t *tile) runScalar() {
	for row := 0; row < t.rows; row += 2 {
		second := min(row+1, t.rows-1)
		for col := 0; col < t.cols; col += 4 {
			if t.cols-col < 4 {
				for ; col < t.cols; col++ {
					t.store(row, col, t.dot(row, col))
					if second > row {
						t.store(second, col, t.dot(second, col))
					}
				}
				break
			}
			t.block(row, second, col)
		}
	}
}

func (t *tile) block(row, second, col int) {
	var p, q [4]float32
	for s := range t.segs {
		a0, a1, bi := t.aOff[row]+s*t.segA, t.aOff[second]+s*t.segA, s*t.segB+col
		for range t.k {
			u, v, b := t.a[a0], t.a[a1], t.b[bi:bi+4:bi+4]
			p[0] += u * b[0]
			p[1] += u * b[1]
			p[2] += u * b[2]
			p[3] += u * b[3]
			q[0] += v * b[0]
			q[1] += v * b[1]
			q[2] += v * b[2]
			q[3] += v * b[3]
			a0, a1, bi = a0+t.stepA, a1+t.stepA, bi+t.stepB
		}
	}
	for j, v := range p {
		t.store(row, col+j, v)
	}
	if second > row {
		for j, v := range q {
			t.store(second, col+j, v)
		}
	}
}

func (t *tile) dot(row, col int) (sum float32) {
	for s := range t.segs {
		a, b := t.aOff[row]+s*t.segA, s*t.segB+col
		for range t.k {
			sum += t.a[a] * t.b[b]
			a, b = a+t.stepA, b+t.stepB
		}
	}
	return sum
}

func (t *tile) store(row, col int, sum float32) {
	if t.bias != nil {
		sum += t.bias[col]
	}
	at := t.cOff[row] + col
	if t.add != 0 {
		sum += t.c[at]
	}
	t.c[at] = max(sum, t.floor)
}

// runDepthwiseScalar is runDepthwise in plain Go.
func (t *tile) runDepthwiseScalar() {
	for row := range t.rows {
		for col := range t.cols {
			var sum float32
			for s := range t.segs {
				a, b := t.aOff[row]+s*t.segA+col, s*t.segB+col
				for range t.k {
					sum += t.a[a] * t.b[b]
					a, b = a+t.stepA, b+t.stepB
				}
			}
			t.store(row, col, sum)
		}
	}
}
