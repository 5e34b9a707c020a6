package data

import (
	"fmt"
	"math"
	"testing"
)

func TestResizeMatrixIsResize32(t *testing.T) {
	image := Normalize(noise(Pixels, 5))
	want, err := Resize32(image)
	if err != nil {
		t.Fatal(err)
	}
	m := ResizeMatrix()
	for row := range Wide {
		for col := range Wide {
			var sum float64
			for y := range Side {
				for x := range Side {
					sum += m[row][y] * m[col][x] * float64(image[y*Side+x])
				}
			}
			if math.Abs(sum-float64(want[row*Wide+col])) > 1e-6 {
				t.Fatalf("M·X·Mᵀ has %v at %d,%d, Resize32 %v", sum, row, col, want[row*Wide+col])
			}
		}
	}
	// The edge rows of the facts sheet: mirrored, not repeated.
	if m[0][0] != 0.9375 || m[0][1] != 0.0625 || m[31][27] != 0.9375 || m[31][26] != 0.0625 {
		t.Errorf("edge weights %v … %v", m[0][:2], m[31][26:])
	}
}

func TestTransformsRefuse(t *testing.T) {
	if _, err := Resize32(make([]float32, 783)); err == nil {
		t.Error("Resize32 accepts 783 values")
	}
	if _, err := Pad32(make([]uint8, 785)); err == nil {
		t.Error("Pad32 accepts 785 values")
	}
	if _, err := OneHot([]uint8{3, 10}); err == nil {
		t.Error("OneHot accepts label 10")
	}
	for _, err := range []error{
		second(Dataset{}.Summary()), second(Set{}.PixelVariance()), second(Set{}.ClassMeans()),
		second(Set{Images: make([]uint8, 3), Labels: []uint8{1}}.ClassMeans()),
		second(Set{Images: make([]uint8, 3), Labels: []uint8{1}}.PixelVariance()),
		second(Set{}.Near(math.NaN())), second(Set{}.Near(-1)), second(Set{}.NearIn(Set{}, math.Inf(1))),
	} {
		if err == nil {
			t.Error("an impossible request is accepted")
		}
	}
}

// second drops a result before its error.
func second[T any](_ T, err error) error { return err }

func ExampleOneHot() {
	coded, err := OneHot([]uint8{2, 9})
	fmt.Println(coded, err)
	// Output: [0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1] <nil>
}

func ExampleNormalize() {
	fmt.Println(Normalize([]uint8{0, 51, 255}))
	// Output: [0 0.2 1]
}
