package hybrid

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// buffer is a buffer of the stock backend that answers to this backend.
type buffer struct {
	backend *Backend
	shape   shapes.Shape
	flat    any
	stock   atomic.Pointer[compute.Buffer] // nil once finalized or donated
}

var errFinalized = errors.New("the buffer was finalized or donated")

func (b *Backend) wrap(raw compute.Buffer) (*buffer, error) {
	shape, err := raw.Shape()
	if err != nil {
		return nil, err
	}
	flat, err := raw.Data()
	if err != nil {
		return nil, err
	}
	w := &buffer{backend: b, shape: shape, flat: flat}
	w.stock.Store(&raw)
	return w, nil
}

func (w *buffer) Backend() compute.Backend              { return w.backend }
func (w *buffer) Shape() (shapes.Shape, error)          { return w.shape, nil }
func (w *buffer) DeviceNum() (compute.DeviceNum, error) { return 0, nil }
func (w *buffer) CopyToDevice(compute.DeviceNum) (compute.Buffer, error) {
	return nil, errors.New("this backend has one device, there is none to copy to")
}

// Finalize gives the memory back for buffers of the same shape. More than once, or after a donation, it does nothing.
func (w *buffer) Finalize() error {
	if raw := w.stock.Swap(nil); raw != nil && !w.backend.IsFinalized() {
		w.backend.give(*raw, w.shape)
	}
	return nil
}

func (w *buffer) Data() (any, error) {
	if w.stock.Load() == nil {
		return nil, errFinalized
	}
	return w.flat, nil
}

func (w *buffer) ToFlatData(flat any) error {
	if w.stock.Load() == nil {
		return errFinalized
	}
	dtypes.CopyAnySlice(flat, w.flat)
	return nil
}

// shapeKey identifies the shapes whose buffers can stand for each other: a buffer of the stock backend keeps its shape.
type shapeKey struct {
	dtype dtypes.DType
	rank  int
	dims  [8]int
}

func keyOf(s shapes.Shape) (shapeKey, bool) {
	k := shapeKey{dtype: s.DType, rank: s.Rank()}
	copy(k.dims[:], s.Dimensions)
	return k, s.Rank() <= len(k.dims)
}

func (b *Backend) pool(s shapes.Shape) *sync.Pool {
	key, ok := keyOf(s)
	if !ok {
		return &sync.Pool{}
	}
	p, ok := b.pools.Load(key)
	if !ok {
		p, _ = b.pools.LoadOrStore(key, &sync.Pool{})
	}
	return p.(*sync.Pool)
}

// take returns a stock buffer of that shape with undefined values, a used one if there is one.
func (b *Backend) take(s shapes.Shape) (compute.Buffer, error) {
	if raw, ok := b.pool(s).Get().(compute.Buffer); ok {
		return raw, nil
	}
	raw, _, err := b.stock.NewSharedBuffer(0, s)
	return raw, err
}

// give keeps a stock buffer for the next take. The stock backend would leave it to the garbage collector.
func (b *Backend) give(raw compute.Buffer, s shapes.Shape) { b.pool(s).Put(raw) }
