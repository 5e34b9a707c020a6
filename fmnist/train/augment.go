package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/train/layers"
)

// Augmented are the set's images as the first so many steps of a plan with that seed would see them, were they the
// batch of every step: for each step [n, 28, 28] values from 0 to 1.
func Augmented(backend compute.Backend, a plan.Augment, set data.Set, seed int64, steps int) ([][]float32, error) {
	if err := plan.CheckAugment(&a); err != nil {
		return nil, err
	}
	exec, err := graph.NewExec(backend, func(x, warps *graph.Node) *graph.Node {
		return engine.Warp(layers.Images(nets.AsIs, x), warps)
	})
	if err != nil {
		return nil, firstLine(err)
	}
	all := make([][]float32, steps)
	for step := range all {
		inputs, labels := Images(set).batch(upTo(set.Len()))
		drawn := tensors.FromFlatDataAndDimensions(warps(a, seed, step, set.Len(), data.Side), set.Len(),
			engine.WarpSize)
		outputs, err := call(exec, inputs, drawn)
		free(inputs, labels, drawn)
		if err != nil {
			return nil, fmt.Errorf("the images cannot be augmented: %w", err)
		}
		all[step] = tensors.MustCopyFlatData[float32](outputs[0])
		free(outputs...)
	}
	return all, nil
}

// warps draws one warp per image of a step's batch for the images' side.
func warps(a plan.Augment, seed int64, step, batch, side int) []float32 {
	out := make([]float32, 0, batch*engine.WarpSize)
	for image := range batch {
		random := warping(seed, step, image)
		angle := 2 * (float64(random.Float64()) - 0.5) * a.Rotate * math.Pi / 180
		right, down := random.IntN(2*a.Shift+1)-a.Shift, random.IntN(2*a.Shift+1)-a.Shift
		mirror := float32(1)
		if a.Flip && random.IntN(2) == 1 {
			mirror = -1
		}
		out = append(out, cosine(angle), sine(angle), float32(right), float32(down), mirror)
		out = append(out, rectangle(a, random, side)...)
	}
	return out
}

// Zhong et al. 2017, algorithm 1, with the paper's defaults: 2 to 40 % of the area, sides between 0.3 and 1/0.3.
const (
	eraseLeast  = 0.02
	eraseMost   = 0.4
	eraseAspect = 0.3
	eraseTries  = 100
)

func rectangle(a plan.Augment, random *rand.Rand, side int) []float32 {
	if random.Float64() >= a.Erase {
		return []float32{0, 0, 0, 0, 0}
	}
	for range eraseTries {
		area := (eraseLeast + float64(random.Float64()*(eraseMost-eraseLeast))) * float64(side*side)
		aspect := eraseAspect + float64(random.Float64()*(1/eraseAspect-eraseAspect))
		height, width := int(math.Sqrt(area*aspect)), int(math.Sqrt(area/aspect))
		if height < side && width < side && height > 0 && width > 0 {
			top, left := random.IntN(side-height+1), random.IntN(side-width+1)
			return []float32{float32(top), float32(left), float32(top + height), float32(left + width),
				random.Float32()}
		}
	}
	return []float32{0, 0, 0, 0, 0}
}
