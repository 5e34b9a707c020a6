package metrics

import (
	"slices"
	"testing"
)

// Samples 1, 2 and 3 are wrong in both, and 2 with more certainty; 0 is wrong in the first alone, 4 in none.
func TestMistakesOfAll(t *testing.T) {
	labels := []uint8{0, 0, 1, 1, 1}
	a := Predictions{Labels: labels, Classes: 2, Probabilities: []float32{0.4, 0.6, 0.25, 0.75, 0.875, 0.125, 0.75, 0.25,
		0, 1}}
	b := Predictions{Labels: labels, Classes: 2, Probabilities: []float32{0.9, 0.1, 0.375, 0.625, 1, 0, 0.625, 0.375, 0,
		1}}
	if got := MistakesOfAll(a, b); !slices.Equal(got, []int{2, 1, 3}) {
		t.Errorf("%v, want [2 1 3]: the surest first, then by number", got)
	}
	if got := MistakesOfAll(a); !slices.Equal(got, []int{2, 1, 3, 0}) {
		t.Errorf("%v of one alone, want [2 1 3 0]", got)
	}
}
