package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/pca"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// verdict is one yardstick for embeddings of any program.
type verdict struct {
	KL          float64 `json:"kl"`
	KNNAccuracy float64 `json:"knn_accuracy"`
	Trust       float64 `json:"trustworthiness"`
	Extent      float64 `json:"extent"` // of the longer side
}

// judgeFiles prints for each file the exact KL divergence against the 50 principal components, k-NN accuracy (k = 10)
// and trustworthiness (k = 5).
func judgeFiles(paths []string) error {
	ctx := context.Background()
	d, err := data.Load(ctx, data.Options{})
	if err != nil {
		return err
	}
	x, err := pca.Bytes(d.Train.Images, 784, 1.0/255)
	if err != nil {
		return err
	}
	model, err := pca.Fit(ctx, x, 50)
	if err != nil {
		return err
	}
	out := map[string]verdict{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var points [][2]float64
		if err := json.Unmarshal(text, &points); err != nil {
			return fmt.Errorf("explore: %s is no embedding: %w", path, err)
		}
		scores, err := model.Transform(ctx, x.Head(len(points)))
		if err != nil {
			return err
		}
		v := verdict{Extent: extent(points)}
		if v.KL, err = tsne.Divergence(ctx, scores, points, 0); err != nil {
			return err
		}
		if v.Trust, err = tsne.Trustworthiness(ctx, scores, points, 5); err != nil {
			return err
		}
		if v.KNNAccuracy, err = tsne.KNNAccuracy(points, d.Train.Labels[:len(points)], 10); err != nil {
			return err
		}
		out[path] = v
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

func extent(points [][2]float64) (longer float64) {
	for axis := range 2 {
		low, high := points[0][axis], points[0][axis]
		for _, p := range points {
			low, high = min(low, p[axis]), max(high, p[axis])
		}
		longer = max(longer, high-low)
	}
	return longer
}
