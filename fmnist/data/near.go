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
// candidates; the sums over 4×4 blocks leave a handful to compare in full.
func near(a, b Set, radius float64, same bool) ([]Pair, error) {
	if !(radius >= 0) || math.IsInf(radius, 1) {
		return nil, fmt.Errorf("the radius for near-duplicates is %v, but it is a distance: give 0 or more, such as 300", radius)
	}
	limit := int(min(radius*radius, 255*255*Pixels)) // squared distances are whole numbers
	if err := firstError(a.Check(), b.Check()); err != nil {
		return nil, err
	}
	sketches := sketchAll(b)
	slices.SortFunc(sketches, func(x, y sketch) int { return int(x.total) - int(y.total) })
	reach := int32(min(math.Ceil(radius*Side), 255*Pixels)) // √784 is 28
	var pairs []Pair
	var lock sync.Mutex
	const chunk = 64 // images per turn of a worker: enough to make the lock rare
	parallel((a.Len()+chunk-1)/chunk, func(c int) {
		var found []Pair
		for i := c * chunk; i < min((c+1)*chunk, a.Len()); i++ {
			me := sketchOf(a, i)
			from, _ := slices.BinarySearchFunc(sketches, me.total-reach, func(x sketch, t int32) int { return int(x.total) - int(t) })
			for k := from; k < len(sketches) && sketches[k].total <= me.total+reach; k++ {
				you := &sketches[k]
				if j := int(you.image); (!same || i < j) && !me.beyond(you, limit) {
					if d := distance2(a.Image(i), b.Image(j), limit); d <= limit {
						found = append(found, Pair{i, j, math.Sqrt(float64(d))})
					}
				}
			}
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

// sketchSide blocks of 4×4 pixels lie along each side.
const sketchSide = Side / 4

// sketch is the sums of an image over blocks of pixels, coarse to fine.
type sketch struct {
	total, image int32
	bands        [sketchSide]int32              // rows of blocks
	cells        [sketchSide * sketchSide]int32 // 4×4 pixels
}

// sketchAll makes the sketches of a set.
func sketchAll(s Set) []sketch {
	all := make([]sketch, s.Len())
	parallel(blocks(len(s.Images)), func(b int) {
		lo, hi := bounds(b, len(s.Images))
		for i := (lo + Pixels - 1) / Pixels; i*Pixels < hi; i++ {
			all[i] = sketchOf(s, i)
		}
	})
	return all
}

// sketchOf sums image i over the blocks.
func sketchOf(s Set, i int) sketch {
	k := sketch{image: int32(i)}
	for p, v := range s.Image(i) {
		k.cells[p/Side/4*sketchSide+p%Side/4] += int32(v)
	}
	for c, v := range k.cells {
		k.bands[c/sketchSide] += v
		k.total += v
	}
	return k
}

// beyond tells whether the images must be further apart than the limit, a squared
// distance: by Cauchy-Schwarz each group of g pixels contributes at least the squared
// difference of its sums over g.
func (k *sketch) beyond(other *sketch, limit int) bool {
	const bandPixels, cellPixels = 4 * Side, 4 * 4
	return squares(k.bands[:], other.bands[:]) > limit*bandPixels ||
		squares(k.cells[:], other.cells[:]) > limit*cellPixels
}

// squares is the squared distance of two lists of sums.
func squares(a, b []int32) int {
	sum := 0
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
