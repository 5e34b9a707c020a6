package hybrid

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// Failure is the error of an execution that failed.
type Failure struct {
	Graph string
	Err   error

	// Donated are the donated inputs by parameter name. They are still valid, and unchanged unless a kernel failed that
	// overwrites its inputs; those run last. Who has given them away can have them back.
	Donated map[string]compute.Buffer
}

func (f *Failure) Error() string { return fmt.Sprintf("running %q: %v", f.Graph, f.Err) }
func (f *Failure) Unwrap() error { return f.Err }

// plain runs a graph without kernels on the stock backend.
type plain struct {
	backend *Backend
	stock   compute.Executable
	name    string
}

func (e *plain) Finalize()                                       { e.stock.Finalize() }
func (e *plain) Inputs() (names []string, shapes []shapes.Shape) { return e.stock.Inputs() }
func (e *plain) Outputs() []shapes.Shape                         { return e.stock.Outputs() }

// Execute passes no donations on to the stock backend, which would overwrite donated inputs before it knows that the
// execution succeeds.
func (e *plain) Execute(inputs []compute.Buffer, donate []bool, device compute.DeviceNum) ([]compute.Buffer, error) {
	raw := make([]compute.Buffer, len(inputs))
	for i, in := range inputs {
		var err error
		if raw[i], err = e.backend.unwrap(in); err != nil {
			return nil, fmt.Errorf("input %d of %q: %w", i, e.name, err)
		}
	}
	outputs, err := e.backend.watch(e.name, func(*progress) ([]compute.Buffer,
		error) {
		return e.stock.Execute(raw, nil, device)
	})
	if err != nil {
		names, _ := e.stock.Inputs()
		return nil, failure(e.name, err, names, inputs, donate)
	}
	for i := range outputs {
		if outputs[i], err = e.backend.wrap(outputs[i]); err != nil {
			return nil, err
		}
	}
	release(inputs, donate)
	return outputs, nil
}

func (b *Backend) unwrap(in compute.Buffer) (compute.Buffer, error) {
	w, ok := in.(*buffer)
	if !ok || w.backend != b {
		return nil, errors.New("the buffer belongs to another backend; a process should use one backend only")
	}
	raw := w.stock.Load()
	if raw == nil {
		return nil, errFinalized
	}
	return *raw, nil
}

func failure(name string, err error, names []string, inputs []compute.Buffer, donate []bool) error {
	f := &Failure{Graph: name, Err: err, Donated: map[string]compute.Buffer{}}
	for i, d := range donate {
		if d && i < len(names) {
			f.Donated[names[i]] = inputs[i]
		}
	}
	return f
}

// release takes the donated buffers' memory for later use.
func release(inputs []compute.Buffer, donate []bool) {
	for i, d := range donate {
		if d {
			_ = inputs[i].Finalize()
		}
	}
}
