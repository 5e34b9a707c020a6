package hybrid

import (
	"fmt"
	"runtime/debug"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// executable runs a graph with kernels.
type executable struct{ *plan }

// Finalize frees the sessions.
func (e *executable) Finalize() {
	e.idle.mu.Lock()
	defer e.idle.mu.Unlock()
	e.idle.free = nil
}

func (e *executable) Inputs() (names []string, list []shapes.Shape) {
	for _, v := range e.params {
		names, list = append(names, v.node.name), append(list, v.shape)
	}
	return names, list
}

func (e *executable) Outputs() (list []shapes.Shape) {
	for _, o := range e.outputs {
		list = append(list, o.shape)
	}
	return list
}

// Execute runs the steps.
func (e *executable) Execute(inputs []compute.Buffer, donate []bool, _ compute.DeviceNum) ([]compute.Buffer, error) {
	if len(inputs) != len(e.params) {
		return nil, fmt.Errorf("%q has %d inputs, got %d", e.name, len(e.params), len(inputs))
	}
	return e.backend.watch(e.name, func(p *progress) ([]compute.Buffer, error) {
		s, err := e.idle.get(e.plan)
		if err != nil {
			return nil, err
		}
		defer e.idle.put(s)
		x := &execution{plan: e.plan, session: s, progress: p, inputs: inputs, donate: donate}
		start := x.clock()
		outputs, err := x.run()
		x.observed(-1, start)
		if err != nil {
			x.undo()
			names, _ := e.Inputs()
			return nil, failure(e.name, err, names, inputs, donate)
		}
		return outputs, nil
	})
}

// execution is one run of a plan.
type execution struct {
	*plan
	*session
	*progress
	inputs []compute.Buffer
	donate []bool
}

func (x *execution) run() ([]compute.Buffer, error) {
	for i, in := range x.inputs {
		if err := x.setParam(i, in); err != nil {
			return nil, fmt.Errorf("input %d: %w", i, err)
		}
	}
	for i := range x.steps {
		st, start := &x.plan.steps[i], x.clock()
		x.at(&st.name)
		var err error
		if st.kernel != nil {
			err = x.runKernel(i, st)
		} else {
			err = x.runSegment(i, st)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", st.name, err)
		}
		x.observed(i, start)
		for _, v := range st.free {
			x.drop(v)
		}
	}
	return x.collect()
}

func (x *execution) setParam(i int, in compute.Buffer) error {
	raw, err := x.backend.unwrap(in)
	if err != nil {
		return err
	}
	w := in.(*buffer)
	if want := x.params[i].shape; !w.shape.Equal(want) {
		return fmt.Errorf("want shape %s, got %s", want, w.shape)
	}
	if v := x.paramVars[i]; v >= 0 {
		x.buffers[v], x.flats[v] = raw, w.flat
	}
	return nil
}

// drop forgets a variable's buffer, and keeps its memory for others unless it has a new owner.
func (x *execution) drop(v int) {
	if x.buffers[v] != nil && !x.taken[v] {
		x.backend.give(x.buffers[v], x.vars[v].shape)
	}
	x.buffers[v], x.flats[v], x.taken[v] = nil, nil, false
}

func (x *execution) runSegment(i int, st *step) error {
	in := x.session.inputs[i]
	for k, v := range st.in {
		in[k] = x.buffers[v]
	}
	out, err := st.segment.Execute(in, nil, 0)
	if err != nil {
		return err
	}
	for k, v := range st.out {
		x.buffers[v] = out[k]
		if x.flats[v], err = out[k].Data(); err != nil {
			return err
		}
	}
	return nil
}

func (x *execution) runKernel(i int, st *step) (err error) {
	in, out := x.args[i][0], x.args[i][1]
	for k, v := range st.in {
		in[k] = x.flats[v]
	}
	for k, v := range st.out {
		if v < 0 {
			continue
		}
		if err := x.prepare(st, k, v); err != nil {
			return err
		}
		out[k] = x.flats[v]
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return st.kernel.Run(in, out)
}

// prepare finds the memory of an output of a kernel.
func (x *execution) prepare(st *step, k, v int) (err error) {
	if x.vars[v].home != homeOutput {
		return nil
	}
	if from := st.reuse[k]; from >= 0 && x.takeOver(from) {
		x.buffers[v], x.flats[v] = x.buffers[from], x.flats[from]
		x.taken[from] = true
		return nil
	}
	if x.buffers[v], err = x.backend.take(x.vars[v].shape); err != nil {
		return err
	}
	x.flats[v], err = x.buffers[v].Data()
	return err
}

// takeOver says whether the memory of a variable may be overwritten: a parameter's only if it was donated.
func (x *execution) takeOver(v int) bool {
	if x.vars[v].home != homeParam {
		return true
	}
	for i, p := range x.paramVars {
		if p == v {
			return i < len(x.donate) && x.donate[i]
		}
	}
	return false
}
