package tsne

import "math"

// cells sorts points of the plane into square cells, to find near ones without looking at all.
type cells struct {
	points     [][2]float64
	x, y, size float64
	nx, ny     int
	start      []int32 // cell c holds order[start[c]:start[c+1]]
	order      []int32
}

// newCells makes about one cell for every two points.
func newCells(points [][2]float64) *cells {
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		lowX, highX = min(lowX, p[0]), max(highX, p[0])
		lowY, highY = min(lowY, p[1]), max(highY, p[1])
	}
	c := &cells{points: points, x: lowX, y: lowY}
	width, height := highX-lowX, highY-lowY
	c.size = math.Sqrt(float64(width*height) * 2 / float64(len(points)))
	// Points on a line, or nearly, would make endless rows of cells: at most as many cells a side as points.
	c.size = max(c.size, max(width, height)/float64(len(points)), math.SmallestNonzeroFloat32)
	c.nx, c.ny = int(width/c.size)+1, int(height/c.size)+1
	c.start = make([]int32, c.nx*c.ny+2)
	for _, p := range points {
		c.start[c.at(p)+2]++
	}
	for i := 2; i < len(c.start); i++ {
		c.start[i] += c.start[i-1]
	}
	c.order = make([]int32, len(points))
	for i, p := range points {
		at := c.at(p) + 1
		c.order[c.start[at]] = int32(i)
		c.start[at]++
	}
	return c
}

func (c *cells) at(p [2]float64) int {
	col, row := c.columnRow(p)
	return row*c.nx + col
}

func (c *cells) columnRow(p [2]float64) (col, row int) {
	return min(int((p[0]-c.x)/c.size), c.nx-1), min(int((p[1]-c.y)/c.size), c.ny-1)
}

// found is a near point and its squared distance.
type found struct {
	distance float64
	index    int32
}

// nearest returns the k points nearest to point i, itself left out, nearest first; equal distances by index. It looks
// at rings of cells around the point's own until no farther ring can hold a nearer point.
func (c *cells) nearest(i, k int, list []found) []found {
	list = list[:0]
	col, row := c.columnRow(c.points[i])
	for ring := 0; ring <= max(c.nx, c.ny); ring++ {
		// What is not in the rings before is at least this far away.
		if reach := float64(ring-1) * c.size; ring > 0 && len(list) == k && list[k-1].distance < reach*reach {
			break
		}
		for r := max(row-ring, 0); r <= min(row+ring, c.ny-1); r++ {
			step := 2 * ring // Inner rows touch the ring only at its left and right end.
			if r == row-ring || r == row+ring || ring == 0 {
				step = 1
			}
			for q := col - ring; q <= col+ring; q += step {
				if q >= 0 && q < c.nx {
					list = c.look(i, k, r*c.nx+q, list)
				}
			}
		}
	}
	return list
}

// look inserts a cell's points into the sorted list of the k nearest.
func (c *cells) look(i, k, cell int, list []found) []found {
	p := c.points[i]
	for _, j := range c.order[c.start[cell]:c.start[cell+1]] {
		if int(j) == i {
			continue
		}
		dx, dy := p[0]-c.points[j][0], p[1]-c.points[j][1]
		f := found{float64(dx*dx) + float64(dy*dy), j}
		if len(list) == k && !f.before(list[k-1]) {
			continue
		}
		if len(list) < k {
			list = append(list, f)
		}
		at := len(list) - 1
		for ; at > 0 && f.before(list[at-1]); at-- {
			list[at] = list[at-1]
		}
		list[at] = f
	}
	return list
}

func (f found) before(o found) bool {
	return f.distance < o.distance || f.distance == o.distance && f.index < o.index
}
