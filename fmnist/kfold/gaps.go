package kfold

import "fmt"

// Gap is a class that a fold lacks in one of its parts.
type Gap[L comparable] struct {
	Fold    int // from 0
	Class   L
	Members int  // samples of the class in all
	Train   bool // missing where the model learns, else where it is tested
}

// String says it in a sentence, with folds counted from 1.
func (g Gap[L]) String() string {
	if g.Train {
		return fmt.Sprintf("fold %d has no sample of class %v to train on (%d in all), so it cannot learn that class",
			g.Fold+1, g.Class, g.Members)
	}
	return fmt.Sprintf("fold %d has no sample of class %v to test on (%d in all), so its score says nothing about that class", g.Fold+1, g.Class, g.Members)
}

// Gaps returns every class that some fold lacks, by fold and then by first sample. Plain folds may lack any class, for
// instance when the samples are sorted by label; stratified ones only classes with fewer than k samples. It is an error
// when a fold names a sample without a label.
func Gaps[L comparable](folds []Fold, labels []L) ([]Gap[L], error) {
	classes, counts := encode(labels)
	name := make([]L, len(counts))
	for i := len(labels) - 1; i >= 0; i-- {
		name[classes[i]] = labels[i]
	}
	var gaps []Gap[L]
	for f, fold := range folds {
		for _, part := range []struct {
			indices []int
			train   bool
		}{{fold.Train, true}, {fold.Test, false}} {
			have := make([]bool, len(counts))
			for _, sample := range part.indices {
				if sample < 0 || sample >= len(labels) {
					return nil, fmt.Errorf("fold %d names sample %d, but there are %d labels", f+1, sample, len(labels))
				}
				have[classes[sample]] = true
			}
			for class, ok := range have {
				if !ok {
					gaps = append(gaps, Gap[L]{Fold: f, Class: name[class], Members: counts[class], Train: part.train})
				}
			}
		}
	}
	return gaps, nil
}
