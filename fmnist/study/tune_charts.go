package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
)

// Arithmetic is what a schedule costs, known before anything runs: the trials and epochs of every round.
func Arithmetic(schedule hyperband.Schedule) chart.Chart {
	header, rows := schedule.Table()
	title := fmt.Sprintf("%d trials, %d epochs in all", schedule.Trials(), schedule.Epochs())
	return chart.Table{Title: title, Header: header, Rows: rows, Align: "rrrlr"}
}

// Objective is the figure that is tuned.
func (s *Search) Objective() string { return s.state.Options().Objective }

// Scheduled is the number of trials in all; failed trials make it smaller.
func (s *Search) Scheduled() int { return s.state.Progress().OfTrials }

// Arithmetic is that of the search's schedule.
func (s *Search) Arithmetic() chart.Chart { return Arithmetic(s.state.Schedule()) }

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

// Best is the plan of the best trial for the full number of epochs; the zero plan when no trial has a score. Trials of all
// numbers of epochs compete, as in KerasTuner. Train it, or change its epochs, batch and seed first.
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
	stored := 0
	for _, t := range s.trials {
		if t.Stored {
			stored++
		}
	}
	line := fmt.Sprintf("%d of %d trials", p.Trials, p.OfTrials)
	if stored > 0 {
		line += fmt.Sprintf(" (%d from stored runs)", stored)
	}
	if best := s.Top(1); len(best) > 0 {
		line += fmt.Sprintf(": best %s %.4f, trial %s in epoch %d with %s",
			s.state.Options().Objective, best[0].Score, best[0].ID, best[0].Epoch, s.point(best[0].Point))
	}
	if s.Interrupted {
		line += " (stopped; run it again to go on)"
	} else if err := s.state.Err(); err != nil {
		line += " (" + err.Error() + ")"
	}
	return line
}

// point lists the values of a point in the order of the space.
func (s *Search) point(p hyperband.Point) string {
	var parts []string
	for _, param := range s.state.Space() {
		if value, ok := p[param.Name]; ok {
			parts = append(parts, param.Name+" "+valueText(value))
		}
	}
	return strings.Join(parts, ", ")
}

func valueText(value any) string {
	if f, ok := value.(float64); ok {
		return fmt.Sprintf("%.4g", f)
	}
	return fmt.Sprint(value)
}

// Leaderboard lists the n best trials.
func (s *Search) Leaderboard(n int) chart.Chart {
	t := chart.Table{Title: "The best trials", Header: []string{"", "trial", s.state.Options().Objective, "epoch", "bracket", "epochs"}, Align: "rrrrrl"}
	for _, param := range s.state.Space() {
		t.Header, t.Align = append(t.Header, param.Name), t.Align+"r"
	}
	t.Header, t.Align = append(t.Header, "run"), t.Align+"l"
	for i, trial := range s.Top(n) {
		row := []string{fmt.Sprint(i + 1), trial.ID, four(trial.Score), fmt.Sprint(trial.Epoch), fmt.Sprint(trial.Bracket),
			fmt.Sprintf("%d → %d", trial.FromEpoch, trial.ToEpoch)}
		for _, param := range s.state.Space() {
			value := "–"
			if trial.Point.Has(param.Name) {
				value = valueText(trial.Point[param.Name])
			}
			row = append(row, value)
		}
		t.Rows = append(t.Rows, append(row, trial.Run))
	}
	return s.study.note(t)
}

// Rungs draws the search: every point is a line from round to round, as far as it was promoted.
func (s *Search) Rungs() chart.Chart {
	o := s.state.Options()
	l := chart.Line{Title: "The search, round by round: every point as far as it was promoted", X: "epochs", Y: o.Objective}
	for _, number := range s.brackets() {
		series := chart.Series{Name: fmt.Sprintf("bracket %d", number), Markers: true}
		for _, end := range s.lines(number) {
			for _, trial := range end {
				series.X, series.Y = append(series.X, float64(trial.ToEpoch)), append(series.Y, trial.Score)
			}
			series.X, series.Y = append(series.X, float64(end[0].ToEpoch)), append(series.Y, nan) // break the line
		}
		l.Series = append(l.Series, series)
	}
	return s.study.note(l)
}

// brackets are the numbers of the brackets with a scored trial, in the order of the schedule.
func (s *Search) brackets() []int {
	var numbers []int
	for _, t := range s.Trials() {
		if t.Err == nil && !slices.Contains(numbers, t.Bracket) {
			numbers = append(numbers, t.Bracket)
		}
	}
	return numbers
}

// lines are the scored trials of a bracket by point, each from its first round to its last.
func (s *Search) lines(bracket int) [][]Trial {
	var lines [][]Trial
	at := map[string]int{} // trial → line
	for _, t := range s.Trials() {
		if t.Err != nil || t.Bracket != bracket {
			continue
		}
		i, promoted := at[t.Parent]
		if !promoted {
			i, lines = len(lines), append(lines, nil)
		}
		at[t.ID] = i
		lines[i] = append(lines[i], t)
	}
	return lines
}
