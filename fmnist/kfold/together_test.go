package kfold

import (
	"fmt"
	"log"
	"slices"
	"testing"
)

func TestTogetherKeepsGroupsInOneFold(t *testing.T) {
	const n = 103
	groups := [][]int{{0, 102, 50}, {7, 8}, {20, 99}, {5}}
	for _, shuffle := range []bool{false, true} {
		before, err := Plain(n, 5, shuffle, 3)
		if err != nil {
			t.Fatal(err)
		}
		after, err := Together(before, groups)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for f, fold := range after {
			seen += len(fold.Test)
			if len(fold.Train)+len(fold.Test) != n || !slices.IsSorted(fold.Train) || !slices.IsSorted(fold.Test) {
				t.Errorf("fold %d has %d + %d samples", f, len(fold.Train), len(fold.Test))
			}
			for _, group := range groups {
				if slices.Contains(fold.Test, group[0]) != slices.Contains(before[f].Test, group[0]) {
					t.Errorf("the first sample of %v changed its fold", group)
				}
				for _, sample := range group {
					if slices.Contains(fold.Test, sample) == slices.Contains(fold.Train, group[0]) {
						t.Errorf("fold %d tests on %d of %v and trains on others of them", f, sample, group)
					}
				}
			}
			for _, sample := range before[f].Test {
				inGroup := slices.ContainsFunc(groups, func(g []int) bool { return slices.Contains(g, sample) })
				if !inGroup && !slices.Contains(fold.Test, sample) {
					t.Errorf("sample %d, in no group, left fold %d", sample, f)
				}
			}
		}
		if seen != n {
			t.Errorf("%d samples are tested, not %d", seen, n)
		}
	}
}

func TestTogetherRefuses(t *testing.T) {
	folds, err := Plain(6, 2, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, groups := range [][][]int{{{0, 6}}, {{-1}}, {{0, 1}, {1, 2}}, {{3, 3}}} {
		if _, err := Together(folds, groups); err == nil {
			t.Errorf("%v is accepted", groups)
		}
	}
	if _, err := Together([]Fold{{Test: []int{5}}}, nil); err == nil {
		t.Error("folds that leave samples out are accepted")
	}
}

func ExampleTogether() {
	folds, err := Plain(6, 3, false, 0)
	if err != nil {
		log.Fatal(err)
	}
	twins := [][]int{{1, 4}} // for instance those of data.Set.Twins
	folds, err = Together(folds, twins)
	if err != nil {
		log.Fatal(err)
	}
	for _, fold := range folds {
		fmt.Println(fold.Test)
	}
	// Output:
	// [0 1 4]
	// [2 3]
	// [5]
}
