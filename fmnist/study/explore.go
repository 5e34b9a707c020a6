package study

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/pca"
	"github.com/gofmnist/gofmnist/fmnist/text"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// pixels are the images as rows of values in 0…1.
func (l Look) pixels() (pca.Matrix, error) { return pca.Bytes(l.set.Images, data.Pixels, 1.0/255) }

// Correlation is the matrix of the correlations between all 784 pixels over the images, and the pixels that are
// constant. (Report 1, "Which pixels go together?")
func (l Look) Correlation(ctx context.Context) (matrix []float64, constant []int, err error) {
	x, err := l.pixels()
	if err != nil {
		return nil, nil, err
	}
	r, constant, err := pca.Correlation(ctx, x)
	if err != nil {
		return nil, nil, err
	}
	matrix = r.RawSymmetric().Data
	for i := range data.Pixels { // the raw symmetric matrix keeps its upper half only
		for j := range i {
			matrix[i*data.Pixels+j] = matrix[j*data.Pixels+i]
		}
	}
	return matrix, constant, nil
}

// components is how many principal components are kept: t-SNE works on 50, as its authors and openTSNE's guides do.
const components = 50

// Components is a fitted PCA of the images with their coordinates.
type Components struct {
	Model  pca.Model
	Points []float32 // images × components
	Look   Look      // what was fitted
}

// PCA fits the principal components of the images, or reads them from the store. (Report 1, "Two axes for 784 pixels")
func (l Look) PCA(ctx context.Context) (*Components, error) {
	x, err := l.pixels()
	if err != nil {
		return nil, err
	}
	n := min(components, l.set.Len()-1)
	model, _, err := keep(ctx, l.study.Store, "pca", []any{l.set.Fingerprint(), n},
		func() (pca.Model, error) { return pca.Fit(ctx, x, n) })
	if err != nil {
		return nil, err
	}
	points, err := model.Transform(ctx, x)
	if err != nil {
		return nil, err
	}
	return &Components{Model: model, Points: points.Dense(), Look: l}, nil
}

// Map is a t-SNE embedding of the images with its figures of merit.
type Map struct {
	Result          tsne.Result
	Seconds         float64
	Trustworthiness float64 // k = 5, against the PCA coordinates
	KNNAccuracy     float64 // leave-one-out, ten neighbours, in the plane
	FromCache       bool    `json:"-"`
	Look            Look    `json:"-"` // what was embedded
}

// errPartial says that an embedding was interrupted: it is shown, but not kept.
var errPartial = errors.New("the embedding was interrupted")

// neighbours of the figures of merit: 5 is scikit-learn's default for trustworthiness, 10 one neighbour per class.
const (
	trustNeighbours = 5
	knnNeighbours   = 10
)

// TSNE embeds the images in the plane by their first 50 principal components, or reads the map from the store.
// Interrupted, it returns the map so far, which is not stored. (Report 1, "A map of the garments")
func (l Look) TSNE(ctx context.Context, o tsne.Options) (*Map, error) {
	c, err := l.PCA(ctx)
	if err != nil {
		return nil, err
	}
	x, err := pca.Floats(c.Points, len(c.Model.Components))
	if err != nil {
		return nil, err
	}
	options := o
	options.Progress, options.Every = nil, 0
	key := []any{l.set.Fingerprint(), components, tsne.Version, options}
	var partial Map
	m, hit, err := keep(ctx, l.study.Store, "tsne", key, func() (Map, error) {
		partial, err = embed(ctx, x, l.set.Labels, o)
		if err == nil && partial.Result.Interrupted {
			err = errPartial
		}
		return partial, err
	})
	if errors.Is(err, errPartial) {
		m, err = partial, nil
	}
	m.FromCache, m.Look = hit.FromCache, l
	return &m, err
}

func embed(ctx context.Context, x pca.Matrix, labels []uint8, o tsne.Options) (m Map, err error) {
	began := time.Now()
	if m.Result, err = tsne.Fit(ctx, x, o); err != nil {
		return m, err
	}
	m.Seconds = time.Since(began).Seconds()
	if m.Result.Interrupted {
		return m, nil
	}
	if m.Trustworthiness, err = tsne.Trustworthiness(ctx, x, m.Result.Points,
		min(trustNeighbours, (x.Rows-1)/2)); err != nil {
		return m, err
	}
	m.KNNAccuracy, err = tsne.KNNAccuracy(m.Result.Points, labels, min(knnNeighbours, x.Rows-1))
	return m, err
}

// String is the headline of the map.
func (m *Map) String() string {
	if m.Result.Interrupted {
		return fmt.Sprintf("t-SNE of %d images, stopped after %d iterations at KL %.3f", len(m.Result.Points),
			m.Result.Iterations, m.Result.KL)
	}
	return fmt.Sprintf("t-SNE of %d images: KL %.3f, trustworthiness %.4f, 10-NN accuracy %.3f, computed in %s",
		len(m.Result.Points), m.Result.KL, m.Trustworthiness, m.KNNAccuracy, text.Duration(m.Seconds))
}
