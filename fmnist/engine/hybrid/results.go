package hybrid

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// collect hands the results over.
func (x *execution) collect() ([]compute.Buffer, error) {
	results := make([]compute.Buffer, len(x.outputs))
	for i, o := range x.outputs {
		raw := x.buffers[o.variable]
		if !o.move {
			var err error
			if raw, err = x.backend.take(o.shape); err != nil {
				return nil, err
			}
			flat, err := raw.Data()
			if err != nil {
				return nil, err
			}
			dtypes.CopyAnySlice(flat, x.flats[o.variable])
		}
		w, err := x.backend.wrap(raw)
		if err != nil {
			return nil, err
		}
		results[i] = w
	}
	x.settle()
	return results, nil
}

// settle closes the books after success: every buffer of this execution is a result, or free for others.
func (x *execution) settle() {
	for _, o := range x.outputs {
		if o.move {
			x.taken[o.variable] = true
		}
	}
	for i, in := range x.inputs {
		if i >= len(x.donate) || !x.donate[i] {
			continue
		}
		if v := x.paramVars[i]; v >= 0 && x.taken[v] {
			in.(*buffer).stock.Store(nil)
		} else {
			_ = in.Finalize()
		}
	}
	x.forget()
}

// forget leaves nothing of this execution in the session but its own memory.
func (x *execution) forget() {
	for v := range x.vars {
		switch x.vars[v].home {
		case homeStock, homeOutput:
			x.drop(v)
		case homeParam:
			x.buffers[v], x.flats[v], x.taken[v] = nil, nil, false
		}
	}
}

// undo gives the buffers of a failed execution back; those taken over from parameters stay with them.
func (x *execution) undo() {
	for i := range x.plan.steps {
		st := &x.plan.steps[i]
		for k, from := range st.reuse {
			if from >= 0 && x.taken[from] && x.vars[from].home == homeParam {
				x.taken[st.out[k]] = true
			}
		}
	}
	x.forget()
}
