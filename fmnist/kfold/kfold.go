// Package kfold splits samples into folds for cross-validation. It knows indices only, no data and no model.
//
// Sizes are those of scikit-learn's KFold and StratifiedKFold, and without shuffling so are the indices. With shuffling
// the folds come from this package's own generator (PCG-64 and Fisher-Yates), since scikit-learn's would need the
// Mersenne Twister and NumPy's legacy shuffle; the same seed gives the same folds on every machine and Go version.
package kfold

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// Fold is one of k splits: every sample is in exactly one of the two parts, and in the Test part of exactly one fold.
type Fold struct {
	Train []int // ascending
	Test  []int // ascending
}

// Plain splits n samples into k folds. The first n mod k folds hold one sample more than the others. Without shuffle
// they are consecutive blocks; with it, blocks of a random order drawn from seed.
//
// It is an error when k < 2, since one fold leaves nothing to train on, and when k > n.
func Plain(n, k int, shuffle bool, seed uint64) ([]Fold, error) {
	if err := check(n, k); err != nil {
		return nil, err
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if shuffle {
		permute(order, newSource(seed))
	}
	foldOf := make([]int, n)
	for i, sample := range order {
		foldOf[sample] = blockOf(i, n, k)
	}
	return collect(foldOf, k), nil
}

// blockOf returns which of k consecutive blocks holds position i of n.
func blockOf(i, n, k int) int {
	size, larger := n/k, n%k
	if i < larger*(size+1) {
		return i / (size + 1)
	}
	return larger + (i-larger*(size+1))/size
}

// Stratified splits samples into k folds that hold the classes in the same proportions as the whole, as far as whole
// numbers allow: no two folds differ by more than one sample of a class. Without shuffle the samples of a class go to
// the folds in order; with it, in an order drawn from seed.
//
// It is an error when k < 2, k > len(labels), or every class has fewer than k members. If only some have, the folds are
// made and Gaps says what is missing (scikit-learn warns).
func Stratified[L comparable](labels []L, k int, shuffle bool, seed uint64) ([]Fold, error) {
	if err := check(len(labels), k); err != nil {
		return nil, err
	}
	classes, counts := encode(labels)
	if largest := maximum(counts); largest < k {
		return nil, fmt.Errorf("stratified %d-fold split: the largest class has %d samples, so no class reaches every fold; use at most k = %d", k, largest, largest)
	}
	source := newSource(seed)
	queues := make([][]int, len(counts)) // per class: the folds of its samples, in order
	for class, shares := range allocate(counts, k) {
		for fold, share := range shares {
			for range share {
				queues[class] = append(queues[class], fold)
			}
		}
		if shuffle {
			permute(queues[class], source)
		}
	}
	foldOf := make([]int, len(labels))
	for sample, class := range classes {
		foldOf[sample], queues[class] = queues[class][0], queues[class][1:]
	}
	return collect(foldOf, k), nil
}

// encode numbers the classes in the order of their first sample, as scikit-learn does, and counts their samples.
func encode[L comparable](labels []L) (classes, counts []int) {
	number := map[L]int{}
	classes = make([]int, len(labels))
	for i, label := range labels {
		class, known := number[label]
		if !known {
			class = len(counts)
			number[label] = class
			counts = append(counts, 0)
		}
		classes[i] = class
		counts[class]++
	}
	return classes, counts
}

// allocate returns how many samples of each class each fold gets: the samples, sorted by class, are dealt round robin,
// so that the odd ones of different classes go to different folds and the folds stay of one size.
func allocate(counts []int, k int) [][]int {
	shares, dealt := make([][]int, len(counts)), 0
	for class, count := range counts {
		shares[class] = make([]int, k)
		for range count {
			shares[class][dealt%k]++
			dealt++
		}
	}
	return shares
}

// collect turns the fold of each sample into index lists.
func collect(foldOf []int, k int) []Fold {
	folds, members := make([]Fold, k), make([]int, k)
	for _, test := range foldOf {
		members[test]++
	}
	for fold, n := range members {
		folds[fold] = Fold{Test: make([]int, 0, n), Train: make([]int, 0, len(foldOf)-n)}
	}
	for sample, test := range foldOf {
		for fold := range folds {
			if fold == test {
				folds[fold].Test = append(folds[fold].Test, sample)
			} else {
				folds[fold].Train = append(folds[fold].Train, sample)
			}
		}
	}
	return folds
}

// check reports a k that gives no cross-validation.
func check(n, k int) error {
	switch {
	case k < 2:
		return fmt.Errorf("%d-fold split: k must be at least 2, since one fold leaves nothing to train on", k)
	case k > n:
		return fmt.Errorf("%d-fold split: there are only %d samples; use at most k = %d", k, n, n)
	}
	return nil
}

func maximum(counts []int) int {
	largest := 0
	for _, count := range counts {
		largest = max(largest, count)
	}
	return largest
}

// newSource returns the generator of a seed. The second word only has to be fixed: it keeps the folds apart from other
// uses of the same seed.
func newSource(seed uint64) *rand.PCG { return rand.NewPCG(seed, 0x6b666f6c64) } // "kfold"

// permute shuffles in place (Fisher-Yates). It draws from the bare source because math/rand/v2 fixes the output of PCG
// for all time, but not the algorithm of Shuffle. The high word of draw·(i+1) favours some numbers by less than n/2⁶⁴.
func permute(x []int, source *rand.PCG) {
	for i := len(x) - 1; i > 0; i-- {
		j, _ := bits.Mul64(source.Uint64(), uint64(i+1))
		x[i], x[j] = x[j], x[i]
	}
}
