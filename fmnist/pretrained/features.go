package pretrained

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// pixels in a garment.
const pixels = 28 * 28

// DefaultBatch is how many images pass the network at once: enough to keep a matrix product busy, few enough that
// VGG16 finishes a batch, and so notices an interruption, within a few seconds on two cores.
const DefaultBatch = 64

// Extract computes the flattened final feature maps, [images, features] row by row, of 28×28 uint8 images laid end to
// end. batch images pass at once (0: DefaultBatch); progress, which may be nil, hears after each batch how many are
// done. When ctx ends, Extract returns after the running batch with ctx's error. It is a pure function of its
// arguments.
func Extract(ctx context.Context, backend compute.Backend, b Backbone, w *Weights, images []uint8,
	p backbone.Preprocess, batch int,
	progress func(done, total int)) ([]float32, error) {
	n, err := b.accepts(w, images)
	if err != nil {
		return nil, err
	}
	if batch <= 0 {
		batch = DefaultBatch
	}
	x, err := b.open(backend, w, p)
	if err != nil {
		return nil, err
	}
	defer x.close()
	var features []float32
	block := make([]uint8, min(batch, n)*pixels) // all batches have one size, since every size is compiled anew
	for done := 0; done < n; {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("computing %s features stopped after %d of %d images: %w", b.Title, done, n, err)
		}
		count := copy(block, images[done*pixels:]) / pixels
		out, err := x.run(block)
		if err != nil {
			return nil, fmt.Errorf("computing %s features of images %d to %d: %w", b.Title, done, done+count-1, err)
		}
		width := len(out) / (len(block) / pixels)
		if features == nil {
			features = make([]float32, 0, n*width)
		}
		features = append(features, out[:count*width]...)
		done += count
		if progress != nil {
			progress(done, n)
		}
	}
	return features, nil
}

func (b Backbone) accepts(w *Weights, images []uint8) (n int, err error) {
	switch {
	case w == nil || w.Backbone != b.Name:
		return 0, fmt.Errorf("these weights are not %s's; load them with the same network", b.Title)
	case len(images) == 0 || len(images)%pixels != 0:
		return 0, fmt.Errorf("%d pixels are not a number of 28×28 images; give them laid end to end, one byte per pixel",
			len(images))
	}
	return len(images) / pixels, nil
}

// extractor is a compiled network with its weights on the backend.
type extractor struct {
	exec    *graph.Exec
	weights []any
}

func (b Backbone) open(backend compute.Backend, w *Weights, p backbone.Preprocess) (*extractor, error) {
	if _, err := p.Resolve(b.Backbone); err != nil {
		return nil, err
	}
	x := &extractor{weights: make([]any, len(w.Tensors))}
	for i, t := range w.Tensors {
		x.weights[i] = tensors.FromFlatDataAndDimensions(t.Values, t.Shape...)
	}
	var err error
	x.exec, err = graph.NewExec(backend, func(inputs []*graph.Node) *graph.Node {
		images, err := b.Prepare(inputs[len(w.Tensors)], p)
		if err != nil {
			panic(err) // graph building's convention: it becomes the error of the call
		}
		return b.Features(images, w.Lookup(inputs), true)
	})
	if err != nil {
		return nil, fmt.Errorf("%s cannot be built: %w", b.Title, err)
	}
	return x, nil
}

// Lookup gives the node of a tensor by its name, for Backbone.Features, from nodes in the order of w.Tensors.
func (w *Weights) Lookup(nodes []*graph.Node) func(name string) *graph.Node {
	byName := make(map[string]*graph.Node, len(w.Tensors))
	for i, t := range w.Tensors {
		byName[t.Name] = nodes[i]
	}
	return func(name string) *graph.Node { return byName[name] }
}

func (x *extractor) run(block []uint8) (features []float32, err error) {
	images := tensors.FromFlatDataAndDimensions(block, len(block)/pixels, 28, 28, 1)
	out, err := x.exec.Call(append(x.weights[:len(x.weights):len(x.weights)], images)...)
	if err != nil {
		return nil, err
	}
	if len(out) != 1 {
		return nil, errors.New("the network has no single output")
	}
	features, err = tensors.CopyFlatData[float32](out[0])
	return features, errors.Join(err, out[0].FinalizeAll(), images.FinalizeAll())
}

func (x *extractor) close() {
	x.exec.Finalize()
	for _, t := range x.weights {
		t.(*tensors.Tensor).FinalizeAll() // its error says only that it was finalized already
	}
}
