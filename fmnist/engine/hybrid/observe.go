package hybrid

import (
	"fmt"
	"strings"
	"time"

	"github.com/gomlx/compute"
)

// Step is what an observer learns about one step of one execution.
type Step struct {
	Graph string // the graph's name
	Index int    // of the step in the graph; -1 for the whole execution
	Name  string // of the kernel, for one with FLOPs with the shapes of its first two inputs; or of a segment
	Start time.Time
	Time  time.Duration
	FLOPs float64 // multiplications and additions of matrix products and convolutions
	Bytes float64 // of the inputs and outputs, each once
}

// Observe has do called after every step of every execution on the backend, in the goroutine that executes; nil ends
// that. It returns false for other backends, which have no steps.
func Observe(b compute.Backend, do func(Step)) bool {
	own, ok := b.(*Backend)
	switch {
	case !ok:
	case do == nil:
		own.observer.Store(nil)
	default:
		own.observer.Store(&do)
	}
	return ok
}

// clock is the time, for observed; zero where nobody observes, which spares every step a look at the clock.
func (x *execution) clock() (now time.Time) {
	if x.backend.observer.Load() != nil {
		now = time.Now()
	}
	return now
}

// observed tells the observer, if there is one, about step i, which began at start.
func (x *execution) observed(i int, start time.Time) {
	do := x.backend.observer.Load()
	if do == nil || start.IsZero() {
		return
	}
	s := Step{Graph: x.name, Index: i, Start: start, Time: time.Since(start)}
	if i >= 0 {
		st := &x.plan.steps[i]
		s.Name, s.FLOPs, s.Bytes = x.label(st), st.flops(), x.bytes(st)
	}
	(*do)(s)
}

// label names a step for an observer.
func (p *plan) label(st *step) string {
	if st.kernel == nil {
		return "GoMLX's operations"
	}
	label := st.kernel.Name
	if st.kernel.FLOPs == nil {
		return label
	}
	for _, v := range st.in[:min(2, len(st.in))] {
		if dims := p.vars[v].shape.Dimensions; len(dims) > 0 {
			label += " " + strings.Trim(strings.ReplaceAll(fmt.Sprint(dims), " ", "×"), "[]")
		}
	}
	return label
}

func (st *step) flops() (sum float64) {
	for k, v := range st.out {
		if v >= 0 && st.kernel != nil && k < len(st.kernel.FLOPs) {
			sum += st.kernel.FLOPs[k]
		}
	}
	return sum
}

func (p *plan) bytes(st *step) (sum float64) {
	for _, list := range [][]int{st.in, st.out} {
		for _, v := range list {
			if v >= 0 {
				sum += float64(p.vars[v].shape.ByteSize())
			}
		}
	}
	return sum
}
