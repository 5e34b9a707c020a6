package tsne

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// official is the first n training images, as 50 principal components of all 60,000, and their labels.
func official(t testing.TB, n int) (pca.Matrix, []uint8) {
	t.Helper()
	d, err := data.Load(context.Background(), data.Options{Cache: t.TempDir()})
	if err != nil || !d.Official {
		t.Skip("FMNIST_DATA does not name the official files")
	}
	x, err := pca.Bytes(d.Train.Images, 784, 1.0/255)
	if err != nil {
		t.Fatal(err)
	}
	model, err := pca.Fit(context.Background(), x, 50)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := model.Transform(context.Background(), x.Head(n))
	if err != nil {
		t.Fatal(err)
	}
	return scores, d.Train.Labels[:n]
}

// blobs are n points of cols values around classes centres whose distance is a few times the spread.
func blobs(n, cols, classes int) (pca.Matrix, []uint8) {
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	centres := make([]float32, classes*cols)
	for i := range centres {
		centres[i] = float32(2 * rng.NormFloat64())
	}
	values, labels := make([]float32, n*cols), make([]uint8, n)
	for i := range n {
		class := i % classes
		labels[i] = uint8(class)
		for j := range cols {
			values[i*cols+j] = 10 + centres[class*cols+j] + float32(rng.NormFloat64())
		}
	}
	x, err := pca.Floats(values, cols)
	if err != nil {
		panic(err)
	}
	return x, labels
}
