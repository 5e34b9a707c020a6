package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/data"

	"github.com/gofmnist/gofmnist/fmnist/kfold"
)

// Split gives the indices to train on and to validate on.
func Split(p Plan, set data.Set) (train, held []int32, err error) {
	all := p.taken(set)
	if p.Fold == nil && p.Splitting == data.Last {
		kept, _ := splitAt(len(all), p.Validation)
		return all[:kept], all[kept:], nil
	}
	if p.Fold == nil {
		kept, rest, err := data.SplitIndices(labelsOf(set, all), p.Splitting, p.Validation, uint64(p.Seed))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", p.Title(), err)
		}
		return pick(all, kept), pick(all, rest), nil
	}
	folds, err := p.folds(set, all)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p.Title(), err)
	}
	fold := folds[p.Fold.Index]
	return pick(all, fold.Train), pick(all, fold.Test), nil
}

// taken are the images that the plan uses: the first of equal ones if it drops duplicates, and no more than its limit.
func (p Plan) taken(set data.Set) []int32 {
	repeated := map[int]bool{}
	if p.Dedupe {
		for _, group := range set.DuplicateGroups(data.ByRow) {
			for _, i := range group[1:] {
				repeated[i] = true
			}
		}
	}
	all := make([]int32, 0, set.Len())
	for i := range set.Len() {
		if !repeated[i] {
			all = append(all, int32(i))
		}
	}
	if p.Limit > 0 {
		all = all[:min(p.Limit, len(all))]
	}
	return all
}

// Labels are the set's labels as the plan trains on them: those of the images to train on in another order if it
// shuffles them.
func Labels(p Plan, set data.Set, train []int32) []uint8 {
	if !p.ShuffleLabels {
		return set.Labels
	}
	labels := slices.Clone(set.Labels)
	// The second word keeps this random stream apart from those of weights and batches.
	random := rand.New(rand.NewPCG(uint64(p.Seed), 2<<32))
	random.Shuffle(len(train), func(i, j int) {
		a, b := train[i], train[j]
		labels[a], labels[b] = labels[b], labels[a]
	})
	return labels
}

func labelsOf(set data.Set, indices []int32) []uint8 {
	labels := make([]uint8, len(indices))
	for i, at := range indices {
		labels[i] = set.Labels[at]
	}
	return labels
}

func pick(all []int32, indices []int) []int32 {
	out := make([]int32, len(indices))
	for i, at := range indices {
		out[i] = all[at]
	}
	return out
}

// folds are those of the images taken, which they count from 0.
func (p Plan) folds(set data.Set, all []int32) (folds []kfold.Fold, err error) {
	if p.Fold.Stratified {
		folds, err = kfold.Stratified(labelsOf(set, all), p.Fold.K, true, p.Fold.Seed)
	} else {
		folds, err = kfold.Plain(len(all), p.Fold.K, true, p.Fold.Seed)
	}
	if err != nil || p.Fold.Together == 0 {
		return folds, err
	}
	indices := make([]int, len(all))
	for i, at := range all {
		indices[i] = int(at)
	}
	twins, err := set.Subset(indices).Twins(p.Fold.Together)
	if err != nil {
		return nil, err
	}
	return kfold.Together(folds, twins)
}

// Gaps says, one sentence each, which classes the folds of a plan lack.
func Gaps(p Plan, set data.Set) ([]string, error) {
	all := p.taken(set)
	folds, err := p.folds(set, all)
	if err != nil {
		return nil, err
	}
	gaps, err := kfold.Gaps(folds, labelsOf(set, all))
	var sentences []string
	for _, gap := range gaps {
		sentences = append(sentences, gap.String())
	}
	return sentences, err
}
