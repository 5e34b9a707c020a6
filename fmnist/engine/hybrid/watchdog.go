package hybrid

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/gomlx/compute"
)

// FMNIST_WATCHDOG=2m limits the time of one execution. Nothing here can hang by construction; the watchdog is for the
// day on which that turns out wrong: it names the graph and the step, and the program can save what it has.
const watchdogVar = "FMNIST_WATCHDOG"

func watchdogLimit() (time.Duration, error) {
	v := os.Getenv(watchdogVar)
	if v == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%s=%q is not a duration; write for example 90s or 2m", watchdogVar, v)
	}
	return d, nil
}

// progress tells the watchdog which step an execution is at.
type progress struct{ step atomic.Pointer[string] }

func (p *progress) at(step *string) {
	if p != nil {
		p.step.Store(step)
	}
}

// watch runs f, in a goroutine of its own that is left behind if the limit passes.
func (b *Backend) watch(name string, f func(p *progress) ([]compute.Buffer, error)) ([]compute.Buffer, error) {
	if b.limit == 0 {
		return f(nil)
	}
	type result struct {
		out []compute.Buffer
		err error
	}
	var p progress
	done := make(chan result, 1)
	go func() {
		out, err := f(&p)
		done <- result{out, err}
	}()
	timer := time.NewTimer(b.limit)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.out, r.err
	case <-timer.C:
		where := ""
		if s := p.step.Load(); s != nil {
			where = " at " + *s
		}
		return nil, fmt.Errorf("%q has been running for %v%s and seems to hang; its inputs are lost (%s sets the limit)",
			name, b.limit, where, watchdogVar)
	}
}
