package hybrid

import (
	"fmt"

	"github.com/gomlx/compute"
)

// The operations that the generator leaves out, because they take functions or carry values inside their options.

// withClosures records an operation that calls functions.
func (f *function) withClosures(name string, inputs []compute.Value, functions []compute.Function,
	emit func(to compute.Function, sub []compute.Function, in []compute.Value) ([]compute.Value, error),
) ([]compute.Value, error) {
	n := &node{name: name}
	for _, c := range functions {
		sub, ok := c.(*function)
		if !ok || sub.builder != f.builder {
			return nil, fmt.Errorf("%s: the function is not of computation %q", name, f.builder.name)
		}
		n.closures = append(n.closures, sub)
	}
	return f.record(n, inputs, func(to compute.Function, in []compute.Value,
		sub func(*function) (compute.Function, error)) ([]compute.Value, error) {
		subs := make([]compute.Function, len(n.closures))
		for i, c := range n.closures {
			var err error
			if subs[i], err = sub(c); err != nil {
				return nil, err
			}
		}
		return emit(to, subs, in)
	})
}

func (f *function) Call(target compute.Function, inputs ...compute.Value) ([]compute.Value, error) {
	if s, ok := target.(*signature); ok && s.builder == f.builder {
		return f.kernelCall(s, inputs)
	}
	return f.withClosures("Call", inputs, []compute.Function{target},
		func(to compute.Function, sub []compute.Function, in []compute.Value) ([]compute.Value, error) {
			return to.Call(sub[0], in...)
		})
}

func (f *function) Sort(comparator compute.Function, axis int, isStable bool, inputs ...compute.Value) ([]compute.Value,
	error) {
	return f.withClosures("Sort", inputs, []compute.Function{comparator},
		func(to compute.Function, sub []compute.Function, in []compute.Value) ([]compute.Value, error) {
			return to.Sort(sub[0], axis, isStable, in...)
		})
}

func (f *function) While(cond, body compute.Function, state ...compute.Value) ([]compute.Value, error) {
	return f.withClosures("While", state, []compute.Function{cond, body},
		func(to compute.Function, sub []compute.Function, in []compute.Value) ([]compute.Value, error) {
			return to.While(sub[0], sub[1], in...)
		})
}

func (f *function) If(pred compute.Value, yes, no compute.Function) ([]compute.Value, error) {
	return f.withClosures("If", []compute.Value{pred}, []compute.Function{yes, no},
		func(to compute.Function, sub []compute.Function, in []compute.Value) ([]compute.Value, error) {
			return to.If(in[0], sub[0], sub[1])
		})
}

func (f *function) DynamicReshape(x compute.Value, specs ...compute.DynamicDimensionSpec) (compute.Value, error) {
	inputs := []compute.Value{x}
	for _, s := range specs {
		inputs = append(inputs, s.Value)
	}
	return first(f.operation("DynamicReshape", inputs,
		func(to compute.Function, in []compute.Value) ([]compute.Value, error) {
			own := make([]compute.DynamicDimensionSpec, len(specs))
			for i, s := range specs {
				s.Value = in[1+i]
				own[i] = s
			}
			return one(to.DynamicReshape(in[0], own...))
		}))
}

// quantized returns the values inside q, and q with others in their place.
func quantized(q *compute.Quantization) []compute.Value {
	if q == nil {
		return []compute.Value{nil, nil}
	}
	return []compute.Value{q.Scale, q.ZeroPoint}
}

func requantized(q *compute.Quantization, in []compute.Value) *compute.Quantization {
	if q == nil {
		return nil
	}
	own := *q
	own.Scale, own.ZeroPoint = in[0], in[1]
	return &own
}

func (f *function) QuantizedEmbeddingLookup(data, indices compute.Value, q *compute.Quantization) (compute.Value,
	error) {
	inputs := append([]compute.Value{data, indices}, quantized(q)...)
	return first(f.operation("QuantizedEmbeddingLookup", inputs,
		func(to compute.Function, in []compute.Value) ([]compute.Value, error) {
			return one(to.QuantizedEmbeddingLookup(in[0], in[1], requantized(q, in[2:])))
		}))
}

func (f *function) FusedQuantizedDense(x, w, bias compute.Value, q *compute.Quantization,
	a compute.ActivationType) (compute.Value, error) {
	inputs := append([]compute.Value{x, w, bias}, quantized(q)...)
	return first(f.operation("FusedQuantizedDense", inputs,
		func(to compute.Function, in []compute.Value) ([]compute.Value, error) {
			return one(to.FusedQuantizedDense(in[0], in[1], in[2], requantized(q, in[3:]), a))
		}))
}

type attention = compute.ScaledDotProductAttentionConfig

// attended returns the values inside o, and o with others in their place.
func attended(o *attention) []compute.Value {
	if o == nil {
		return make([]compute.Value, 4)
	}
	return []compute.Value{o.QuerySeqLen, o.KeyValueSeqLen, o.Bias, o.Mask}
}

func reattended(o *attention, in []compute.Value) *attention {
	if o == nil {
		return nil
	}
	own := *o
	own.QuerySeqLen, own.KeyValueSeqLen, own.Bias, own.Mask = in[0], in[1], in[2], in[3]
	return &own
}

func (f *function) FusedScaledDotProductAttention(query, key, val compute.Value, layout compute.AttentionAxesLayout,
	o *attention,
) (compute.Value, []compute.Value, error) {
	inputs := append([]compute.Value{query, key, val}, attended(o)...)
	out, err := f.operation("FusedScaledDotProductAttention", inputs,
		func(to compute.Function, in []compute.Value) ([]compute.Value, error) {
			y, states, err := to.FusedScaledDotProductAttention(in[0], in[1], in[2], layout, reattended(o, in[3:]))
			return append([]compute.Value{y}, states...), err
		})
	if err != nil {
		return nil, nil, err
	}
	return out[0], out[1:], nil
}

func (f *function) FusedScaledDotProductAttentionVJP(query, key, val compute.Value, layout compute.AttentionAxesLayout,
	o *attention, y compute.Value, states []compute.Value, dy compute.Value,
) (compute.Value, compute.Value, compute.Value, error) {
	inputs := append(append([]compute.Value{query, key, val, y, dy}, attended(o)...), states...)
	return all(f.operation("FusedScaledDotProductAttentionVJP", inputs,
		func(to compute.Function, in []compute.Value) ([]compute.Value, error) {
			return three(to.FusedScaledDotProductAttentionVJP(in[0], in[1], in[2], layout,
				reattended(o, in[5:9]), in[3],
				in[9:], in[4]))
		}))
}
