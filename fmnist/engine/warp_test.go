package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// The kernel and the stock operations must place every pixel alike, whatever the warp.
func TestWarp(t *testing.T) {
	backend, _, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	const batch, side = 24, 28
	images, warps := make([]float32, batch*side*side), make([]float32, 0, batch*WarpSize)
	for i := range images {
		images[i] = random.Float32()
	}
	for i := range batch {
		angle := random.Float64()
		mirror := float32(1 - 2*(i%2))
		warps = append(warps, float32(math.Cos(angle)), float32(math.Sin(angle)), float32(i%5-2), float32(i%7-3),
			mirror, 3, 4, float32(3+i), 9, .5)
	}
	copy(warps, []float32{1, 0, 2, 0, 1, 0, 0, 0, 0, 0}) // the first: two pixels to the right and nothing else
	x := tensors.FromFlatDataAndDimensions(images, batch, side, side, 1)
	w := tensors.FromFlatDataAndDimensions(warps, batch, WarpSize)
	exec, err := graph.NewExec(backend, func(x,
		w *graph.Node) []*graph.Node {
		return []*graph.Node{Warp(x, w), warpStock(x, w)}
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Call(x, w)
	if err != nil {
		t.Fatal(err)
	}
	kernel, stock := tensors.MustCopyFlatData[float32](out[0]), tensors.MustCopyFlatData[float32](out[1])
	for i := range kernel {
		// rounding of a source position next to a pixel's centre
		if d := math.Abs(float64(kernel[i] - stock[i])); d > 1e-4 {
			t.Fatalf("image %d, pixel %d: kernel %v, stock %v", i/(side*side), i%(side*side), kernel[i], stock[i])
		}
	}
	for row := range side {
		if kernel[row*side] != 0 || kernel[row*side+2] != images[row*side] {
			t.Fatalf("row %d is not two pixels to the right", row)
		}
	}
}

// What is copied row by row is what sampling gives, to the last bit: whichever way a warp takes, a run stays the same
// run.
func TestStraightWarpIsTheTurnedOne(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for _, size := range [][2]int{{28, 28}, {32, 32}, {5, 8}} {
		height, width := size[0], size[1]
		x, straight, turned := make([]float32, height*width), make([]float32, height*width),
			make([]float32, height*width)
		for i := range x {
			x[i] = random.Float32()
		}
		for right := -width - 1; right <= width+1; right++ {
			for _, down := range []int{-height - 1, -3, -1, 0, 1, 4, height, height + 2} {
				for _, mirror := range []float32{1, -1} {
					w := []float32{1, 0, float32(right), float32(down), mirror, 0, 0, 0, 0, 0}
					warpStraight(straight, x, w, height, width)
					warpTurned(turned, x, w, height, width)
					for i := range x {
						if math.Float32bits(straight[i]) != math.Float32bits(turned[i]) {
							t.Fatalf("%d×%d, right %d, down %d, mirror %v: pixel %d is %v, want %v", height, width,
								right, down, mirror, i, straight[i], turned[i])
						}
					}
				}
			}
		}
	}
}

func BenchmarkWarp(b *testing.B) {
	x, y := make([]float32, 28*28), make([]float32, 28*28)
	for _, c := range []struct {
		name string
		w    []float32
	}{
		{"straight", []float32{1, 0, 1, -1, -1, 0, 0, 0, 0, 0}},
		{"turned", []float32{.995, .1, 1, -1, -1, 0, 0, 0, 0, 0}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				warpImage(y, x, c.w, 28, 28)
			}
		})
	}
}
