package study

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// A run of other data takes own pictures; comparing it names both data sets, also where the numbers of images agree.
func TestRunsOfOtherData(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	p := plan.Plan{Net: nets.New("dense", nets.Flatten, nets.Dense(10)), Epochs: 1, Seed: 5}
	there, err := s.Train(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []data.Dataset{data.Synthetic(300, 50, 8), data.Synthetic(300, 40, 7)} {
		elsewhere := &Study{Data: other, Store: s.Store, Executor: local.Executor{}}
		found, err := elsewhere.Find(context.Background(), there.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := found.Predict(context.Background(), picture(t)); err != nil {
			t.Errorf("own picture: %v", err)
		}
		here, err := elsewhere.Train(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Compare(here, found)
		if err == nil || !strings.Contains(err.Error(), there.Data) || !strings.Contains(err.Error(), here.Data) {
			t.Errorf("compare: %v, want both data sets", err)
		}
	}
	if found, err := s.Find(context.Background(), there.Name); err != nil || found.Test(context.Background()) != nil {
		t.Errorf("on its own data: %v", err)
	}
}

// picture is a file with a dark square on white.
func picture(t *testing.T) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 40))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := 10; y < 30; y++ {
		for x := 10; x < 30; x++ {
			img.SetGray(x, y, color.Gray{Y: 20})
		}
	}
	path := filepath.Join(t.TempDir(), "square.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}
