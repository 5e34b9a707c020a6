package hyperband

import (
	"cmp"
	"slices"
)

// Result is a reported trial.
type Result struct {
	Trial
	Score float64 `json:"score"`
	Err   error   `json:"-"` // why it failed; nil: it has a score
}

// better orders scores, the best first.
func (s *Search) better(a, b float64) int {
	if s.options.Minimize {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(b, a)
}

// sorted returns the scored trials of some slots, the best first and equal ones in the order of the schedule.
func (s *Search) sorted(part span) []Result {
	var results []Result
	for _, slot := range s.slots[part.from:part.to] {
		if slot.state == scored {
			results = append(results, Result{Trial: slot.trial, Score: slot.score})
		}
	}
	slices.SortStableFunc(results, func(a, b Result) int { return s.better(a.Score, b.Score) })
	return results
}

// Results returns all reported trials in the order of the schedule, failed ones included.
func (s *Search) Results() []Result {
	var results []Result
	for _, slot := range s.slots {
		if slot.state == scored || slot.state == failed {
			results = append(results, Result{Trial: slot.trial, Score: slot.score, Err: slot.err})
		}
	}
	return results
}

// Leaderboard returns the n best trials, the best first, and among equal scores the earlier. Trials of all numbers of
// epochs are ranked together, as in KerasTuner. Failed ones are left out.
func (s *Search) Leaderboard(n int) []Result {
	all := s.sorted(span{0, len(s.slots)})
	return all[:min(max(n, 0), len(all))]
}

// Best returns the best trial so far; ok is false when none has a score.
func (s *Search) Best() (best Result, ok bool) {
	top := s.Leaderboard(1)
	if len(top) == 0 {
		return Result{}, false
	}
	return top[0], true
}

// Rung is one round with what is known of its trials: the picture of a search.
type Rung struct {
	Bracket   int
	Round     int
	Iteration int
	ToEpoch   int
	Results   []Result // scored and failed, in the order of the schedule
	Open      int      // trials that are not reported yet; of an asynchronous round, the fewest
}

// Rungs returns all rounds in the order of the schedule.
func (s *Search) Rungs() []Rung {
	var rungs []Rung
	for b, rounds := range s.rounds {
		for r, part := range rounds {
			bracket := s.schedule[b]
			rung := Rung{Bracket: bracket.Number, Round: r, Iteration: bracket.Iteration,
				ToEpoch: bracket.Rounds[r].ToEpoch}
			for _, slot := range s.slots[part.from:part.to] {
				switch slot.state {
				case scored, failed:
					rung.Results = append(rung.Results, Result{Trial: slot.trial, Score: slot.score, Err: slot.err})
				}
			}
			rung.Open = s.expected(b, r)
			rungs = append(rungs, rung)
		}
	}
	return rungs
}

// Progress says how far a search is. The epochs are the work: with the time that the done ones took, they tell how much
// is left.
type Progress struct {
	Trials   int // reported
	OfTrials int // in all; fewer than scheduled after failures, more after promotions that ASHA had no need of
	Epochs   int // trained by the reported trials, early stopping aside
	OfEpochs int
}

// Progress returns how far the search is.
func (s *Search) Progress() (p Progress) {
	for b, rounds := range s.rounds {
		for r, part := range rounds {
			round := s.schedule[b].Rounds[r]
			work, reported, open := round.ToEpoch-round.FromEpoch, 0, 0
			for _, slot := range s.slots[part.from:part.to] {
				if slot.state == scored || slot.state == failed {
					reported++
				}
			}
			if s.ended == nil {
				open = s.expected(b, r)
			}
			p.Trials, p.Epochs = p.Trials+reported, p.Epochs+reported*work
			p.OfTrials, p.OfEpochs = p.OfTrials+reported+open, p.OfEpochs+(reported+open)*work
		}
	}
	return p
}

// Space returns the space that is searched.
func (s *Search) Space() Space { return s.space }

// Schedule returns the schedule of the search.
func (s *Search) Schedule() Schedule { return s.schedule }

// Options returns the options of the search.
func (s *Search) Options() Options { return s.options }
