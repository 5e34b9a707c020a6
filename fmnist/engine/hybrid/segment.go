package hybrid

import (
	"fmt"

	"github.com/gomlx/compute"
)

// makeSegment compiles the stock nodes of a stage, if there are any, and appends the step.
func (p *planner) makeSegment(s int) error {
	nodes := p.stages[s]
	if len(nodes) == 0 {
		return nil
	}
	inside := map[*node]bool{}
	for _, n := range nodes {
		inside[n] = true
	}
	builder := p.backend.stock.Builder(fmt.Sprintf("%s, segment %d", p.name, s))
	st := step{name: builder.Name()}
	r := newReplay(builder.Main())
	for _, n := range nodes {
		for _, v := range p.need[n] {
			if _, known := r.values[v]; known || inside[v.node] || v.node.constant != nil {
				continue
			}
			in, err := p.number(v)
			if err != nil {
				return err
			}
			if r.values[v], err = builder.Main().Parameter(fmt.Sprintf("v%d", in), v.shape, nil); err != nil {
				return err
			}
			st.in = append(st.in, in)
		}
	}
	var outputs []compute.Value
	for _, n := range nodes {
		if err := r.node(n); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		for _, v := range n.outputs {
			if p.neededOutside(v, inside) {
				outputs = append(outputs, r.values[v])
				st.out = append(st.out, p.define(v, homeStock))
			}
		}
	}
	if err := builder.Main().Return(outputs, nil); err != nil {
		return err
	}
	var err error
	st.segment, err = builder.Compile()
	p.steps = append(p.steps, st)
	return err
}

// foldLimit bounds the memory of one folded value. Larger ones are broadcasts that cost little to make again and much
// to keep.
const foldLimit = 1 << 20

// fold computes once, now, what depends on constants only: the seeds of gradients, ranges, broadcast zeros.
func (p *planner) fold() error {
	p.folded = map[*value]compute.Buffer{}
	foldable := map[*node]bool{}
	for _, n := range p.main.nodes {
		foldable[n] = n.canFold()
		for _, v := range n.inputs {
			foldable[n] = foldable[n] && v != nil && foldable[v.node]
		}
	}
	builder := p.backend.stock.Builder(p.name + ", constants")
	r := newReplay(builder.Main())
	var values []*value
	var outputs []compute.Value
	for _, n := range p.main.nodes {
		if !p.live[n.index] || !foldable[n] || n.isFree() {
			continue
		}
		s, err := r.fold(n)
		if err != nil {
			return err
		}
		values, outputs = append(values, n.outputs[0]), append(outputs, s)
	}
	if len(values) == 0 {
		return nil
	}
	if err := builder.Main().Return(outputs, nil); err != nil {
		return err
	}
	e, err := builder.Compile()
	if err != nil {
		return err
	}
	raw, err := e.Execute(nil, nil, 0)
	if err != nil {
		return err
	}
	for i, v := range values {
		p.folded[v] = raw[i]
	}
	return nil
}

// canFold says that a node is a constant, or would be if its inputs were.
func (n *node) canFold() bool {
	return n.emit != nil && n.closures == nil && len(n.outputs) == 1 &&
		n.outputs[0].shape.Ok() && !n.outputs[0].shape.DType.IsPacked() && n.outputs[0].shape.ByteSize() <= foldLimit
}

func (r *replay) fold(n *node) (compute.Value, error) {
	if err := r.node(n); err != nil {
		return nil, err
	}
	return r.values[n.outputs[0]], nil
}
