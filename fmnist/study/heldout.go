package study

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// OutOfFold are predictions of training images, each by the network that did not see it.
type OutOfFold struct {
	metrics.Predictions
	Images []int // their numbers in the training set, fold after fold
}

// OutOfFold asks every fold's network about the images that it was scored on. What a fold says is kept, so asking again
// reads it. The labels are those of the data set, whatever the plan was trained on.
func (c *CrossValidation) OutOfFold(ctx context.Context) (OutOfFold, error) {
	all := OutOfFold{Predictions: metrics.Predictions{Classes: data.Classes}}
	switch {
	case c.Interrupted && len(c.Folds) == 0 && ctx.Err() != nil:
		return all, ctx.Err()
	case c.KeptWeights:
		return all, errors.New("weights went from fold to fold, so the networks have seen what they were scored on; cross-validate without KeepWeights")
	case len(c.Folds) == 0:
		return all, fmt.Errorf("%s: no fold is finished, so there are no predictions; run the cross-validation again",
			c.Plan.Title())
	}
	for _, r := range c.Folds {
		images, probabilities, err := r.heldOut(ctx)
		if err != nil {
			return all, err
		}
		for _, i := range images {
			all.Images = append(all.Images, int(i))
			all.Labels = append(all.Labels, c.study.Data.Train.Labels[i])
		}
		all.Probabilities = append(all.Probabilities, probabilities...)
	}
	return all, all.Check()
}

// heldOut are the run's validation images and what it takes them for, by the weights that it is judged by.
func (r *Run) heldOut(ctx context.Context) (images []int32, probabilities []float32, err error) {
	set := r.study.Data.Train
	if _, images, err = plan.Split(r.Plan, set); err != nil {
		return nil, nil, err
	}
	probabilities = make([]float32, len(images)*data.Classes)
	key := []any{r.ID.Hash, r.Chosen, strings.Join(r.Classes(), "+"), set.Fingerprint()}
	_, err = r.study.Store.Cached(ctx, "held out", key, func(w io.Writer) error {
		pixels := make([]uint8, 0, len(images)*data.Pixels)
		for _, i := range images {
			pixels = append(pixels, set.Image(int(i))...)
		}
		fresh, err := r.study.Executor.Predict(ctx, r.study.place(), r.Model(), pixels, r.study.watch(nil))
		if err != nil {
			return err
		}
		return binary.Write(w, binary.LittleEndian, fresh)
	}, func(from io.Reader) error { return binary.Read(from, binary.LittleEndian, probabilities) })
	return images, probabilities, err
}
