package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
)

// Pair is two images that are close: A in the set that was asked, B in the other (or
// the same) set.
type Pair struct {
	A, B     int
	Distance float64 // Euclidean, on the scale 0 … 255
}

// Near lists the pairs A < B of the set's own images within the radius, by distance.
// Identical images are pairs at distance 0. For scale: the median distance of a
// Fashion-MNIST test image to its nearest training image is 883.
func (s Set) Near(radius float64) ([]Pair, error) {
	return near(s, s, radius, true)
}

// NearIn lists the pairs of an image A of s and an image B of other within the
// radius, by distance.
func (s Set) NearIn(other Set, radius float64) ([]Pair, error) {
	return near(s, other, radius, false)
}

// near compares sketches first. The sum over a group of pixels changes by at most
// the distance times the root of the group's size, so groups that differ by more rule
// a pair out. Sorting by the sum over all pixels leaves each image a window of
// candidates (10,000 of the 60,000 at radius 300), the sums over bands of four rows
// leave 750 of them, the sums over 4×4 cells 5 to compare in full.
func near(a, b Set, radius float64, same bool) ([]Pair, error) {
	if !(radius >= 0) || math.IsInf(radius, 1) {
		return nil, fmt.Errorf("the radius for near-duplicates is %v, but it is a distance: give 0 or more, such as 300",
			radius)
	}
	if err := firstError(a.Check(), b.Check()); err != nil {
		return nil, err
	}
	search := newSearch(b, radius)
	var pairs []Pair
	var lock sync.Mutex
	const chunk = 64 // images per turn of a worker: enough to make the lock rare
	parallel((a.Len()+chunk-1)/chunk, func(c int) {
		var found []Pair
		for i := c * chunk; i < min((c+1)*chunk, a.Len()); i++ {
			first := 0
			if same {
				first = i + 1
			}
			found = search.around(found, a, i, first)
		}
		lock.Lock()
		defer lock.Unlock()
		pairs = append(pairs, found...)
	})
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(x.Distance, y.Distance), x.A-y.A, x.B-y.B)
	})
	return pairs, nil
}

// search finds the images of a set around a given one.
type search struct {
	set    Set
	limit  int      // of the squared distance, a whole number
	reach  int32    // of the difference of sums over all pixels
	coarse []coarse // sorted by total
	cells  []cells  // by image
}

// newSearch prepares the sketches of the set.
func newSearch(s Set, radius float64) *search {
	w := &search{
		set:    s,
		limit:  int(min(radius*radius, 255*255*Pixels)),
		reach:  int32(min(math.Ceil(radius*Side), 255*Pixels)), // √784 is 28
		coarse: make([]coarse, s.Len()), cells: make([]cells, s.Len()),
	}
	const chunk = 256 // images per turn of a worker
	parallel((s.Len()+chunk-1)/chunk, func(c int) {
		for i := c * chunk; i < min((c+1)*chunk, s.Len()); i++ {
			w.coarse[i], w.cells[i] = sketch(s.Image(i))
			w.coarse[i].image = int32(i)
		}
	})
	slices.SortFunc(w.coarse, func(x, y coarse) int { return int(x.total - y.total) })
	return w
}

// around appends the pairs of image i of a with the images first … of the set.
func (w *search) around(found []Pair, a Set, i, first int) []Pair {
	me, mine := sketch(a.Image(i))
	from, _ := slices.BinarySearchFunc(w.coarse, me.total-w.reach,
		func(x coarse, t int32) int { return int(x.total - t) })
	for k := from; k < len(w.coarse) && w.coarse[k].total <= me.total+w.reach; k++ {
		you := &w.coarse[k]
		j := int(you.image)
		if j < first || me.beyond(you, w.limit) || mine.beyond(&w.cells[j], w.limit) {
			continue
		}
		if d := distance2(a.Image(i), w.set.Image(j), w.limit); d <= w.limit {
			found = append(found, Pair{i, j, math.Sqrt(float64(d))})
		}
	}
	return found
}

const (
	sketchSide = Side / 4 // bands, and cells along each side
	cellPixels = 4 * 4
	bandPixels = 4 * Side
)

// coarse is the sums of an image over all pixels and over bands of four rows.
type coarse struct {
	total, image int32
	bands        [sketchSide]int32
}

// cells is the sums of an image over 4×4 pixels.
type cells [sketchSide * sketchSide]int32

// sketch sums the pixels over the groups.
func sketch(image []uint8) (c coarse, fine cells) {
	for p, v := range image {
		fine[p/Side/4*sketchSide+p%Side/4] += int32(v)
	}
	for i, v := range fine {
		c.bands[i/sketchSide] += v
		c.total += v
	}
	return c, fine
}

// beyond tells whether the bands alone put the images further apart than the limit:
// by Cauchy-Schwarz each group of g pixels contributes at least the squared difference
// of its sums over g. Most pairs are settled by the first half of the bands.
func (c *coarse) beyond(other *coarse, limit int) bool {
	const half = (sketchSide + 1) / 2
	limit *= bandPixels
	sum := squares(c.bands[:half], other.bands[:half])
	return sum > limit || sum+squares(c.bands[half:], other.bands[half:]) > limit
}

// beyond is the same for the cells, band by band until it is clear.
func (c *cells) beyond(other *cells, limit int) bool {
	sum := 0
	for at := 0; at < len(c) && sum <= limit*cellPixels; at += sketchSide {
		sum += squares(c[at:at+sketchSide], other[at:at+sketchSide])
	}
	return sum > limit*cellPixels
}

// squares is the squared distance of two lists of sums.
func squares(a, b []int32) int {
	sum := 0
	b = b[:len(a)]
	for i, v := range a {
		d := int(v - b[i])
		sum += d * d
	}
	return sum
}

// distance2 is the squared distance, or something above the limit when that is clear
// after some rows.
func distance2(a, b []uint8, limit int) int {
	sum := 0
	for row := 0; row < Pixels && sum <= limit; row += Side {
		for p := row; p < row+Side; p++ {
			d := int(a[p]) - int(b[p])
			sum += d * d
		}
	}
	return sum
}
