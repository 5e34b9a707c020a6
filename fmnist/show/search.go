package show

import (
	"fmt"
	"math"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Arithmetic is what a schedule costs, known before anything runs: the trials and epochs of every round.
func Arithmetic(schedule hyperband.Schedule) chart.Chart {
	header, rows := schedule.Table()
	title := fmt.Sprintf("%s, %s in all", text.Count(schedule.Trials(), "trial"), text.Count(schedule.Epochs(), "epoch"))
	return chart.Table{Title: title, Header: header, Rows: rows, Align: "rrrlr"}
}

// Arithmetic is that of the search's schedule.
func (s Search) Arithmetic() chart.Chart { return Arithmetic(s.State().Schedule()) }

// Leaderboard lists the n best trials.
func (s Search) Leaderboard(n int) chart.Chart {
	t := chart.Table{Title: "The best trials", Header: []string{"", "trial", s.State().Options().Objective, "epoch",
		"bracket", "epochs"}, Align: "rrrrrl"}
	for _, param := range s.State().Space() {
		t.Header, t.Align = append(t.Header, param.Name), t.Align+"r"
	}
	t.Header, t.Align = append(t.Header, "run"), t.Align+"l"
	for i, trial := range s.Top(n) {
		row := []string{fmt.Sprint(i + 1), trial.ID, text.Four(trial.Score), fmt.Sprint(trial.Epoch),
			fmt.Sprint(trial.Bracket),
			fmt.Sprintf("%d → %d", trial.FromEpoch, trial.ToEpoch)}
		for _, param := range s.State().Space() {
			value := "–"
			if trial.Point.Has(param.Name) {
				value = study.Value(trial.Point[param.Name])
			}
			row = append(row, value)
		}
		t.Rows = append(t.Rows, append(row, trial.Run))
	}
	return note(s.Study(), t)
}

// Rungs draws the search: every point is a line from round to round, as far as it was promoted.
func (s Search) Rungs() chart.Chart {
	o := s.State().Options()
	l := chart.Line{Title: "The search, round by round: every point as far as it was promoted", X: "epochs",
		Y: o.Objective}
	for _, number := range s.brackets() {
		series := chart.Series{Name: fmt.Sprintf("bracket %d", number), Markers: true}
		for _, end := range s.lines(number) {
			for _, trial := range end {
				series.X, series.Y = append(series.X, float64(trial.ToEpoch)), append(series.Y, trial.Score)
			}
			// break the line
			series.X, series.Y = append(series.X, float64(end[0].ToEpoch)), append(series.Y, math.NaN())
		}
		l.Series = append(l.Series, series)
	}
	return note(s.Study(), l)
}

// brackets are the numbers of the brackets with a scored trial, in the order of the schedule.
func (s Search) brackets() []int {
	var numbers []int
	for _, t := range s.Trials() {
		if t.Err == nil && !slices.Contains(numbers, t.Bracket) {
			numbers = append(numbers, t.Bracket)
		}
	}
	return numbers
}

// lines are the scored trials of a bracket by point, each from its first round to its last.
func (s Search) lines(bracket int) [][]study.Trial {
	var lines [][]study.Trial
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
