package train

import (
	"math"
	"slices"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// TestDrawsAreGolden: these numbers belong to the code epoch. They come from whole numbers alone and are the same on
// every backend and processor.
func TestDrawsAreGolden(t *testing.T) {
	if got, want := newStream(upTo(10), 10, 42).at(3), []int32{0, 1, 9, 4, 8, 7, 5, 3, 2, 6}; !slices.Equal(got, want) {
		t.Errorf("order of pass 3: %v, want %v", got, want)
	}
	if got, want := stepKey(42, 7), uint64(0xef5e260bc49c3c6f); got != want {
		t.Errorf("key of step 7: %#x, want %#x", got, want)
	}
	a := plan.Augment{Shift: 2, Flip: true, Erase: 1, Rotate: 10}
	got, want := warps(a, 42, 7, 2, 28), []float32{
		0.98641044, 0.16429983, 0, 0, 1, 13, 8, 25, 21, 0.5415523,
		0.997032, 0.07698864, 0, 0, -1, 0, 11, 26, 21, 0.9064537,
	}
	if !slices.Equal(got, want) {
		t.Errorf("warps of step 7: %#v, want %#v", got, want)
	}
	if more := warps(a, 42, 7, 5, 28); !slices.Equal(more[:len(got)], got) {
		t.Error("an image's augmentation depends on how many images follow")
	}
}

func TestSine(t *testing.T) {
	for i := -1000; i <= 1000; i++ {
		x := float64(i) / 1000 * math.Pi
		for _, c := range [][2]float64{{float64(sine(x)), math.Sin(x)}, {float64(cosine(x)), math.Cos(x)}} {
			if math.Abs(c[0]-c[1]) > 6e-8*math.Abs(c[1])+1e-15 {
				t.Fatalf("at %v: %v, want %v", x, c[0], c[1])
			}
		}
	}
	if sine(0) != 0 || cosine(0) != 1 {
		t.Errorf("sine and cosine of 0 are %v and %v", sine(0), cosine(0))
	}
}
