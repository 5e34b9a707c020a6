package tsne

import (
	"cmp"
	"slices"
	"sync"
)

// leafRows is how many points a leaf has, the last one fewer: the products of two leaves (a quarter of a megabyte) stay
// in a core's L2 until they are scanned. Smaller leaves could be passed over more often, but their products are slower.
const leafRows = 256

// kdTree holds the points sorted into the leaves of a k-d tree (Bentley 1975), each leaf with the box around it. What
// is in a leaf is no nearer than its box, so a search passes over all leaves that lie farther than the neighbours it
// has.
type kdTree struct {
	cols      int
	order     []int32   // which point each row is
	x         []float32 // the rows
	square    []float32 // |x|² of each row
	longest   []float32 // the largest of them in each leaf
	sides     []float32 // leaf by leaf the right side of the products: columns of x, then -|x|²/2
	low, high []float32 // corners of the leaves' boxes, cols values each
}

func newKDTree(x []float32, cols int) *kdTree {
	n := len(x) / cols
	t := &kdTree{cols: cols, order: treeOrder(x, cols), square: make([]float32, n)}
	t.x, t.sides = reorder(x, cols, t.order), make([]float32, n*(cols+1))
	t.low, t.high = make([]float32, t.leaves()*cols), make([]float32, t.leaves()*cols)
	t.longest = make([]float32, t.leaves())
	parallel(t.leaves(), func(_, l int) {
		first, last := t.leaf(l)
		low, high := t.box(l)
		copy(low, t.row(first))
		copy(high, t.row(first))
		side := t.side(l)
		for i := first; i < last; i++ {
			for j, v := range t.row(i) {
				low[j], high[j] = min(low[j], v), max(high[j], v)
				side[j*(last-first)+i-first] = v
			}
			square := squaredLength(t.row(i))
			t.square[i], side[cols*(last-first)+i-first] = float32(square), float32(-square/2)
		}
		t.longest[l] = slices.Max(t.square[first:last])
	})
	return t
}

func (t *kdTree) leaves() int { return (len(t.order) + leafRows - 1) / leafRows }

// leaf is the first row of a leaf and the one after its last.
func (t *kdTree) leaf(l int) (first, last int) {
	return l * leafRows, min((l+1)*leafRows, len(t.order))
}

// side is the right side of the products with leaf l: cols+1 rows of as many values as the leaf has points.
func (t *kdTree) side(l int) []float32 {
	first, last := t.leaf(l)
	return t.sides[first*(t.cols+1) : last*(t.cols+1)]
}

func (t *kdTree) row(i int) []float32 { return t.x[i*t.cols : (i+1)*t.cols] }

func (t *kdTree) box(l int) (low, high []float32) {
	return t.low[l*t.cols : (l+1)*t.cols], t.high[l*t.cols : (l+1)*t.cols]
}

// gap is the squared distance between the boxes of two leaves.
func (t *kdTree) gap(a, b int) (square float32) {
	lowA, highA := t.box(a)
	lowB, highB := t.box(b)
	for j := range lowA {
		d := max(lowA[j]-highB[j], lowB[j]-highA[j], 0)
		square += float32(d * d)
	}
	return square
}

// rounding bounds by how much the products of leaf l with a row whose |x|² is square, and the distance of its box from
// that row, are rounded at worst.
func (t *kdTree) rounding(square float32, l int) float32 {
	const unit = 0x1p-24
	return float32(4 * unit * float32(t.cols+2) * (square + t.longest[l]))
}

// within says whether the box of leaf l is at most so far, squared, from row i. The columns that vary most usually
// come first and settle it.
func (t *kdTree) within(i, l int, limit float32) bool {
	low, high := t.box(l)
	high = high[:len(low)]
	var square float32
	for j, v := range t.row(i)[:len(low)] {
		d := max(low[j]-v, v-high[j], 0)
		if square += float32(d * d); square > limit {
			return false
		}
	}
	return true
}

// treeOrder sorts the rows of x into leaves: halved again and again along the column that varies most.
func treeOrder(x []float32, cols int) []int32 {
	order := identity(len(x) / cols)
	halve(x, cols, order)
	return order
}

func halve(x []float32, cols int, order []int32) {
	if len(order) <= leafRows {
		return
	}
	half := roundUp(len(order)/2, leafRows) // so that all leaves but the last are full
	col := widest(x, cols, order)
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(x[int(a)*cols+col], x[int(b)*cols+col]), cmp.Compare(a, b))
	})
	var both sync.WaitGroup
	both.Go(func() { halve(x, cols, order[:half]) })
	halve(x, cols, order[half:])
	both.Wait()
}

// widest is the column of greatest variance among some rows.
func widest(x []float32, cols int, order []int32) int {
	sums, squares := make([]float64, cols), make([]float64, cols)
	for _, i := range order {
		for j, v := range x[int(i)*cols : (int(i)+1)*cols] {
			sums[j] += float64(v)
			squares[j] += float64(float64(v) * float64(v))
		}
	}
	col, most := 0, -1.0
	for j, s := range sums {
		if v := squares[j] - float64(s/float64(len(order))*s); v > most {
			col, most = j, v
		}
	}
	return col
}
