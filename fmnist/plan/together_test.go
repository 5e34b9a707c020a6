package plan

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Images 3 and 40 are one picture, and so are 7, 8 and 59: without Together a fold tests one of them and trains on
// another; with it they move as one, also behind duplicates that were dropped and within a limit.
func TestFoldsKeepTwinsTogether(t *testing.T) {
	set := data.Synthetic(60, 10, 1).Train
	copy(set.Image(40), set.Image(3))
	copy(set.Image(8), set.Image(7))
	copy(set.Image(59), set.Image(7))
	groups := [][]int32{{3, 40}, {7, 8, 59}}
	split := func(together float64, limit int) (apart int) {
		seen := map[int32]int{}
		for i := range 5 {
			p := Plan{Seed: 1, Limit: limit, Fold: &Fold{K: 5, Index: i, Seed: 1, Together: together}}
			train, held, err := Split(p, set)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range held {
				seen[at]++
			}
			for _, group := range groups {
				if !(slices.ContainsFunc(group, func(at int32) bool { return slices.Contains(train, at) }) &&
					slices.ContainsFunc(group, func(at int32) bool { return slices.Contains(held, at) })) {
					continue
				}
				apart++
			}
		}
		if want := cmp.Or(limit, 60); len(seen) != want {
			t.Errorf("limit %d: the folds test %d images, want %d", limit, len(seen), want)
		}
		return apart
	}
	if split(0, 0) == 0 {
		t.Error("without Together no twins were in two folds: the test shows nothing")
	}
	for _, limit := range []int{0, 50} {
		if n := split(0.5, limit); n > 0 {
			t.Errorf("limit %d: %d folds test a twin of what they train on", limit, n)
		}
	}
	if err := Check(base.With(func(p *Plan) { p.Validation, p.Fold = 0, &Fold{K: 5, Together: -1} }), 60); err == nil ||
		!strings.Contains(err.Error(), "together is -1") {
		t.Errorf("a negative distance: %v", err)
	}
}
