package tsne

import "slices"

// planeBits is how many bits of each coordinate decide the order in the plane: 1,024 × 1,024 squares.
const planeBits = 10

// planeOrder sorts points (x, y in turn) by squares of the plane along a Z-shaped curve (Morton 1966).
func planeOrder(points []float32, b bounds) []int32 {
	const smallest = 1e-30 // a side above 0, should all points coincide
	side := max(float64(b.maxX)-float64(b.minX), float64(b.maxY)-float64(b.minY), smallest)
	square := func(v, low float32) uint32 { return uint32((float64(v) - float64(low)) / side * (1<<planeBits - 1)) }
	keys := make([]uint64, len(points)/2)
	for i := range keys {
		x, y := square(points[2*i], b.minX), square(points[2*i+1], b.minY)
		keys[i] = (spreadBits(x)|spreadBits(y)<<1)<<32 | uint64(i)
	}
	slices.Sort(keys)
	order := make([]int32, len(keys))
	for to, key := range keys {
		order[to] = int32(uint32(key))
	}
	return order
}

// spreadBits puts a zero between any two of v's bits.
func spreadBits(v uint32) (out uint64) {
	for bit := range planeBits {
		out |= uint64(v>>bit&1) << (2 * bit)
	}
	return out
}

func identity(n int) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	return order
}

// places is the inverse of an order: where each point is.
func places(order []int32) []int32 {
	out := make([]int32, len(order))
	for to, from := range order {
		out[from] = int32(to)
	}
	return out
}

// reorder moves rows of cols values to their places.
func reorder[T any](rows []T, cols int, order []int32) []T {
	out := make([]T, len(rows))
	for to, from := range order {
		copy(out[to*cols:(to+1)*cols], rows[int(from)*cols:])
	}
	return out
}

// arranged moves the rows of P to their places and renames the columns. A row keeps the order of its entries.
func (p affinities) arranged(order []int32) affinities {
	out := affinities{start: make([]int, len(p.start)), value: make([]float32, len(p.value)), entropy: p.entropy}
	for to, from := range order {
		out.start[to+1] = out.start[to] + p.start[from+1] - p.start[from]
	}
	forRows(len(order), func(to int) {
		copy(out.value[out.start[to]:out.start[to+1]], p.value[p.start[order[to]]:])
	})
	switch {
	case p.short != nil:
		out.short = renamed[uint16](p.short, p.start, out.start, order)
	case len(order) <= 1<<16:
		out.short = renamed[uint16](p.column, p.start, out.start, order)
	default:
		out.column = renamed[int32](p.column, p.start, out.start, order)
	}
	return out
}

// renamed are the columns of rows that begin at from, moved to where they begin at to.
func renamed[To, From column](columns []From, from, to []int, order []int32) []To {
	place, out := places(order), make([]To, len(columns))
	forRows(len(order), func(i int) {
		row := out[to[i]:to[i+1]]
		for e, j := range columns[from[order[i]]:][:len(row)] {
			row[e] = To(place[j])
		}
	})
	return out
}
