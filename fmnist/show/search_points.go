package show

import (
	"fmt"
	"math"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Parallel draws every point as a line through its values to its scores: one axis for each number of epochs at which a
// round ends, since a score after two epochs and one after ten are not to be compared. Lines end where a point was
// given up.
func (s Search) Parallel() chart.Chart {
	o := s.State().Options()
	p := chart.Parallel{Title: "Every point and its " + o.Objective, Low: o.Minimize}
	for _, param := range s.State().Space() {
		p.Axes = append(p.Axes, axis(param))
	}
	ends := s.ends()
	for _, end := range ends {
		name := fmt.Sprintf("after %d epochs", end)
		if end == 1 {
			name = "after 1 epoch"
		}
		p.Axes = append(p.Axes, chart.Axis{Name: name})
	}
	for _, number := range s.brackets() {
		for _, line := range s.lines(number) {
			last := line[len(line)-1]
			var row chart.Values
			for _, param := range s.State().Space() {
				row = append(row, position(param, last.Point))
			}
			for _, end := range ends {
				row = append(row, bestBy(last, end, o))
			}
			p.Rows = append(p.Rows, row)
		}
	}
	return note(s.Study(), p)
}

// ends are the numbers of epochs at which some round ends, ascending.
func (s Search) ends() []int {
	var ends []int
	for _, bracket := range s.State().Schedule() {
		for _, round := range bracket.Rounds {
			if !slices.Contains(ends, round.ToEpoch) {
				ends = append(ends, round.ToEpoch)
			}
		}
	}
	slices.Sort(ends)
	return ends
}

// bestBy is the best figure of a trial's first epochs, NaN where it was given up before.
func bestBy(t study.Trial, epochs int, o hyperband.Options) float64 {
	if t.ToEpoch < epochs {
		return math.NaN()
	}
	best := math.NaN()
	for _, e := range t.History[:min(epochs, len(t.History))] {
		if v := e.Figure(o.Objective); math.IsNaN(best) || (v < best) == o.Minimize && v != best {
			best = v
		}
	}
	return best
}

// axis is a parameter's axis; options have their names on it.
func axis(p hyperband.Param) chart.Axis {
	a := chart.Axis{Name: p.Name, Log: p.LogScale}
	switch p.Kind {
	case hyperband.KindBool:
		a.Names = []string{"false", "true"}
	case hyperband.KindChoice:
		for _, option := range p.Options {
			a.Names = append(a.Names, study.Value(option))
		}
	}
	return a
}

// position is where a point crosses the axis, NaN where it has no value.
func position(p hyperband.Param, point hyperband.Point) float64 {
	switch value := point[p.Name].(type) {
	case nil:
		return math.NaN()
	case bool:
		if value {
			return 1
		}
		return 0
	default:
		if p.Kind != hyperband.KindChoice {
			return point.Float(p.Name)
		}
		for i, option := range p.Options {
			if option == value {
				return float64(i)
			}
		}
	}
	return math.NaN()
}

// Importance says how much each parameter by itself has to do with the score; see hyperband.Importance for what the
// figures mean. With the 22 points of one Hyperband of 10 epochs only strong influences show.
func (s Search) Importance() chart.Chart {
	all := s.State().Importance()
	b := chart.Bars{Title: "Share of the ranks' variance that each parameter explains by itself", Horizontal: true,
		Range: [2]float64{0, 1},
		Sets:  []chart.BarSet{{}}}
	for _, i := range all {
		name := fmt.Sprintf("%s (p %.3f)", i.Name, i.Chance)
		if math.Abs(i.Trend) >= 0.005 { // what two decimals show
			name = fmt.Sprintf("%s (p %.3f, trend %+.2f)", i.Name, i.Chance, i.Trend)
		}
		b.Names, b.Sets[0].Values = append(b.Names, name), append(b.Sets[0].Values, i.Share)
	}
	if len(all) == 0 {
		return chart.Text{Body: "importance: too few trials have a score yet"}
	}
	return note(s.Study(), b)
}

// Curves are the best trial's loss and accuracy by epoch, with the epoch of its score.
func (s Search) Curves() chart.Chart {
	best := s.Top(1)
	if len(best) == 0 {
		return chart.Text{Body: "no trial has a score yet"}
	}
	marks := []chart.Mark{{At: float64(best[0].Epoch), Label: "best"}}
	return note(s.Study(), curves("Trial "+best[0].ID+": "+best[0].Run, best[0].History, marks))
}

// Shown is what Show makes of a search.
func (s Search) Shown() []any {
	const rows = 10 // as many as KerasTuner's results_summary
	return []any{s.Leaderboard(rows), s.Rungs(), s.Parallel(), s.Importance(), s.Curves()}
}
