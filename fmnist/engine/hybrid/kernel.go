package hybrid

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Kernel is a Go function that computes in a graph.
type Kernel struct {
	Name    string         // for error messages
	Outputs []shapes.Shape // one or more, without dynamic axes

	// Run gets the flat values of inputs and outputs, for example []float32. An output that nothing needs is nil.
	// Outputs have undefined values at first and Run must set all of them; it must not change inputs (but see InPlace)
	// nor keep any slice. It runs in the caller's goroutine of the graph, at most once per execution and never if
	// nothing needs its outputs; executions at the same time call it at the same time. A panic in Run's own goroutine
	// becomes an error.
	Run func(in, out []any) error

	// InPlace[i] ≥ 0 allows output i to live in the memory of input InPlace[i], of the same shape, which it does if
	// nothing else needs that input: for weights that a training step updates. Run must work whether the two are the
	// same slice or not. nil allows none.
	InPlace []int

	// FLOPs are the multiplications and additions that each output takes, for profiles; nil for few.
	FLOPs []float64

	// Gradient returns the adjoints of the inputs (nil for those without) from the adjoints of the outputs, all of
	// which are there, as zeros if need be. It is called while a graph is built. nil means that there is no gradient.
	Gradient func(in, out, adjoint []*graph.Node) []*graph.Node
}

// Call adds a kernel call to the graph of the inputs and returns its outputs. The graph must be of a backend of this
// package (see Is). Like all graph-building functions it panics on errors.
func Call(k Kernel, inputs ...*graph.Node) []*graph.Node {
	g := inputs[0].Graph()
	if !Is(g.Backend()) {
		panic(fmt.Errorf("kernel %s: the graph's backend is %s, kernels run on %s only", k.Name,
			g.Backend().Name(), Name))
	}
	if err := k.check(inputs); err != nil {
		panic(err)
	}
	name := announce(&k)
	defer announced.Delete(name) // in case that GoMLX gives up before it asks for the function
	f := graph.NewFunction(g, name, func(g *graph.Graph) []*graph.Node {
		for i, in := range inputs {
			graph.Parameter(g, fmt.Sprintf("in%d", i), in.Shape())
		}
		out := make([]*graph.Node, len(k.Outputs))
		for i, s := range k.Outputs {
			// Any node of that shape will do; Iota needs an axis.
			out[i] = graph.Reshape(graph.Iota(g, shapes.Make(s.DType, s.Size()), 0), s.Dimensions...)
		}
		return out
	})
	out := f.Call(inputs...)
	calls, ok := g.State(callsKey{}).(map[graph.NodeId]call)
	if !ok {
		calls = map[graph.NodeId]call{}
		g.AttachState(callsKey{}, calls)
	}
	id := out[0].Id()
	if len(out) > 1 {
		id = out[0].Inputs()[0].Id() // several outputs are taken out of one node
	}
	calls[id] = call{name: k.Name, outputs: out, gradient: k.Gradient}
	return out
}

func (k *Kernel) check(inputs []*graph.Node) error {
	if len(k.Outputs) == 0 || k.Run == nil {
		return fmt.Errorf("kernel %s: needs outputs and a function", k.Name)
	}
	for i, s := range k.Outputs {
		if !s.Ok() || s.IsDynamic() || s.DType.IsPacked() {
			return fmt.Errorf("kernel %s: output %d has shape %s; kernels need fixed sizes", k.Name, i, s)
		}
	}
	for i, in := range inputs {
		if in.Shape().IsDynamic() || in.DType().IsPacked() {
			return fmt.Errorf("kernel %s: input %d has shape %s; kernels need fixed sizes", k.Name, i, in.Shape())
		}
	}
	if k.InPlace != nil && len(k.InPlace) != len(k.Outputs) {
		return fmt.Errorf("kernel %s: %d outputs, but InPlace has %d", k.Name, len(k.Outputs), len(k.InPlace))
	}
	for i, j := range k.InPlace {
		if j >= len(inputs) || j >= 0 && !inputs[j].Shape().Equal(k.Outputs[i]) {
			return fmt.Errorf("kernel %s: output %d of shape %s cannot live in input %d", k.Name, i, k.Outputs[i], j)
		}
	}
	return nil
}

// call is what automatic differentiation needs to know about a call node.
type call struct {
	name     string
	outputs  []*graph.Node
	gradient func(in, out, adjoint []*graph.Node) []*graph.Node
}

type callsKey struct{}

// GoMLX has no gradient for calls of functions; its table of gradients is open for such cases.
func init() { graph.VJPRegistration[graph.NodeTypeCall] = callGradient }

func callGradient(n *graph.Node, adjoint []*graph.Node, _ shapes.Shape) []*graph.Node {
	calls, _ := n.Graph().State(callsKey{}).(map[graph.NodeId]call)
	c, ok := calls[n.Id()]
	if !ok || c.gradient == nil {
		panic(fmt.Errorf("%s has no gradient", n))
	}
	return c.gradient(n.Inputs(), c.outputs, adjoint)
}
