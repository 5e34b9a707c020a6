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

// pool keeps buffers of one shape. Segments of stock operations make buffers that nobody ever takes from here; without
// a count of those that were taken they would pile up, and each collection leave more of them than the one before.
type pool struct {
	sync.Pool
	lent atomic.Int64 // taken and not given back
}

func (b *Backend) pool(s shapes.Shape) *pool {
	key, ok := keyOf(s)
	if !ok {
		return &pool{}
	}
	p, ok := b.pools.Load(key)
	if !ok {
		p, _ = b.pools.LoadOrStore(key, &pool{})
	}
	return p.(*pool)
}

// take returns a stock buffer of that shape with undefined values, a used one if there is one.
func (b *Backend) take(s shapes.Shape) (compute.Buffer, error) {
	p := b.pool(s)
	p.lent.Add(1)
	if raw, ok := p.Get().(compute.Buffer); ok {
		return raw, nil
	}
	raw, _, err := b.stock.NewSharedBuffer(0, s)
	return raw, err
}

// give keeps a stock buffer for the next take, unless all that were taken are back: then it is left to the garbage
// collector.
func (b *Backend) give(raw compute.Buffer, s shapes.Shape) {
	p := b.pool(s)
	if p.lent.Add(-1) < 0 {
		p.lent.Add(1)
		_ = raw.Finalize()
		return
	}
	p.Put(raw)
}
