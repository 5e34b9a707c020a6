package data

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sorted is a set of so many images per class, sorted by class as no set should be.
func sorted(counts ...int) Set {
	var s Set
	for class, n := range counts {
		for range n {
			s.Labels = append(s.Labels, uint8(class))
		}
	}
	s.Images, s.Name = make([]uint8, len(s.Labels)*Pixels), "train"
	for i := range s.Labels {
		s.Image(i)[0], s.Image(i)[1] = uint8(i), uint8(i>>8)
	}
	return s
}

func TestStratifiedAsScikitLearn(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(goldenRoot, "data.json"))
	var g struct {
		Stratified []struct {
			Counts, Parts []int
			Held          int
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil || len(g.Stratified) == 0 {
		t.Fatal(err)
	}
	for _, c := range g.Stratified {
		s := sorted(c.Counts...)
		for seed := range uint64(3) {
			_, held, err := s.SplitBy(Stratified, (float64(c.Held)-0.5)/float64(s.Len()), seed)
			if counts := held.Counts(); err != nil || !slices.Equal(counts[:], c.Parts) {
				t.Errorf("%v, seed %d: %v, scikit-learn has %v (%v)", c.Counts, seed, counts, c.Parts, err)
			}
		}
	}
}

// Whatever the way, the parts have Split's sizes, share no sample, and are the same for the same seed.
func TestSplitBy(t *testing.T) {
	s := sorted(30, 20, 10, 40, 5, 5, 7, 3, 60, 21)
	for _, how := range []Splitting{Last, Shuffled, Stratified} {
		for _, share := range []float64{0, 0.1, 0.25, 0.5, 0.93} {
			want, _, err := s.Split(share)
			if err != nil {
				t.Fatal(err)
			}
			train, held, err := SplitIndices(s.Labels, how, share, 7)
			again, _, _ := SplitIndices(s.Labels, how, share, 7)
			other, _, _ := SplitIndices(s.Labels, how, share, 8)
			all := slices.Sorted(slices.Values(slices.Concat(train, held)))
			if err != nil || len(train) != want.Len() || len(slices.Compact(all)) != s.Len() ||
				!slices.Equal(train, again) {
				t.Errorf("%q at %v: %d + %d samples, %v", how, share, len(train), len(held), err)
			}
			if !slices.IsSorted(train) || !slices.IsSorted(held) {
				t.Errorf("%q at %v: not in the file's order", how, share)
			}
			if drawn := how != Last && share > 0; drawn == slices.Equal(train, other) {
				t.Errorf("%q at %v: another seed gives the same parts: %v", how, share, !drawn)
			}
		}
		for _, share := range []float64{-0.1, 1, math.NaN(), 5e-324} {
			if _, _, err := s.SplitBy(how, share, 1); err == nil {
				t.Errorf("%q accepts %v", how, share)
			}
		}
	}
	if _, _, err := s.SplitBy("alphabetical", 0.1, 1); err == nil {
		t.Error("an unknown way is accepted")
	}
	train, held, err := s.SplitBy(Stratified, 0.25, 1)
	if err != nil || Lacking(held, s) != "" || train.Name != "train" || held.Name != "validation" {
		t.Errorf("%s, %s: %q (%v)", train.Name, held.Name, Lacking(held, s), err)
	}
}
