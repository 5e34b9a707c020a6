package plan

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/kfold"
)

// Split gives the indices to train on and to validate on.
func (p Plan) Split(labels []uint8) (train, held []int32, err error) {
	n := len(labels)
	if p.Limit > 0 {
		n = min(n, p.Limit)
	}
	if p.Fold == nil {
		kept, _ := splitAt(n, p.Validation)
		all := upTo(n)
		return all[:kept], all[kept:], nil
	}
	folds, err := p.folds(labels[:n])
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p.Title(), err)
	}
	fold := folds[p.Fold.Index]
	return narrow(fold.Train), narrow(fold.Test), nil
}

func (p Plan) folds(labels []uint8) ([]kfold.Fold, error) {
	if p.Fold.Stratified {
		return kfold.Stratified(labels, p.Fold.K, true, p.Fold.Seed)
	}
	return kfold.Plain(len(labels), p.Fold.K, true, p.Fold.Seed)
}

// Gaps says, one sentence each, which classes the folds of a plan lack.
func (p Plan) Gaps(labels []uint8) ([]string, error) {
	if p.Limit > 0 {
		labels = labels[:min(p.Limit, len(labels))]
	}
	folds, err := p.folds(labels)
	if err != nil {
		return nil, err
	}
	gaps, err := kfold.Gaps(folds, labels)
	var sentences []string
	for _, gap := range gaps {
		sentences = append(sentences, gap.String())
	}
	return sentences, err
}

func upTo(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

func narrow(indices []int) []int32 {
	out := make([]int32, len(indices))
	for i, x := range indices {
		out[i] = int32(x)
	}
	return out
}
