package data

import (
	"math"
	"slices"
	"testing"
)

// Near must find exactly what comparing every pair finds.
func TestNearIsExhaustive(t *testing.T) {
	s := Synthetic(120, 10, 2).Train
	for i := range 40 { // slightly changed copies, at distances around the radius
		copy(s.Image(60+i), s.Image(i))
		for p, v := range noise(20*i, uint64(i)) {
			s.Image(60 + i)[p%Pixels] = v
		}
	}
	for _, radius := range []float64{0, 50, 300, 900, 2000, 1e9} {
		var want []Pair
		for i := range s.Len() {
			for j := i + 1; j < s.Len(); j++ {
				if d := math.Sqrt(float64(distance2(s.Image(i), s.Image(j), math.MaxInt))); d <= radius {
					want = append(want, Pair{i, j, d})
				}
			}
		}
		got, err := s.Near(radius)
		if err != nil || len(got) != len(want) {
			t.Errorf("radius %v: %d pairs (%v), want %d", radius, len(got), err, len(want))
		}
		if !slices.IsSortedFunc(got, func(a, b Pair) int { return int(math.Copysign(1, a.Distance-b.Distance)) }) {
			t.Errorf("radius %v: pairs are not sorted by distance", radius)
		}
		for _, p := range got {
			if !slices.Contains(want, p) {
				t.Errorf("radius %v: %v is not a pair", radius, p)
			}
		}
		both, err := s.NearIn(s, radius) // every pair twice, and each image with itself
		if err != nil || len(both) != 2*len(want)+s.Len() {
			t.Errorf("radius %v: %d pairs with itself (%v), want %d", radius, len(both), err, 2*len(want)+s.Len())
		}
	}
}
