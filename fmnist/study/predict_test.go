package study

import (
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

// garment is a test image as an image.Image.
func garment(i int) *image.Gray {
	return &image.Gray{Pix: append([]uint8(nil), drawn.Test.Image(i)...), Stride: data.Side,
		Rect: image.Rect(0, 0, data.Side, data.Side)}
}

func negative(g *image.Gray) *image.Gray {
	for i, v := range g.Pix {
		g.Pix[i] = 255 - v
	}
	return g
}

func write(t *testing.T, name string, picture image.Image) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if strings.HasSuffix(name, ".jpg") {
		err = jpeg.Encode(file, picture, &jpeg.Options{Quality: 95})
	} else {
		err = png.Encode(file, picture)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A picture that is a test image already gives that image's stored probabilities, and so does its negative.
func TestPhotoOfTheDataSetIsTakenAsItIs(t *testing.T) {
	r := trainSmall(t, smallStudy(t), small)
	want, err := r.Probabilities()
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range []string{write(t, "a.png", garment(7)), write(t, "b.png", negative(garment(7)))} {
		p, err := r.Predict(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		if p.Own.Inverted != (i == 1) || len(p.Guesses) != guessesShown {
			t.Errorf("%s: inverted %v, %d guesses", file, p.Own.Inverted, len(p.Guesses))
		}
		for _, g := range p.Guesses {
			if float32(g.Probability) != want[7*data.Classes+g.Label] {
				t.Errorf("%s: %s %v, want %v", file, g.Class, g.Probability, want[7*data.Classes+g.Label])
			}
		}
		if text := p.String(); strings.Contains(text, "inverted") != (i == 1) {
			t.Error(text)
		}
	}
}
