package chart

import "math"

// outline turns a polyline into polygons that together cover it: one box a segment, one disk a vertex. All turn the
// same way, so that the rasteriser adds them up instead of cutting holes.
func outline(line []point, width float64) [][]point {
	var out [][]point
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		dx, dy := b.x-a.x, b.y-a.y
		l := math.Hypot(dx, dy)
		if l == 0 || !finite(l) {
			continue
		}
		nx, ny := -dy/l*width/2, dx/l*width/2
		out = append(out, []point{{a.x - nx, a.y - ny}, {b.x - nx, b.y - ny}, {b.x + nx, b.y + ny},
			{a.x + nx, a.y + ny}})
	}
	for _, p := range line {
		if finite(p.x) && finite(p.y) {
			out = append(out, disk(p, width/2))
		}
	}
	return out
}

// disk returns a polygon close enough to a circle: one corner per about 1.5 pixels of its edge.
func disk(at point, radius float64) []point {
	n := max(8, int(math.Ceil(2*math.Pi*radius*Density/1.5)))
	out := make([]point, n)
	for i := range out {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = point{at.x + radius*c, at.y + radius*s}
	}
	return out
}

// dashes cuts a polyline into the parts that are drawn. Without a dash pattern that is the line itself.
func dashes(line []point, dash []float64) [][]point {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if total <= 0 || len(line) < 2 {
		return [][]point{line}
	}
	var out [][]point
	part, on, k, left := []point{line[0]}, true, 0, dash[0]
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		for l := math.Hypot(b.x-a.x, b.y-a.y); l > 0 && finite(l); l = math.Hypot(b.x-a.x, b.y-a.y) {
			if l <= left {
				left -= l
				if on {
					part = append(part, b)
				}
				break
			}
			a = point{a.x + (b.x-a.x)*left/l, a.y + (b.y-a.y)*left/l}
			if on {
				out = append(out, append(part, a))
			}
			part, on = []point{a}, !on
			k = (k + 1) % len(dash)
			left = math.Max(dash[k], 0.1) // a zero gap would never end
		}
	}
	if on && len(part) > 1 {
		out = append(out, part)
	}
	return out
}

// clip cuts a polyline at the borders of a box (Liang and Barsky, 1984) and returns what lies inside.
func clip(line []point, b box) [][]point {
	var out [][]point
	var part []point
	for i := 1; i < len(line); i++ {
		p, q, ok := clipSegment(line[i-1], line[i], b)
		if !ok {
			continue
		}
		if len(part) > 0 && part[len(part)-1] == p {
			part = append(part, q)
			continue
		}
		if len(part) > 0 {
			out = append(out, part)
		}
		part = []point{p, q}
	}
	if len(part) > 0 {
		out = append(out, part)
	}
	return out
}

func clipSegment(p, q point, b box) (point, point, bool) {
	t0, t1 := 0.0, 1.0
	dx, dy := q.x-p.x, q.y-p.y
	for _, e := range [4][2]float64{{-dx, p.x - b.x}, {dx, b.x + b.w - p.x}, {-dy, p.y - b.y}, {dy, b.y + b.h - p.y}} {
		switch {
		case e[0] == 0 && e[1] < 0:
			return p, q, false
		case e[0] < 0:
			t0 = math.Max(t0, e[1]/e[0])
		case e[0] > 0:
			t1 = math.Min(t1, e[1]/e[0])
		}
	}
	if t0 > t1 {
		return p, q, false
	}
	from, to := p, q
	if t0 > 0 {
		from = point{p.x + t0*dx, p.y + t0*dy}
	}
	if t1 < 1 {
		to = point{p.x + t1*dx, p.y + t1*dy}
	}
	return from, to, true
}
