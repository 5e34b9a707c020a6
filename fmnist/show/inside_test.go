package show

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/photo"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

func TestFiltersAndFeatureMaps(t *testing.T) {
	s := studytest.New(t)
	r := Run{studytest.Train(t, s, studytest.Plan())}
	for name, c := range map[string]interface {
		PNG() ([]byte, error)
		Text() string
	}{"4 filters": r.Filters(), "after convolution 2: 6 maps of 10×10": r.FeatureMaps(3),
		"no test image 999": r.FeatureMaps(999), "test image 3": r.Attribution(0, 3),
		"there is no test image -1": r.Attribution(-1), "say which test images": r.Attribution()} {
		if _, err := c.PNG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(c.Text(), name) {
			t.Errorf("%q does not say %q", c.Text(), name)
		}
	}
	linear := studytest.Plan()
	linear.Net = nets.Linear()
	if alone := (Run{studytest.Train(t, s, linear)}).Attribution(1); strings.Contains(alone.Text(), "Grad-CAM") ||
		!strings.Contains(alone.Text(), "saliency") {
		t.Errorf("a network without a convolution: %s", alone.Text())
	}
	if said := (Run{studytest.Train(t, s, linear)}).Filters().Text(); !strings.Contains(said, "no convolution") {
		t.Error(said)
	}
}

// Every step from a file to the network's input can be drawn, whatever the file's shape.
func TestStepsOfOddPictures(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 500}, {3000, 2}, {28, 29}} {
		file := filepath.Join(t.TempDir(), "odd.png")
		var raw bytes.Buffer
		if err := png.Encode(&raw, image.NewGray(image.Rectangle{Max: size})); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, raw.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		own, err := photo.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range own.Steps {
			if _, err := stepPicture(s, s.What).PNG(); err != nil {
				t.Errorf("%v: %s: %v", size, s.What, err)
			}
		}
	}
}
