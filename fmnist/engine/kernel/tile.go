package kernel

import "math"

// tile is one small matrix product held in registers, the only inner loop of every convolution and matrix product:
//
//	C[row] (+)= bias + Σ over segments s and steps p of A[row][s][p] · B[s][p]
//
// Row r of A starts at a[aOff[r]] and continues by stepA within a segment and by segA from segment to segment, so that
// the rows may be the rows of a matrix, the columns of a transposed one, or the patches of an image as they lie in it
// (a segment being one row of the patch): nothing is ever unrolled into columns. B's rows of at least cols elements lie
// stepB and segB apart. Row r of C starts at c[cOff[r]]. rows counts the valid rows; aOff must nevertheless name
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
