package pretrained

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// TestExtractBatches: whatever the batch, all images come out, in order, with the same features.
func TestExtractBatches(t *testing.T) {
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	b, images := tiny(), eight(t)
	w, err := b.Random(7, "")
	if err != nil {
		t.Fatal(err)
	}
	var first []float32
	for _, batch := range []int{1, 3, 8, 100, 0} {
		var heard []int
		features, err := Extract(context.Background(), backend, b, w, images, backbone.Preprocess{}, batch,
			func(done, total int) {
				heard = append(heard, done, total)
			})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = features
		}
		if len(features) != 8*32*32*2 {
			t.Fatalf("batch %d: %d features", batch, len(features))
		}
		compareFeatures(t, features, first, 32*32*2)
		if batch == 3 && !slices.Equal(heard, []int{3, 8, 6, 8, 8, 8}) {
			t.Errorf("progress %v", heard)
		}
	}
}

func TestExtractInterrupted(t *testing.T) {
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	b := tiny()
	w, err := b.Random(7, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	_, err = Extract(ctx, backend, b, w, eight(t), backbone.Preprocess{}, 2, func(done, _ int) {
		if done == 4 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "after 4 of 8 images") {
		t.Errorf("wrong error %v", err)
	}
}

func TestExtractErrors(t *testing.T) {
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	b := tiny()
	w, err := b.Random(7, "")
	if err != nil {
		t.Fatal(err)
	}
	for want, try := range map[string]func() error{
		"not VGG16's": func() error {
			_, err := Extract(context.Background(), backend, Backbone{backbone.VGG16()}, w, eight(t),
				backbone.Preprocess{}, 0, nil)
			return err
		},
		"28×28 images": func() error {
			_, err := Extract(context.Background(), backend, b, w, make([]uint8, 100), backbone.Preprocess{}, 0, nil)
			return err
		},
		`"pad33" does not make them`: func() error {
			_, err := Extract(context.Background(), backend, b, w, eight(t),
				backbone.Preprocess{Resize: "pad33"}, 0, nil)
			return err
		},
		`no preprocessing "torch"`: func() error {
			_, err := Extract(context.Background(), backend, b, w, eight(t),
				backbone.Preprocess{Scaling: "torch"}, 0, nil)
			return err
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not mention %q", err, want)
		}
	}
}

// TestScalings checks three channels of one black, one white pixel for every scaling, and where padding puts them.
func TestScalings(t *testing.T) {
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	identity := Backbone{backbone.Backbone{Name: "identity", Title: "Identity",
		Layers: []backbone.Layer{{Name: "input", Kind: backbone.KindInput}}}}
	image := make([]uint8, pixels)
	image[0] = 255
	for scaling, want := range map[backbone.Scaling][6]float32{
		backbone.CaffeBGR:      {151.061, 138.221, 131.32, -103.939, -116.779, -123.68},
		backbone.MinusOneToOne: {1, 1, 1, -1, -1, -1},
		backbone.Raw:           {255, 255, 255, 0, 0, 0},
		backbone.Report:        {1, 1, 1, 0, 0, 0},
	} {
		identity.Scaling = scaling
		p := backbone.Preprocess{Scaling: backbone.Keras, Resize: nets.Pad32}
		if scaling == backbone.Report {
			p.Scaling = backbone.Report
		}
		x, err := Extract(context.Background(), backend, identity, &Weights{Backbone: "identity"}, image, p, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		corner := (2*32 + 2) * 3 // two rows and columns of zeros before the first pixel
		got := append(append([]float32{}, x[corner:corner+3]...), x[:3]...)
		for i := range got {
			if d := got[i] - want[i]; d > 1e-4 || d < -1e-4 {
				t.Errorf("%s gives %v, want %v", scaling, got, want)
				break
			}
		}
	}
}
