package chart

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var regen = flag.Bool("regen", false, "write the golden pictures anew; look at them before committing")

// Tolerances: other processors round sums in the font rasteriser differently (fused multiply-add), which moves single
// pixels at the edges of letters by a few levels, never whole shapes.
const (
	levelTolerance = 12    // of 255, per channel
	pixelTolerance = 0.002 // share of pixels that may differ by more
)

// golden compares the chart's picture with testdata/name.png.
func golden(t *testing.T, name string, c Chart) {
	t.Helper()
	got, err := c.PNG()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	again, err := c.PNG()
	if err != nil || !bytes.Equal(got, again) {
		t.Errorf("%s: drawing twice gives different bytes (%v)", name, err)
	}
	path := filepath.Join("testdata", name+".png")
	if *regen {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%s: %v; make it with: go test ./fmnist/chart -regen", name, err)
	}
	if off, err := differs(got, want); err != nil || off > pixelTolerance {
		t.Errorf("%s: %.2f %% of the pixels differ from %s (%v); to see: go test ./fmnist/chart -regen && git diff --stat",
			name, 100*off, path, err)
	}
}

// differs returns the share of pixels that differ by more than the tolerance.
func differs(a, b []byte) (float64, error) {
	p, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		return 1, err
	}
	q, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return 1, err
	}
	if p.Bounds() != q.Bounds() {
		return 1, nil
	}
	bad, r := 0, p.Bounds()
	for y := range r.Dy() {
		for x := range r.Dx() {
			if apart(p, q, x, y) {
				bad++
			}
		}
	}
	return float64(bad) / float64(r.Dx()*r.Dy()), nil
}

func apart(p, q image.Image, x, y int) bool {
	r1, g1, b1, _ := p.At(x, y).RGBA()
	r2, g2, b2, _ := q.At(x, y).RGBA()
	for _, d := range [3]int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2)} {
		if d > levelTolerance<<8 || d < -levelTolerance<<8 {
			return true
		}
	}
	return false
}

func TestGolden(t *testing.T) {
	for name, c := range samples() {
		t.Run(name, func(t *testing.T) { golden(t, name, c) })
	}
}
