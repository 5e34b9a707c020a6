package kernel

import (
	"slices"
	"testing"
)

// TestTilesOfBothWidths compares the tiles of 16 columns that this processor does not use with plain Go's.
func TestTilesOfBothWidths(t *testing.T) {
	if !slices.Contains(levels(), avx512) {
		t.Skip("needs AVX-512")
	}
	defer func(was bool) { fullWidth = was }(fullWidth)
	fullWidth = !fullWidth
	for _, p := range primitives {
		for seed := range uint64(trials(6)) {
			var want, got [][]float32
			scalar.at(func() { want = p.run(newSource(seed)) })
			avx512.at(func() { got = p.run(newSource(seed)) })
			compareBits(t, p.name, got, want)
		}
	}
}
