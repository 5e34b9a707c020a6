package engine

import (
	"errors"
	"runtime"
	"slices"
	"time"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// Stage is one step of a computation, or several of one name: a kernel with its shapes.
type Stage struct {
	Name             string
	Count            int           // steps of that name in one execution
	Fastest, Typical time.Duration // of all of them together: fastest and median execution
	FLOPs, Bytes     float64       // multiplications and additions, bytes read and written, each value once
	Busy             float64       // part of the processors' time spent computing, in the fastest execution
}

// Roof is what the machine can do at most: see kernel.Peak and kernel.Bandwidth.
type Roof struct {
	FLOPs, Bytes float64 // per second
}

// Least is the time that a stage takes at least.
func (r Roof) Least(s Stage) time.Duration {
	return time.Duration(1e9 * max(s.FLOPs/r.FLOPs, s.Bytes/r.Bytes))
}

// MeasureRoof takes a second. Memory is copied between two blocks of 64 MiB: what a stage finds in a cache comes
// faster.
func MeasureRoof() Roof { return Roof{FLOPs: kernel.Peak(), Bytes: kernel.Bandwidth(16 << 20)} }

// Profile collects the stages of executions.
type Profile struct {
	backend compute.Backend
	order   []string
	records map[string]*record
	current map[string]*record // this execution's
	helped  time.Duration      // what kernel.Load said before this step
	waited  time.Duration
}

// record adds up the steps of one name: in current of one execution, in records of all.
type record struct {
	Stage
	time, work time.Duration
	times      []time.Duration
}

// StartProfile begins to record every execution on the backend, which must run alone. Only Go's kernels have stages.
func StartProfile(b compute.Backend) (*Profile, error) {
	p := &Profile{backend: b, records: map[string]*record{}, current: map[string]*record{}}
	if !hybrid.Observe(b, p.step) {
		return nil, errors.New("stages are known of this package's kernels only; leave GOMLX_BACKEND empty")
	}
	kernel.CountLoad(true)
	return p, nil
}

func (p *Profile) step(s hybrid.Step) {
	if s.Index < 0 {
		p.close()
		return
	}
	r := p.current[s.Name]
	if r == nil {
		r = &record{Stage: Stage{Name: s.Name}}
		p.current[s.Name] = r
	}
	if !slices.Contains(p.order, s.Name) {
		p.order = append(p.order, s.Name)
	}
	helped, waited := kernel.Load()
	r.work += s.Time + helped - p.helped - (waited - p.waited)
	p.helped, p.waited = helped, waited
	r.time, r.Count, r.FLOPs, r.Bytes = r.time+s.Time, r.Count+1, r.FLOPs+s.FLOPs, r.Bytes+s.Bytes
}

// close ends one execution.
func (p *Profile) close() {
	for name, r := range p.current {
		all := p.records[name]
		if all == nil {
			all = &record{Stage: r.Stage}
			p.records[name] = all
		}
		all.times = append(all.times, r.time)
		if all.Fastest == 0 || r.time < all.Fastest {
			all.Fastest = r.time
			all.Busy = r.work.Seconds() / r.time.Seconds() / float64(runtime.GOMAXPROCS(0))
		}
	}
	clear(p.current)
}

// Stop ends the profile and returns its stages in the order of execution, without those of the few executions that only
// prepare.
func (p *Profile) Stop() []Stage {
	hybrid.Observe(p.backend, nil)
	kernel.CountLoad(false)
	most := 0
	for _, r := range p.records {
		most = max(most, len(r.times))
	}
	var stages []Stage
	for _, name := range p.order {
		if r := p.records[name]; r != nil && 2*len(r.times) > most {
			slices.Sort(r.times)
			r.Typical = r.times[len(r.times)/2]
			stages = append(stages, r.Stage)
		}
	}
	return stages
}
