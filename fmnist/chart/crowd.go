package chart

import (
	"cmp"
	"math"
	"slices"
)

// crowdCell is the side of the cells in which points are counted to find a place for a name, CSS pixels: about the
// height of two names.
const crowdCell = 40

// crowd counts the points of every class by cell.
type crowd map[[2]int]map[int]int

func cellOf(p point) [2]int {
	return [2]int{int(math.Floor(p.x / crowdCell)), int(math.Floor(p.y / crowdCell))}
}

func crowds(by map[int][]point) crowd {
	c := crowd{}
	for class, points := range by {
		for _, p := range points {
			at := cellOf(p)
			if c[at] == nil {
				c[at] = map[int]int{}
			}
			c[at][class]++
		}
	}
	return c
}

// place finds the middle of a name of that size where many points of the class are and few of others, clear of the
// names before it; where every such place is taken, below the best.
func (c crowd) place(class int, points []point, taken *[]box, w, h float64) point {
	inside := map[[2]int][]point{}
	for _, p := range points {
		inside[cellOf(p)] = append(inside[cellOf(p)], p)
	}
	cells := make([][2]int, 0, len(inside))
	for at := range inside {
		cells = append(cells, at)
	}
	slices.SortFunc(cells, func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(c.score(class, b), c.score(class, a)), cmp.Compare(a[0], b[0]),
			cmp.Compare(a[1], b[1]))
	})
	for _, at := range cells {
		b := box{x: middle(inside[at]).x, y: middle(inside[at]).y, w: w, h: h}
		if !slices.ContainsFunc(*taken, b.covers) {
			*taken = append(*taken, b)
			return point{b.x, b.y}
		}
	}
	best := middle(inside[cells[0]])
	best.y = free(taken, box{best.x, best.y, w, h})
	return best
}

// score is high where a cell and its neighbours hold much of a class and little else: the number of its points times
// their share.
func (c crowd) score(class int, at [2]int) float64 {
	own, all := 0, 0
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			for k, n := range c[[2]int{at[0] + dx, at[1] + dy}] {
				all += n
				if k == class {
					own += n
				}
			}
		}
	}
	return float64(own) * float64(own) / float64(max(all, 1))
}

// covers reports whether two boxes, given by their middles, overlap.
func (b box) covers(o box) bool {
	return math.Abs(o.x-b.x) < (o.w+b.w)/2 && math.Abs(o.y-b.y) < math.Max(b.h, o.h)
}

// middle is the point, of a list that is not empty, whose coordinates are nearest to the medians: always one of the
// list.
func middle(points []point) point {
	x, y := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		x[i], y[i] = p.x, p.y
	}
	slices.Sort(x)
	slices.Sort(y)
	mx, my := x[len(x)/2], y[len(y)/2]
	return slices.MinFunc(points, func(a, b point) int {
		return cmp.Compare(math.Hypot(a.x-mx, a.y-my), math.Hypot(b.x-mx, b.y-my))
	})
}
