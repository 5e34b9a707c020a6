package data

import "math"

// point is a place on the drawing plane: garments are drawn in -1 … 1 with y down
// and placed on the 28×28 pixels by an affine map.
type point struct{ x, y float64 }

// polygon is a closed line of corners.
type polygon []point

// sublines is the number of sample lines per pixel row; along a line coverage is
// exact, so four already give smooth edges.
const sublines = 4

// mask is how much of each pixel a shape covers, 0 … 1. The extra column takes
// what a crossing in the last pixel passes on to its right.
type mask [Side][Side + 1]float32

// fill adds the polygon, given in pixels, to the mask (non-zero winding for
// outlines that do not cross themselves).
func (m *mask) fill(p polygon) {
	for i, a := range p {
		m.edge(a, p[(i+1)%len(p)])
	}
}

// edge notes where the edge crosses each sample line: the coverage changes by a
// subline's share, split between the pixel that is cut and the one to its right.
func (m *mask) edge(a, b point) {
	share := float32(1.0 / sublines)
	if a.y > b.y {
		a, b, share = b, a, -share
	}
	// Sample line k lies at (k+½)/sublines; an edge owns the lines in [a.y, b.y).
	first := int(max(math.Ceil(a.y*sublines-0.5), 0))
	end := int(min(math.Ceil(b.y*sublines-0.5), Side*sublines))
	slope := (b.x - a.x) / (b.y - a.y)
	for k := first; k < end; k++ {
		x := max(a.x+((float64(k)+0.5)/sublines-a.y)*slope, 0)
		if x >= Side {
			continue
		}
		row, col := k/sublines, int(x)
		right := float32(x-float64(col)) * share
		m[row][col] += share - right
		m[row][col+1] += right
	}
}

// settle turns the noted changes into coverage.
func (m *mask) settle() {
	for row := range m {
		var sum float32
		for col := range Side {
			sum += m[row][col]
			m[row][col] = min(max(sum, -sum), 1)
		}
	}
}

// stroke is the outline of a line of the given width through the points, with
// flat ends.
func stroke(width float64, line ...point) polygon {
	left := make(polygon, 0, 2*len(line))
	right := make(polygon, 0, len(line))
	for i, p := range line {
		before, after := line[max(i-1, 0)], line[min(i+1, len(line)-1)]
		dx, dy := after.x-before.x, after.y-before.y
		scale := width / 2 / max(math.Sqrt(dx*dx+dy*dy), 1e-9) // coinciding points have no direction
		left = append(left, point{p.x - dy*scale, p.y + dx*scale})
		right = append(right, point{p.x + dy*scale, p.y - dx*scale})
	}
	for i := len(right) - 1; i >= 0; i-- {
		left = append(left, right[i])
	}
	return left
}

// arc is part of an ellipse from angle a to angle b in radians, as points.
func arc(centre point, rx, ry, a, b float64) []point {
	const steps = 10 // 28 pixels show no corner at 18° of a handle
	points := make([]point, steps+1)
	for i := range points {
		sin, cos := math.Sincos(a + (b-a)*float64(i)/steps)
		points[i] = point{centre.x + rx*cos, centre.y + ry*sin}
	}
	return points
}

// mirrored closes a right half outline, given from top to bottom, by its mirror
// image on the left.
func mirrored(half ...point) polygon {
	whole := append(polygon(nil), half...)
	for i := len(half) - 1; i >= 0; i-- {
		whole = append(whole, point{-half[i].x, half[i].y})
	}
	return whole
}

// flipped is the mirror image on the vertical axis.
func (p polygon) flipped() polygon {
	twin := make(polygon, len(p))
	for i, q := range p {
		twin[i] = point{-q.x, q.y}
	}
	return twin
}
