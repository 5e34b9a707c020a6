package hybrid

import (
	"fmt"

	"github.com/gomlx/compute"
)

// replay does recorded operations again, in a function of a stock builder.
type replay struct {
	to        compute.Function
	values    map[*value]compute.Value
	functions map[*function]compute.Function // named functions already there
}

func newReplay(to compute.Function) *replay {
	return &replay{to: to, values: map[*value]compute.Value{}, functions: map[*function]compute.Function{}}
}

// value returns the stock value behind v. Constants and views are made again wherever they are needed: they cost less
// than passing them from segment to segment.
func (r *replay) value(v *value) (compute.Value, error) {
	if v == nil {
		return nil, nil
	}
	if s, ok := r.values[v]; ok {
		return s, nil
	}
	if v.node.constant == nil && !v.node.alias {
		return nil, fmt.Errorf("internal error: %s output is not available in this segment", v.node.name)
	}
	if err := r.node(v.node); err != nil {
		return nil, err
	}
	return r.values[v], nil
}

func (r *replay) node(n *node) error {
	in := make([]compute.Value, len(n.inputs))
	for i, v := range n.inputs {
		var err error
		if in[i], err = r.value(v); err != nil {
			return err
		}
	}
	out, err := n.emit(r.to, in, r.sub)
	if err != nil {
		return err
	}
	for i, v := range n.outputs {
		r.values[v] = out[i]
	}
	return nil
}

// sub makes a closure, which sees this function's values, or a named function, which sees its parameters only.
func (r *replay) sub(f *function) (to compute.Function, err error) {
	var inner *replay
	if f.parent != nil {
		if to, err = r.to.Closure(); err != nil {
			return nil, err
		}
		inner = &replay{to: to, values: r.visible(f), functions: r.functions}
	} else {
		if known, ok := r.functions[f]; ok {
			return known, nil
		}
		if to, err = r.to.Builder().NewFunction(f.name); err != nil {
			return nil, err
		}
		inner = &replay{to: to, values: map[*value]compute.Value{}, functions: r.functions}
		r.functions[f] = to
	}
	return to, inner.body(f)
}

// visible returns the values that a closure captures; making them here keeps constants out of the closures.
func (r *replay) visible(f *function) map[*value]compute.Value {
	values := map[*value]compute.Value{}
	for _, v := range captures(f) {
		if s, err := r.value(v); err == nil {
			values[v] = s
		}
	}
	return values
}

func (r *replay) body(f *function) error {
	for i, p := range f.params {
		s, err := r.to.Parameter(fmt.Sprintf("p%d", i), p.shape, nil)
		if err != nil {
			return err
		}
		r.values[p] = s
	}
	for _, n := range f.nodes {
		if n.emit == nil {
			continue // a parameter
		}
		if err := r.node(n); err != nil {
			return err
		}
	}
	outputs := make([]compute.Value, len(f.outputs))
	for i, v := range f.outputs {
		var err error
		if outputs[i], err = r.value(v); err != nil {
			return err
		}
	}
	return r.to.Return(outputs, nil)
}

// captures lists the values of outer functions that a closure, or a closure within it, uses.
func captures(f *function) []*value {
	if f.parent == nil {
		return nil // named functions see their parameters only
	}
	var list []*value
	seen := map[*value]bool{}
	var visit func(c *function, inside map[*function]bool)
	visit = func(c *function, inside map[*function]bool) {
		inside[c] = true
		use := func(v *value) {
			if v != nil && !seen[v] && !inside[v.function.(*function)] {
				seen[v] = true
				list = append(list, v)
			}
		}
		for _, n := range c.nodes {
			for _, v := range n.inputs {
				use(v)
			}
			for _, s := range n.closures {
				if s.parent != nil {
					visit(s, inside)
				}
			}
		}
		for _, v := range c.outputs {
			use(v)
		}
	}
	visit(f, map[*function]bool{})
	return list
}
