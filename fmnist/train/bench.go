package train

import (
	"context"
	"slices"
	"time"

	"github.com/gomlx/compute"
)

// Timing is what Bench measured.
type Timing struct {
	MsPerStep       float64 `json:"ms_per_step"` // median
	FastestMs       float64 `json:"fastest_ms"`
	FirstMs         float64 `json:"first_ms"` // with compilation
	ImagesPerSecond float64 `json:"images_per_second"`
	Steps           int     `json:"steps"`
}

// Bench times training steps of a plan on the samples, nothing kept: one step to compile, some to warm up, then steps timed
// one by one. With evaluate it times passes over all samples in inference mode instead.
func Bench(ctx context.Context, backend compute.Backend, plan Plan, samples Samples, steps int, evaluate bool) (Timing, error) {
	s, err := newSession(backend, plan, samples)
	if err != nil {
		return Timing{}, err
	}
	s.state = s.graphs.start(plan.Seed)
	images := plan.batch()
	once := func() error { return s.step(0) }
	if evaluate {
		images = samples.Len()
		once = func() error { _, _, err := s.evaluate(ctx, samples, upTo(samples.Len())); return err }
	}
	return timed(ctx, once, images, steps)
}

// warmUp steps reach the steady state of caches and memory pools.
const warmUp = 3

func timed(ctx context.Context, once func() error, images, steps int) (Timing, error) {
	var t Timing
	var all []float64
	for i := range 1 + warmUp + max(steps, 1) {
		if ctx.Err() != nil {
			return t, ctx.Err()
		}
		began := time.Now()
		if err := once(); err != nil {
			return t, err
		}
		ms := time.Since(began).Seconds() * 1000
		switch {
		case i == 0:
			t.FirstMs = ms
		case i > warmUp:
			all = append(all, ms)
		}
	}
	slices.Sort(all)
	t.MsPerStep, t.FastestMs, t.Steps = all[len(all)/2], all[0], len(all)
	t.ImagesPerSecond = float64(images) / t.MsPerStep * 1000
	return t, nil
}
