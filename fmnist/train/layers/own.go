package layers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// own holds the functions of this process's own layers, and what they make of the shapes that were asked for.
var own struct {
	sync.Mutex
	functions map[nets.Layer]function
	outputs   map[traced]nets.Shape
}

// function is what an own layer does; twice says that two functions claim the layer.
type function struct {
	apply func(x *graph.Node) *graph.Node
	twice bool
}

// traced is one shape in front of an own layer.
type traced struct {
	layer nets.Layer
	in    nets.Shape
}

// Register declares an own layer of this process: apply gets a batch, [batch, height, width, channels] or [batch,
// length] of float32, and must answer one of either form, image by image. A mistake is said when a network with the
// layer is checked, as a declaration in a notebook must not fail.
func Register(layer nets.Layer, apply func(x *graph.Node) *graph.Node) {
	own.Lock()
	defer own.Unlock()
	if own.functions == nil {
		own.functions, own.outputs = map[nets.Layer]function{}, map[traced]nets.Shape{}
	}
	before, again := own.functions[layer]
	own.functions[layer] = function{apply, before.twice || again && address(before.apply) != address(apply)}
	nets.Define(layer, func(in nets.Shape) (nets.Shape, error) { return output(layer, in) })
}

// address tells functions apart: closures of one piece of code with other captured values too, which reflect does not.
func address(f func(x *graph.Node) *graph.Node) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// output is the shape that an own layer makes of another: its function is run once on a graph that nobody compiles.
func output(layer nets.Layer, in nets.Shape) (out nets.Shape, err error) {
	own.Lock()
	defer own.Unlock()
	f := own.functions[layer]
	switch {
	case f.apply == nil:
		return in, errors.New("has no function")
	case f.twice:
		return in, errors.New("is two functions in this program; declare it once, and another version for another function")
	}
	if out, ok := own.outputs[traced{layer, in}]; ok {
		return out, nil
	}
	if out, err = trace(f.apply, in); err == nil {
		own.outputs[traced{layer, in}] = out
	}
	return out, err
}

// traceBatch is a size that no other axis is likely to have.
const traceBatch = 3

func trace(apply func(x *graph.Node) *graph.Node, in nets.Shape) (out nets.Shape, err error) {
	backend, err := engine.Backend()
	if err != nil {
		return in, err
	}
	defer func() {
		if p := recover(); p != nil { // graph building's convention
			line, _, _ := strings.Cut(fmt.Sprint(p), "\n")
			err = fmt.Errorf("fails: %s", line)
		}
	}()
	dims := []int{traceBatch, in.Channels}
	if in.Height > 0 {
		dims = []int{traceBatch, in.Height, in.Width, in.Channels}
	}
	g := graph.NewGraph(backend, "shape of an own layer")
	defer g.Finalize()
	y := apply(graph.Parameter(g, "x", shapes.Make(dtypes.Float32, dims...)))
	if y == nil || y.Graph() != g {
		return in, errors.New("answers with nothing made of its input")
	}
	return shapeOf(y.Shape(), in)
}

// shapeOf is the shape of one sample of a batch.
func shapeOf(y shapes.Shape, in nets.Shape) (nets.Shape, error) {
	d := y.Dimensions
	switch {
	case y.DType != dtypes.Float32:
		return in, fmt.Errorf("answers with %s; it must be float32, as its input is", y.DType)
	case len(d) != 2 && len(d) != 4 || d[0] != traceBatch || slices.Min(d) < 1:
		return in, fmt.Errorf("answers with %v for a batch of %d; it must be [batch, height, width, channels] or [batch, length]", d, traceBatch)
	case len(d) == 2:
		return nets.Shape{Channels: d[1]}, nil
	}
	return nets.Shape{Height: d[1], Width: d[2], Channels: d[3]}, nil
}

// applyOwn runs an own layer in a network that was checked.
func applyOwn(layer nets.Layer, x *graph.Node) *graph.Node {
	own.Lock()
	f := own.functions[layer]
	own.Unlock()
	return f.apply(x)
}
