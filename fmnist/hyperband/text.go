package hyperband

import (
	"fmt"
	"strings"
	"time"
)

// Summary returns the text of KerasTuner's search_space_summary: two lines for each parameter, the second one a Python
// dict.
func (s Space) Summary() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Search space summary\nDefault search space size: %d\n", len(s))
	for _, p := range s {
		fmt.Fprintf(&text, "%s (%s)\n{%s}\n", p.Name, p.Kind, p.config())
	}
	return text.String()
}

// config returns the inside of the dict, in KerasTuner's order of keys.
func (p Param) config() string {
	step, sampling := any(nil), "linear"
	if p.By != 0 {
		step = p.typed(p.By)
	}
	if p.LogScale {
		sampling = "log"
	}
	head := fmt.Sprintf("'default': %s, 'conditions': [%s]", python(p.shownDefault()), p.condition())
	switch p.Kind {
	case KindInt, KindFloat:
		return fmt.Sprintf("%s, 'min_value': %s, 'max_value': %s, 'step': %s, 'sampling': '%s'",
			head, python(p.typed(p.Min)), python(p.typed(p.Max)), python(step), sampling)
	case KindChoice:
		_, numbers := number(p.Options[0])
		return fmt.Sprintf("%s, 'values': %s, 'ordered': %s", head, python(p.Options), python(numbers))
	}
	return head
}

// typed returns a bound of a parameter in the parameter's own type.
func (p Param) typed(f float64) any {
	if p.Kind == KindInt {
		return int(f)
	}
	return f
}

// shownDefault returns the default as the summary has it: an Int without one shows None, the others what they fall back
// to.
func (p Param) shownDefault() any {
	switch {
	case len(p.Initial) == 1:
		return p.Initial[0]
	case p.Kind == KindFloat:
		return p.Min
	case p.Kind == KindChoice:
		return p.Options[0]
	case p.Kind == KindBool:
		return false
	}
	return nil
}

// condition returns the only element of the list of conditions, or nothing.
func (p Param) condition() string {
	if p.Parent == "" {
		return ""
	}
	return fmt.Sprintf("{'class_name': 'Parent', 'config': {'name': %s, 'values': %s}}", python(p.Parent),
		python(p.Active))
}

// Summary returns the text of KerasTuner's results_summary for the n best trials. where says where the results are
// kept.
func (s *Search) Summary(where string, n int) string {
	direction := "max"
	if s.options.Minimize {
		direction = "min"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Results summary\nResults in %s\nShowing %d best trials\n", where, n)
	fmt.Fprintf(&text, "Objective(name=\"%s\", direction=\"%s\")\n", s.options.Objective, direction)
	results := s.Leaderboard(n)
	for _, result := range s.Results() { // KerasTuner fills up with failed trials
		if result.Err != nil && len(results) < n {
			results = append(results, result)
		}
	}
	for _, result := range results {
		fmt.Fprintf(&text, "\nTrial %s summary\nHyperparameters:\n", result.ID)
		for _, row := range s.values(result.Trial) {
			fmt.Fprintf(&text, "%s: %s\n", row.name, pythonText(row.value))
		}
		if result.Err == nil {
			fmt.Fprintf(&text, "Score: %s\n", python(result.Score))
		} else {
			fmt.Fprintln(&text, result.Err)
		}
	}
	return text.String()
}

// named is a line of a list of values.
type named struct {
	name  string
	value any
}

// values lists what defines a trial: its point in the order of the space, and KerasTuner's names for its place in the
// schedule.
func (s *Search) values(t Trial) []named {
	var list []named
	for _, p := range s.space {
		if value, ok := t.Point[p.Name]; ok {
			list = append(list, named{p.Name, value})
		}
	}
	list = append(list, named{"tuner/epochs", t.ToEpoch}, named{"tuner/initial_epoch", t.FromEpoch},
		named{"tuner/bracket", t.Bracket}, named{"tuner/round", t.Round})
	if t.Parent != "" {
		list = append(list, named{"tuner/trial_id", t.Parent})
	}
	return list
}

// pythonText writes a value as Python's str does: strings without quotes.
func pythonText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return python(value)
}

// RunningText returns what KerasTuner prints when a trial begins: a table of its values beside the best so far.
func (s *Search) RunningText(t Trial) string {
	best := map[string]any{}
	found, any := s.Best()
	for _, row := range s.values(found.Trial) {
		best[row.name] = row.value
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nSearch: Running Trial #%d\n\n%-18s|%-18s|%s\n", t.Number+1, "Value", "Best Value So Far",
		"Hyperparameter")
	for _, row := range s.values(t) {
		beside := "?"
		if any {
			beside = cell(best[row.name])
		}
		fmt.Fprintf(&text, "%-18s|%-18s|%s\n", cell(row.value), beside, row.name)
	}
	return text.String() + "\n"
}

// cell writes a value for a column of 18 characters, numbers with 5 significant digits.
func cell(value any) string {
	if f, ok := number(value); ok {
		return pythonG(f)
	}
	text, width := []rune(pythonText(value)), 18
	if len(text) > width {
		return string(text[:width-3]) + "..."
	}
	return string(text)
}

// pythonG is Python's format "%.5g".
func pythonG(f float64) string {
	text := fmt.Sprintf("%#.5g", f) // Go and C agree on it but for the zeros at the end, which g removes
	mantissa, exponent, scientific := strings.Cut(text, "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	if scientific {
		return mantissa + "e" + exponent
	}
	return mantissa
}

// CompleteText returns what KerasTuner prints when a trial has ended: took is the trial's time, total the search's.
func (s *Search) CompleteText(r Result, took, total time.Duration) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Trial %d Complete [%s]\n", r.Number+1, clock(took))
	if r.Err == nil {
		fmt.Fprintf(&text, "%s: %s\n", s.options.Objective, python(r.Score))
	}
	score := "None"
	if best, ok := s.Best(); ok {
		score = python(best.Score)
	}
	fmt.Fprintf(&text, "\nBest %s So Far: %s\nTotal elapsed time: %s\n", s.options.Objective, score, clock(total))
	return text.String()
}

// clock writes a duration as KerasTuner does, with days only if there are any.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	text := fmt.Sprintf("%02dh %02dm %02ds", s/3600%24, s/60%60, s%60)
	if days := s / 86400; days > 0 {
		return fmt.Sprintf("%dd %s", days, text)
	}
	return text
}
