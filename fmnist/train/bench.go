package train

import (
	"context"
	"slices"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gomlx/compute"
)

// Timing is what Bench and a Stopwatch measured.
type Timing struct {
	MsPerStep       float64 `json:"ms_per_step"` // median
	FastestMs       float64 `json:"fastest_ms"`
	FirstMs         float64 `json:"first_ms"` // with compilation
	ImagesPerSecond float64 `json:"images_per_second"`
	Steps           int     `json:"steps"`
}

// Bench times training steps of a plan on the samples, nothing kept: one step to compile, some to warm up, then steps
// timed one by one. With evaluate it times passes over all samples in inference mode instead.
func Bench(ctx context.Context, backend compute.Backend, p plan.Plan, samples Samples, steps int,
	evaluate bool) (Timing, error) {
	s, err := newSession(backend, p, samples, nil)
	if err != nil {
		return Timing{}, err
	}
	if err := s.load(); err != nil {
		return Timing{}, err
	}
	s.state = s.graphs.start(p.Seed)
	images := p.BatchSize()
	once := func() error { return s.step(0) }
	if evaluate {
		images = samples.Len()
		once = func() error { _, _, err := s.evaluate(ctx, samples, upTo(samples.Len())); return err }
	}
	watch := StartWatch()
	for range StepsFor(steps) {
		if ctx.Err() != nil {
			return Timing{}, ctx.Err()
		}
		if err := once(); err != nil {
			return Timing{}, err
		}
		watch.Lap()
	}
	return watch.Timing(steps, images), nil
}

// warmUp steps reach the steady state of caches and memory pools.
const warmUp = 3

// StepsFor is how many steps to run so that a Stopwatch can time so many of them: one more to compile, and some to warm
// up unless a single one was asked for, as for networks that need half a minute each.
func StepsFor(timed int) int {
	if timed <= 1 {
		return 2
	}
	return 1 + warmUp + timed
}

// Stopwatch times equal steps one by one, the first of which compiles.
type Stopwatch struct {
	last time.Time
	ms   []float64
}

// StartWatch starts the first step.
func StartWatch() *Stopwatch { return &Stopwatch{last: time.Now()} }

// Lap ends a step and starts the next.
func (w *Stopwatch) Lap() {
	now := time.Now()
	w.ms = append(w.ms, now.Sub(w.last).Seconds()*1000)
	w.last = now
}

// Timing is the median and the minimum of the last so many steps, of which each handled that many images. At least two
// laps must have ended: StepsFor says how many give a warmed-up answer.
func (w *Stopwatch) Timing(timed, images int) Timing {
	timed = min(max(timed, 1), len(w.ms)-1)
	t := Timing{FirstMs: w.ms[0], Steps: timed}
	last := slices.Sorted(slices.Values(w.ms[len(w.ms)-timed:]))
	t.MsPerStep, t.FastestMs = last[timed/2], last[0]
	t.ImagesPerSecond = float64(images) / t.MsPerStep * 1000
	return t
}
