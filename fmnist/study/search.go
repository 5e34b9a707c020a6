package study

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Objective is the figure that is tuned.
func (s *Search) Objective() string { return s.state.Options().Objective }

// Scheduled is the number of trials in all; failed trials make it smaller.
func (s *Search) Scheduled() int { return s.state.Progress().OfTrials }

// SpaceSummary is KerasTuner's search_space_summary.
func (s *Search) SpaceSummary() string { return s.state.Space().Summary() }

// ResultsSummary is KerasTuner's results_summary of the n best trials.
func (s *Search) ResultsSummary(n int) string { return s.state.Summary(s.study.Store.Dir(), n) }

// Trials are the reported trials in the order of the schedule, failed ones included.
func (s *Search) Trials() []Trial {
	var all []Trial
	for _, r := range s.state.Results() {
		all = append(all, s.trials[r.ID])
	}
	return all
}

// Top are the n best trials, the best first and among equal scores the earlier.
func (s *Search) Top(n int) []Trial {
	var top []Trial
	for _, r := range s.state.Leaderboard(n) {
		top = append(top, s.trials[r.ID])
	}
	return top
}

// Best is the plan of the best trial for the full number of epochs; the zero plan when no trial has a score. Trials of
// all numbers of epochs compete, as in KerasTuner. Train it, or change its epochs, batch and seed first.
func (s *Search) Best() plan.Plan {
	best, ok := s.state.Best()
	if !ok {
		return plan.Plan{}
	}
	p, err := hyperband.Build(best.Point, s.build)
	if err != nil { // build answered for this point before
		return plan.Plan{}
	}
	p.Epochs = s.full // FMNIST_QUICK shortens it when it is trained
	return p
}

// String is the headline.
func (s *Search) String() string {
	p := s.state.Progress()
	line := fmt.Sprintf("%d of %d trials", p.Trials, p.OfTrials)
	if counts := s.counts(p); len(counts) > 0 {
		line += " (" + strings.Join(counts, ", ") + ")"
	}
	if best := s.Top(1); len(best) > 0 {
		line += fmt.Sprintf(": best %s %.4f, trial %s in epoch %d with %s",
			s.Objective(), best[0].Score, best[0].ID, best[0].Epoch, s.point(best[0].Point))
	}
	if s.Interrupted {
		line += " (stopped; run it again to go on)"
	} else if err := s.state.Err(); err != nil {
		line += " (" + err.Error() + ")"
	}
	return line
}

// counts say how many trials failed, what that cost the later rounds, and how many trials stored runs answered.
func (s *Search) counts(p hyperband.Progress) (counts []string) {
	failed, stored := 0, 0
	for _, t := range s.trials {
		if t.Err != nil {
			failed++
		}
		if t.Stored {
			stored++
		}
	}
	if failed > 0 {
		counts = append(counts, fmt.Sprintf("%d failed", failed))
		schedule := s.state.Schedule()
		if dropped := schedule.Trials() - p.OfTrials; dropped > 0 && s.state.Err() == nil && !schedule.Asynchronous() {
			counts = append(counts, fmt.Sprintf("%d dropped from later rounds", dropped))
		}
	}
	if stored > 0 {
		counts = append(counts, fmt.Sprintf("%d from stored runs", stored))
	}
	return counts
}

// point lists the values of a point in the order of the space.
func (s *Search) point(p hyperband.Point) string {
	var parts []string
	for _, param := range s.state.Space() {
		if value, ok := p[param.Name]; ok {
			parts = append(parts, param.Name+" "+Value(value))
		}
	}
	return strings.Join(parts, ", ")
}

// Value writes a parameter's value with four figures.
func Value(value any) string {
	if f, ok := value.(float64); ok {
		return fmt.Sprintf("%.4g", f)
	}
	return fmt.Sprint(value)
}
