package hybrid

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
)

// Name is what GoMLX calls this backend, for example in GOMLX_BACKEND.
const Name = "fmnist"

func init() { compute.Register(Name, New) }

// Backend implements compute.Backend. It is safe for concurrent use.
type Backend struct {
	stock    compute.Backend
	pools    sync.Map      // shapeKey → *pool of the stock backend's buffers
	limit    time.Duration // of one execution, 0 for none
	observer atomic.Pointer[func(Step)]
	always   bool // plan graphs without kernels too, for tests
}

var _ compute.Backend = (*Backend)(nil)

// New returns a new backend on top of Stock(config).
func New(config string) (compute.Backend, error) {
	stock, err := Stock(config)
	if err != nil {
		return nil, err
	}
	limit, err := watchdogLimit()
	if err != nil {
		return nil, err
	}
	return &Backend{stock: stock, limit: limit}, nil
}

// Stock returns a new Go backend of GoMLX that cannot deadlock. The configuration is GoMLX's ("parallelism=4");
// ops_sequential is always added, last, because the last word wins. In the other modes a node runs inside a slot of a
// worker pool and, if it is heavy (matrix product, convolution, window), waits there for further slots: as many heavy
// nodes at once as there are slots wait for each other for ever. With ops_sequential nodes run in the caller's
// goroutine, so only leaf tasks, which wait for nothing, hold slots.
func Stock(config string) (stock compute.Backend, err error) {
	if strings.Contains(config, "parallelism") {
		// The Go backend confirms that option on the standard output, which belongs to the program's results.
		out := os.Stdout
		os.Stdout = os.Stderr
		defer func() { os.Stdout = out }()
	}
	if config != "" {
		config += ","
	}
	if stock, err = gobackend.New(config + "ops_sequential"); err != nil {
		return nil, fmt.Errorf("opening the Go backend: %w", err)
	}
	return stock, nil
}

// Is says whether kernels can be called in graphs of that backend.
func Is(b compute.Backend) bool {
	_, ok := b.(*Backend)
	return ok
}

// Name is "fmnist".
func (b *Backend) Name() string { return Name }

// String is "fmnist".
func (b *Backend) String() string { return Name }

// Description is one line for people.
func (b *Backend) Description() string { return "kernels on top of: " + b.stock.Description() }

// NumDevices is 1: the machine's cores together.
func (b *Backend) NumDevices() int { return b.stock.NumDevices() }

// DeviceDescription names the device.
func (b *Backend) DeviceDescription(n compute.DeviceNum) string { return b.stock.DeviceDescription(n) }

// Capabilities are those of the Go backend.
func (b *Backend) Capabilities() compute.Capabilities { return b.stock.Capabilities() }

// Builder starts a computation.
func (b *Backend) Builder(name string) compute.Builder { return newBuilder(b, name) }

// Finalize frees everything; the backend cannot be used afterwards.
func (b *Backend) Finalize() {
	b.pools.Clear()
	b.stock.Finalize()
}

// IsFinalized says whether Finalize was called.
func (b *Backend) IsFinalized() bool { return b.stock.IsFinalized() }

// HasSharedBuffers is true: buffers are Go slices.
func (b *Backend) HasSharedBuffers() bool { return true }

// NewSharedBuffer returns a buffer and the slice of its values, which are undefined at first.
func (b *Backend) NewSharedBuffer(device compute.DeviceNum, shape shapes.Shape) (compute.Buffer, any, error) {
	if device != 0 || b.IsFinalized() {
		_, _, err := b.stock.NewSharedBuffer(device, shape)
		return nil, nil, err
	}
	raw, err := b.take(shape)
	if err != nil {
		return nil, nil, err
	}
	w, err := b.wrap(raw)
	if err != nil {
		return nil, nil, err
	}
	return w, w.flat, nil
}

// BufferFromFlatData returns a buffer with a copy of the values.
func (b *Backend) BufferFromFlatData(device compute.DeviceNum, flat any, shape shapes.Shape) (compute.Buffer, error) {
	if device != 0 || b.IsFinalized() || shape.DType.IsPacked() ||
		dtypes.FromGoType(reflect.TypeOf(flat).Elem()) != shape.DType {
		// rare or wrong: the stock backend knows what to say
		raw, err := b.stock.BufferFromFlatData(device, flat, shape)
		if err != nil {
			return nil, err
		}
		return b.wrap(raw)
	}
	if n := reflect.ValueOf(flat).Len(); n != shape.Size() {
		return nil, fmt.Errorf("a buffer of shape %s needs %d values, got %d", shape, shape.Size(), n)
	}
	w, to, err := b.NewSharedBuffer(device, shape)
	if err != nil {
		return nil, err
	}
	dtypes.CopyAnySlice(to, flat)
	return w, nil
}
