package local

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// Networks of Keras and PyTorch answer here what they answer there, on eight images of the real test set.
func TestOthersNetworksAnswerAlike(t *testing.T) {
	folder := os.Getenv("FMNIST_DATA")
	if _, err := os.Stat(filepath.Join(folder, "t10k-images-idx3-ubyte.gz")); folder == "" || err != nil {
		t.Skip("FMNIST_DATA does not name the official files")
	}
	d, err := data.Load(context.Background(), data.Options{Dir: folder})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../bench/golden/exchange.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Files map[string]struct {
			Probabilities [][]float64
		}
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	b, err := backend()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range golden.Files {
		m, err := exchange.Read(filepath.Join("../../bench/golden/exchange", name), exchange.Hint{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := train.Predict(context.Background(), b.Backend, plan.Plan{Net: m.Net}, m.Weights,
			train.Images(d.Test.Take(len(want.Probabilities))))
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range got {
			if w := want.Probabilities[i/data.Classes][i%data.Classes]; !(math.Abs(float64(p)-w) < 1e-5) {
				t.Errorf("%s: image %d, class %d: %v, want %v", name, i/data.Classes, i%data.Classes, p, w)
			}
		}
	}
}
