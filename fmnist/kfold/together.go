package kfold

import "fmt"

// Together moves samples so that each group stays in one fold: all of a group go where its first sample is tested. It
// keeps a network from being tested on twins of what it has learnt. The folds change by these samples alone, so that
// results with and without can be compared; scikit-learn's GroupKFold makes folds of its own. It is an error when a
// group names a sample that no fold tests, or a sample is in two groups.
func Together(folds []Fold, groups [][]int) ([]Fold, error) {
	foldOf := map[int]int{}
	for f, fold := range folds {
		for _, sample := range fold.Test {
			foldOf[sample] = f
		}
	}
	grouped := map[int]bool{}
	for _, group := range groups {
		for _, sample := range group {
			if _, ok := foldOf[sample]; !ok {
				return nil, fmt.Errorf("a group names sample %d, which is in none of the %d folds", sample, len(folds))
			}
			if grouped[sample] {
				return nil, fmt.Errorf("sample %d is in two groups: join them", sample)
			}
			grouped[sample] = true
			foldOf[sample] = foldOf[group[0]]
		}
	}
	order := make([]int, len(foldOf))
	for sample, fold := range foldOf {
		if sample < 0 || sample >= len(order) {
			return nil, fmt.Errorf("the folds test sample %d, but they have only %d samples", sample, len(order))
		}
		order[sample] = fold
	}
	return collect(order, len(folds)), nil
}
