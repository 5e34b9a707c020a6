package hybrid

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/notimplemented"
	"github.com/gomlx/compute/shapes"
)

// function records the operations of the main function, of a closure or of a named function.
type function struct {
	notimplemented.Function // for operations that later versions of GoMLX may add

	builder  *builder
	parent   *function // of a closure
	name     string
	shadow   compute.Function
	nodes    []*node
	params   []*value
	outputs  []*value
	returned bool
}

// node is one recorded operation: a parameter (emit and kernel nil), a kernel call, or a stock operation.
type node struct {
	name     string
	index    int // in its function
	inputs   []*value
	closures []*function // that the operation calls
	outputs  []*value
	emit     emitter // does the operation again in a stock function
	kernel   *Kernel
	constant any  // flat values of a constant
	alias    bool // the output has the input's flat values
}

type emitter func(to compute.Function, in []compute.Value,
	sub func(*function) (compute.Function, error)) ([]compute.Value, error)

// value is one output of a node.
type value struct {
	function interface{ graph() *builder }
	node     *node
	shape    shapes.Shape
	shadow   compute.Value
}

func (f *function) graph() *builder          { return f.builder }
func (f *function) Name() string             { return f.name }
func (f *function) Builder() compute.Builder { return f.builder }

func (f *function) Parent() compute.Function {
	if f.parent == nil {
		return nil
	}
	return f.parent
}

func (f *function) Closure() (compute.Function, error) {
	shadow, err := f.shadow.Closure()
	if err != nil {
		return nil, err
	}
	return &function{builder: f.builder, parent: f, shadow: shadow}, nil
}

func (f *function) Shape(v compute.Value) (shapes.Shape, error) { return f.builder.OpShape(v) }

func (f *function) Parameter(name string, shape shapes.Shape, sharding *compute.ShardingSpec) (compute.Value, error) {
	shadow, err := f.shadow.Parameter(name, shape, sharding)
	if err != nil {
		return nil, err
	}
	n := f.add(&node{name: name}, shadow)
	f.params = append(f.params, n.outputs[0])
	return n.outputs[0], nil
}

func (f *function) Constant(flat any, dims ...int) (compute.Value, error) {
	if flat == nil || reflect.TypeOf(flat).Kind() != reflect.Slice {
		return nil, fmt.Errorf("a constant needs a slice of values, got %T", flat)
	}
	kept := reflect.MakeSlice(reflect.TypeOf(flat), reflect.ValueOf(flat).Len(),
		reflect.ValueOf(flat).Len()).Interface()
	reflect.Copy(reflect.ValueOf(kept), reflect.ValueOf(flat))
	emit := func(to compute.Function, _ []compute.Value, _ func(*function) (compute.Function, error)) ([]compute.Value,
		error) {
		return one(to.Constant(kept, dims...))
	}
	shadow, err := emit(f.shadow, nil, nil)
	if err != nil {
		return nil, err
	}
	return f.add(&node{name: "Constant", constant: kept, emit: emit}, shadow...).outputs[0], nil
}

func (f *function) Return(outputs []compute.Value, shardings []*compute.ShardingSpec) error {
	values, shadows, err := f.resolve("Return", outputs)
	if err != nil {
		return err
	}
	if err := f.shadow.Return(shadows, shardings); err != nil {
		return err
	}
	f.outputs, f.returned = values, true
	return nil
}

// AllReduce is for several devices; there is one.
func (f *function) AllReduce([]compute.Value, compute.ReduceOpType, [][]int) ([]compute.Value, error) {
	return nil, fmt.Errorf("AllReduce: %w", compute.ErrNotImplemented)
}

// add appends a node with one output for every shadow value.
func (f *function) add(n *node, shadows ...compute.Value) *node {
	n.index = len(f.nodes)
	for _, s := range shadows {
		shape, _ := f.builder.shadow.OpShape(s) // it can only fail for values of other builders
		n.outputs = append(n.outputs, &value{function: f, node: n, shape: shape, shadow: s})
	}
	f.nodes = append(f.nodes, n)
	return n
}

// record does a stock operation in the shadow and remembers how to do it again.
func (f *function) record(n *node, inputs []compute.Value, emit emitter) ([]compute.Value, error) {
	values, shadows, err := f.resolve(n.name, inputs)
	if err != nil {
		return nil, err
	}
	out, err := emit(f.shadow, shadows, func(sub *function) (compute.Function, error) { return sub.shadow, nil })
	if err != nil {
		return nil, err
	}
	n.inputs, n.emit = values, emit
	return results(f.add(n, out...)), nil
}

// operation is record for operations without closures; the generated methods call it.
func (f *function) operation(name string, inputs []compute.Value,
	emit func(compute.Function, []compute.Value) ([]compute.Value, error)) ([]compute.Value, error) {
	return f.record(&node{name: name, alias: name == "Reshape" || name == "Identity"}, inputs,
		func(to compute.Function, in []compute.Value, _ func(*function) (compute.Function, error)) ([]compute.Value,
			error) {
			return emit(to, in)
		})
}

// resolve returns the recorded and the shadow values behind inputs, in which nil stands for an absent optional operand.
func (f *function) resolve(op string, inputs []compute.Value) (values []*value, shadows []compute.Value, err error) {
	if f.returned {
		return nil, nil, fmt.Errorf("%s: the function has already returned", op)
	}
	values, shadows = make([]*value, len(inputs)), make([]compute.Value, len(inputs))
	for i, in := range inputs {
		if in == nil {
			continue
		}
		v, ok := in.(*value)
		if !ok || v.function.graph() != f.builder || v.shadow == nil {
			return nil, nil, fmt.Errorf("%s: operand %d is not a value of computation %q", op, i, f.builder.name)
		}
		values[i], shadows[i] = v, v.shadow
	}
	return values, shadows, nil
}

// kernelCall records a call. In the shadow the outputs are parameters: it is compiled only if there is no kernel call.
func (f *function) kernelCall(s *signature, inputs []compute.Value) ([]compute.Value, error) {
	if f != f.builder.main {
		return nil, errors.New("a kernel can be called in the main function only, not in the body of While, If, Sort or a named function")
	}
	values, _, err := f.resolve(s.name, inputs)
	if err != nil {
		return nil, err
	}
	shadows := make([]compute.Value, len(s.kernel.Outputs))
	for i, shape := range s.kernel.Outputs {
		if shadows[i], err = f.shadow.Parameter(fmt.Sprintf("%s output %d", s.name, i), shape, nil); err != nil {
			return nil, err
		}
	}
	f.builder.kernels++
	return results(f.add(&node{name: s.name, inputs: values, kernel: s.kernel}, shadows...)), nil
}

func results(n *node) []compute.Value {
	out := make([]compute.Value, len(n.outputs))
	for i, v := range n.outputs {
		out[i] = v
	}
	return out
}

// one, two and three turn the results of an operation into a slice, first, both and all back again.
func one(a compute.Value, err error) ([]compute.Value, error)    { return []compute.Value{a}, err }
func two(a, b compute.Value, err error) ([]compute.Value, error) { return []compute.Value{a, b}, err }
func three(a, b, c compute.Value, err error) ([]compute.Value, error) {
	return []compute.Value{a, b, c}, err
}

func first(v []compute.Value, err error) (compute.Value, error) {
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

func both(v []compute.Value, err error) (a, b compute.Value, _ error) {
	if err != nil {
		return nil, nil, err
	}
	return v[0], v[1], nil
}

func all(v []compute.Value, err error) (a, b, c compute.Value, _ error) {
	if err != nil {
		return nil, nil, nil, err
	}
	return v[0], v[1], v[2], nil
}

var _ compute.Function = (*function)(nil)
