package hybrid

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute"
)

// makeSteps turns the stages into steps.
func (p *planner) makeSteps() error {
	p.paramVars = slices.Repeat([]int{-1}, len(p.params))
	for s := range p.stages {
		if err := p.makeSegment(s); err != nil {
			return err
		}
		for _, n := range p.kernels[s] {
			st := step{name: n.name, kernel: n.kernel}
			for _, v := range n.inputs {
				in, err := p.number(base(v))
				if err != nil {
					return err
				}
				st.in = append(st.in, in)
			}
			for _, v := range n.outputs {
				out := -1
				if p.neededOutside(v, nil) {
					out = p.define(v, homeSlot)
					if p.result[v] {
						p.vars[out].home = homeOutput
					}
				}
				st.out = append(st.out, out)
			}
			p.steps = append(p.steps, st)
		}
	}
	return nil
}

// neededOutside says whether v is an output or an input of a live node that is not in the segment.
func (p *planner) neededOutside(v *value, segment map[*node]bool) bool {
	if p.result[v] {
		return true
	}
	for _, n := range p.users[v] {
		if !segment[n] && !p.isFolded(n) {
			return true
		}
	}
	return false
}

func (p *planner) define(v *value, h home) int {
	p.vars = append(p.vars, variable{shape: v.shape, home: h, slot: -1})
	p.numbers[v] = len(p.vars) - 1
	return len(p.vars) - 1
}

// number returns the variable of a base value, which it makes for parameters and constants.
func (p *planner) number(v *value) (int, error) {
	if i, ok := p.numbers[v]; ok {
		return i, nil
	}
	if raw, ok := p.folded[v]; ok {
		return p.constant(v, raw)
	}
	if v.node.constant != nil {
		raw, err := p.backend.stock.BufferFromFlatData(0, v.node.constant, v.shape)
		if err != nil {
			return 0, err
		}
		return p.constant(v, raw)
	}
	i := slices.Index(p.params, v)
	if i < 0 {
		return 0, fmt.Errorf("internal error: %s is used before it is computed", v.node.name)
	}
	p.paramVars[i] = p.define(v, homeParam)
	return p.paramVars[i], nil
}

func (p *planner) constant(v *value, raw compute.Buffer) (int, error) {
	flat, err := raw.Data()
	if err != nil {
		return 0, err
	}
	i := p.define(v, homeConstant)
	p.constants = append(p.constants, constantVar{variable: i, buffer: raw, flat: flat})
	return i, nil
}

// makeOutputs says how each result leaves. A buffer can be handed over once, and only with its own shape.
func (p *planner) makeOutputs() {
	moved := map[int]bool{}
	for _, v := range p.main.outputs {
		i, _ := p.number(base(v)) // markLive has seen to it that it is there
		h := p.vars[i].home
		o := output{variable: i, shape: v.shape}
		o.move = (h == homeStock || h == homeOutput) && !moved[i] && v.shape.Equal(p.vars[i].shape)
		moved[i] = moved[i] || o.move
		p.outputs = append(p.outputs, o)
	}
}
