package hybrid

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapes"
)

// builder records a computation, and builds the same one on the stock backend beside it (the shadow): the shadow checks
// the operations and tells their shapes, and it is what runs if no kernel is called.
type builder struct {
	backend *Backend
	name    string
	shadow  compute.Builder
	main    *function
	kernels int  // kernel calls recorded
	lower   bool // stock operations become kernel calls where lower.go can
}

func newBuilder(b *Backend, name string) *builder {
	bd := &builder{backend: b, name: name, shadow: b.stock.Builder(name), lower: Lowering()}
	bd.main = &function{builder: bd, name: compute.MainName, shadow: bd.shadow.Main()}
	return bd
}

func (b *builder) Name() string           { return b.name }
func (b *builder) Main() compute.Function { return b.main }

// NewFunction starts a named function, or, for a name announced by Call, a kernel's signature.
func (b *builder) NewFunction(name string) (compute.Function, error) {
	if k, ok := announced.LoadAndDelete(name); ok {
		return &signature{builder: b, name: name, kernel: k.(*Kernel)}, nil
	}
	shadow, err := b.shadow.NewFunction(name)
	if err != nil {
		return nil, err
	}
	return &function{builder: b, name: name, shadow: shadow}, nil
}

func (b *builder) OpShape(v compute.Value) (shapes.Shape, error) {
	if v, ok := v.(*value); ok && v.function.graph() == b {
		return v.shape, nil
	}
	return shapes.Invalid(), fmt.Errorf("the value is not of computation %q", b.name)
}

func (b *builder) DistributedSPMD(n int) error { return b.shadow.DistributedSPMD(n) }
func (b *builder) DistributedAutoSharding(m ...compute.Mesh) error {
	return b.shadow.DistributedAutoSharding(m...)
}
func (b *builder) DeviceAssignment(d ...compute.DeviceNum) error {
	return b.shadow.DeviceAssignment(d...)
}

// Compile returns what runs the computation.
func (b *builder) Compile() (compute.Executable, error) {
	if b.kernels == 0 && (!b.backend.always || b.dynamic()) {
		exec, err := b.shadow.Compile()
		if err != nil {
			return nil, err
		}
		return &plain{backend: b.backend, stock: exec, name: b.name}, nil
	}
	if !b.main.returned {
		return nil, errors.New("the main function must return before the computation is compiled")
	}
	p, err := newPlan(b)
	if err != nil {
		return nil, fmt.Errorf("compiling %q: %w", b.name, err)
	}
	return &executable{plan: p}, nil
}

// dynamic says whether inputs have axes of unknown size.
func (b *builder) dynamic() bool {
	return slices.ContainsFunc(b.main.params, func(v *value) bool { return v.shape.IsDynamic() })
}

// announced hands a kernel from Call to NewFunction, through GoMLX, which knows only the name. Names are unique in the
// process, so graphs can be built at the same time.
var (
	announced   sync.Map // string → *Kernel
	announceNum atomic.Int64
)

func announce(k *Kernel) string {
	name := fmt.Sprintf("kernel %s #%d", k.Name, announceNum.Add(1))
	announced.Store(name, k)
	return name
}

// signature is the compute.Function of a kernel. Its body, which only tells GoMLX the shapes, is never run: a few
// operations that return a shape are enough.
type signature struct {
	notimplemented.Function
	builder *builder
	name    string
	kernel  *Kernel
}

func (s *signature) Name() string                { return s.name }
func (s *signature) Builder() compute.Builder    { return s.builder }
func (s *signature) Parent() compute.Function    { return nil }
func (s *signature) graph() *builder             { return s.builder }
func (s *signature) value(d shapes.Shape) *value { return &value{function: s, shape: d} }

func (s *signature) Shape(v compute.Value) (shapes.Shape, error) { return s.builder.OpShape(v) }

func (s *signature) Parameter(_ string, shape shapes.Shape, _ *compute.ShardingSpec) (compute.Value, error) {
	return s.value(shape), nil
}

func (s *signature) Iota(shape shapes.Shape, _ int) (compute.Value, error) {
	return s.value(shape), nil
}

func (s *signature) Reshape(x compute.Value, dims ...int) (compute.Value, error) {
	return s.value(shapes.Make(x.(*value).shape.DType, dims...)), nil
}

func (s *signature) Return([]compute.Value, []*compute.ShardingSpec) error { return nil }
