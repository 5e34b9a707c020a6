package hybrid

import (
	"errors"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// plan is a compiled graph with kernel calls: steps in the order of execution, over numbered variables.
type plan struct {
	backend   *Backend
	name      string
	params    []*value
	paramVars []int // variable of each parameter, -1 if nothing needs it
	steps     []step
	vars      []variable
	outputs   []output
	constants []constantVar
	slots     []slot
	idle      sessions
}

// step runs one kernel, or one segment of stock operations.
type step struct {
	name    string
	kernel  *Kernel
	segment compute.Executable
	in, out []int // variables; -1 for an output that nothing needs
	reuse   []int // for each output the variable whose memory it takes over, -1 for none
	free    []int // variables of stock buffers whose last use this is
}

// variable is a value that crosses from one step to another.
type variable struct {
	shape shapes.Shape
	home  home
	slot  int // with homeSlot
}

// home says where the memory of a variable comes from.
type home int

const (
	homeParam    home = iota // from the caller
	homeConstant             // made once, at compile time
	homeStock                // made by a segment in every execution
	homeOutput               // a kernel writes it and the caller gets it: a fresh buffer in every execution
	homeSlot                 // a kernel writes it and it stays inside: memory of the session
)

// output is one result of the graph.
type output struct {
	variable int
	shape    shapes.Shape
	move     bool // hand over the variable's buffer, otherwise a copy
}

type constantVar struct {
	variable int
	buffer   compute.Buffer
	flat     any
}

// planner holds what is only needed while planning.
type planner struct {
	*plan
	main    *function
	live    []bool             // by node
	need    map[*node][]*value // what a live node uses
	users   map[*value][]*node // and the other way round
	stages  [][]*node
	kernels [][]*node
	folded  map[*value]compute.Buffer
	numbers map[*value]int
	result  map[*value]bool // is an output of the graph
}

func newPlan(b *builder) (*plan, error) {
	p := &planner{
		plan: &plan{backend: b.backend, name: b.name, params: b.main.params}, main: b.main,
		need: map[*node][]*value{}, users: map[*value][]*node{}, numbers: map[*value]int{}, result: map[*value]bool{},
	}
	for _, n := range b.main.nodes {
		for _, v := range n.outputs {
			if v.shape.IsDynamic() {
				return nil, errors.New("kernels need fixed sizes, but the graph has dynamic axes")
			}
		}
	}
	p.markLive()
	if err := p.fold(); err != nil {
		return nil, err
	}
	p.schedule()
	if err := p.makeSteps(); err != nil {
		return nil, err
	}
	p.makeOutputs()
	p.assignMemory()
	return p.plan, nil
}

// base is the value whose flat values v shows: itself unless it is a view.
func base(v *value) *value {
	for v.node.alias {
		v = v.node.inputs[0]
	}
	return v
}

// needs lists the main function's values that the node uses, directly or in closures; views are replaced by what they
// show.
func (n *node) needs() []*value {
	var list []*value
	for _, v := range n.inputs {
		if v != nil {
			list = append(list, base(v))
		}
	}
	for _, f := range n.closures {
		for _, v := range captures(f) {
			list = append(list, base(v))
		}
	}
	return list
}

// markLive finds the nodes that outputs depend on. Automatic differentiation leaves many that nothing needs.
func (p *planner) markLive() {
	p.live = make([]bool, len(p.main.nodes))
	todo := make([]*value, 0, len(p.main.outputs))
	for _, v := range p.main.outputs {
		p.result[base(v)] = true
		todo = append(todo, base(v))
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1].node
		todo = todo[:len(todo)-1]
		if !p.live[n.index] {
			p.live[n.index], p.need[n] = true, n.needs()
			todo = append(todo, p.need[n]...)
			for _, v := range p.need[n] {
				p.users[v] = append(p.users[v], n)
			}
		}
	}
}

// schedule cuts the live nodes into stages: a segment of stock nodes, then kernels. A stock node runs in the first
// stage in which its inputs are there, a kernel as well, so the number of segments is the longest chain of
// alternations. A kernel that overwrites an input and that only outputs depend on goes last: it then finds the input
// free, and if anything fails before it the input is untouched.
func (p *planner) schedule() {
	stage := make([]int, len(p.main.nodes))
	used := make([]bool, len(p.main.nodes))
	last := 0
	for _, n := range p.main.nodes {
		if !p.live[n.index] || n.isFree() || p.isFolded(n) {
			continue
		}
		for _, v := range p.need[n] {
			used[v.node.index] = true
			s := stage[v.node.index]
			if v.node.kernel != nil && n.kernel == nil {
				s++
			}
			stage[n.index] = max(stage[n.index], s)
		}
		last = max(last, stage[n.index])
	}
	p.stages, p.kernels = make([][]*node, last+1), make([][]*node, last+1)
	var late []*node
	for _, n := range p.main.nodes {
		s := stage[n.index]
		switch {
		case !p.live[n.index] || n.isFree() || p.isFolded(n):
		case n.kernel == nil:
			p.stages[s] = append(p.stages[s], n)
		case n.kernel.InPlace != nil && !used[n.index]:
			late = append(late, n)
		default:
			p.kernels[s] = append(p.kernels[s], n)
		}
	}
	p.kernels[last] = append(p.kernels[last], late...)
}

// isFree says that a node costs nothing to have: parameters, constants, views.
func (n *node) isFree() bool { return n.alias || n.constant != nil || n.emit == nil && n.kernel == nil }

func (p *planner) isFolded(n *node) bool {
	_, ok := p.folded[n.outputs[0]]
	return ok
}
