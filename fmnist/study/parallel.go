package study

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// ParallelOption is an option of CrossValidate, Repeat and Tune.
type ParallelOption struct{ trainings int }

// Parallel trains up to n folds, seeds or trials side by side in one process, which share its cores: 1 is one after
// another. The results are the same to the last bit; only the time differs. Each of them takes its own memory.
func Parallel(n int) ParallelOption { return ParallelOption{n} }

func (o ParallelOption) fold(f *folding)     { f.parallel = o.trainings }
func (o ParallelOption) repeat(r *repeating) { r.parallel = o.trainings }
func (o ParallelOption) tune(t *tuning)      { t.parallel = o.trainings }

func checkParallel(n int) error {
	if n < 1 {
		return fmt.Errorf("%d trainings side by side are too few; give at least 1, which is one after another", n)
	}
	return nil
}

// crowded says that more trainings are at work than there are cores, or "".
func crowded(n int) string {
	cores := runtime.GOMAXPROCS(0)
	if n < 2 || n <= cores {
		return ""
	}
	return fmt.Sprintf("%d trainings side by side are more than the %d cores here: each takes its memory, and together they are no faster.", n, cores)
}

// sideBySide is the study for up to n of these plans at a time, of which those that are stored cost nothing. The error
// is one sentence when they would not find the memory that they need together.
func (s *Study) sideBySide(ctx context.Context, n int, plans []plan.Plan) (*Study, error) {
	own := *s
	if err := checkParallel(n); err != nil || n == 1 {
		return &own, err
	}
	var missing []plan.Plan
	for _, p := range plans {
		if stored, err := s.Stored(ctx, p); err != nil || stored == nil { // what is damaged is trained again
			missing = append(missing, p)
		}
	}
	if own.remarked == nil {
		own.remarked = new(remarked)
	}
	own.side = n
	own.shareListeners()
	return &own, footprint.CheckTogether(missing, n, s.Data.Train.Len(), s.Data.Test.Len())
}

// shareListeners lets one training at a time tell how far it is.
func (s *Study) shareListeners() {
	var mu sync.Mutex
	if hear := s.Features; hear != nil {
		s.Features = func(what string, done, total int) {
			mu.Lock()
			defer mu.Unlock()
			hear(what, done, total)
		}
	}
	if hear := s.Download; hear != nil {
		s.Download = func(done, total int64) {
			mu.Lock()
			defer mu.Unlock()
			hear(done, total)
		}
	}
}

// turn is the display of one of several trainings: one of them speaks at a time.
type turn struct {
	mu *sync.Mutex
	to plan.Progress
}

// inTurn is nil for nobody.
func inTurn(mu *sync.Mutex, to plan.Progress) plan.Progress {
	if to == nil {
		return nil
	}
	return turn{mu, to}
}

func (t turn) Start(p plan.Plan, steps int, before []plan.Epoch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Start(p, steps, before)
}

func (t turn) Step(i plan.StepInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Step(i)
}

func (t turn) Epoch(history []plan.Epoch, messages []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Epoch(history, messages)
}

func (t turn) Say(sentence string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Say(sentence)
}

func (t turn) Done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.to.Done()
}
