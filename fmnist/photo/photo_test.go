package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"golang.org/x/image/draw"
)

var drawn = data.Synthetic(0, 10, 3)

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

// A large photograph on white paper with the garment off its middle ends near the garment itself.
func TestPhotoFromAPhotograph(t *testing.T) {
	photo := image.NewRGBA(image.Rect(0, 0, 900, 600))
	draw.Draw(photo, photo.Rect, image.White, image.Point{}, draw.Src)
	draw.NearestNeighbor.Scale(photo, image.Rect(500, 100, 500+14*data.Side, 100+14*data.Side), negative(garment(3)),
		image.Rect(0, 0, data.Side, data.Side), draw.Src, nil)
	own, err := Read(write(t, "photo.jpg", photo))
	if err != nil {
		t.Fatal(err)
	}
	if own.Width != 900 || own.Height != 600 || !own.Inverted || len(own.Pixels) != data.Pixels || len(own.Steps) != 4 {
		t.Fatalf("%d×%d, inverted %v, %d pixels, %d steps", own.Width, own.Height, own.Inverted, len(own.Pixels),
			len(own.Steps))
	}
	direct := prepare(enlarged(garment(3)), upright)
	off := 0
	for i, v := range own.Pixels {
		off += max(int(v)-int(direct.Pixels[i]), int(direct.Pixels[i])-int(v))
	}
	if mean := float64(off) / data.Pixels; mean > 6 { // grey values: what JPEG and the two scalings may change
		t.Errorf("the pixels are off by %.1f grey values on average", mean)
	}
}

// enlarged is the picture twice as large, so that it is trimmed and scaled as a photograph is.
func enlarged(g *image.Gray) image.Image {
	out := image.NewGray(image.Rect(0, 0, 2*data.Side, 2*data.Side))
	draw.NearestNeighbor.Scale(out, out.Rect, g, g.Rect, draw.Src, nil)
	return out
}

func TestPhotosOfOddShapes(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 500}, {3000, 2}, {28, 29}} {
		picture := image.NewGray(image.Rectangle{Max: size})
		picture.SetGray(size.X/2, size.Y/2, color.Gray{Y: 200})
		own, err := Read(write(t, "odd.png", picture))
		if err != nil || len(own.Pixels) != data.Pixels {
			t.Errorf("%v: %d pixels, %v", size, len(own.Pixels), err)
		}
	}
}

func TestPhotoThatIsNone(t *testing.T) {
	dir := t.TempDir()
	whole, err := os.ReadFile(write(t, "a.png", garment(0)))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"text.png": []byte("no picture"), "empty.jpg": nil,
		"half.png": whole[:len(whole)/2]} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "no picture that can be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "absent.png")} {
		if _, err := Read(path); err == nil {
			t.Errorf("%s must be an error", path)
		}
	}
}

// Whatever the bytes, the answer is 784 pixels or one sentence.
func FuzzRead(f *testing.F) {
	var whole bytes.Buffer
	if err := png.Encode(&whole, garment(0)); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add([]byte("GIF89a"))
	for turn := range uint16(lastTurn + 2) {
		f.Add(turnedJPEG(f, turn, binary.BigEndian))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if size, _, err := image.DecodeConfig(bytes.NewReader(raw)); err == nil && size.Width*size.Height > 1<<20 {
			t.Skip("large pictures take seconds")
		}
		own, err := read(bytes.NewReader(raw))
		if err == nil && len(own.Pixels) != data.Pixels {
			t.Errorf("%d pixels", len(own.Pixels))
		}
	})
}
