package hyperband

import (
	"fmt"
	"slices"
)

// ASHA returns the schedule of asynchronous successive halving (Li et al., "A System for Massively Parallel
// Hyperparameter Tuning", MLSys 2020, algorithm 2): trials points, and the rounds (the paper's rungs) of
// SuccessiveHalving, which do not wait for each other. Whenever a trial is reported, the best 1/factor of what its
// round has so far goes on. So a worker that is free has something to do as long as there are points, and what goes on
// depends on the order of the reports: an early trial may be promoted that a later one overtakes, in whose place the
// later one is promoted too. The trials and epochs of the schedule are therefore the fewest that there will be.
//
// The paper draws points until its time is up; here their number is the end.
func ASHA(trials, maxEpochs, factor int) (Schedule, error) {
	schedule, err := SuccessiveHalving(trials, maxEpochs, factor)
	if err != nil {
		return nil, fmt.Errorf("asynchronous %w", err)
	}
	schedule[0].Factor = factor
	return schedule, CheckSchedule(schedule)
}

// Asynchronous reports whether some bracket of the schedule is: then the order of reports matters.
func (s Schedule) Asynchronous() bool {
	return slices.ContainsFunc(s, func(b Bracket) bool { return b.Factor > 0 })
}

// width is the number of slots of a round. Of an asynchronous bracket every point has one in every round: which of them
// are filled depends on the order of the reports, and so their IDs do not.
func (b Bracket) width(round int) int {
	if b.Factor > 0 {
		round = 0
	}
	return b.Rounds[round].Trials
}

// places is the number of slots of a bracket.
func (b Bracket) places() int {
	sum := 0
	for round := range b.Rounds {
		sum += b.width(round)
	}
	return sum
}

// shorten gives up the points of an asynchronous bracket from a slot of its first round on.
func (s *Search) shorten(rounds []span, slot int) {
	for _, part := range rounds {
		for i := part.from + slot - rounds[0].from; i < part.to; i++ {
			s.slots[i].state = void
		}
	}
}

// advance is algorithm 2's get_job, asked once after each report: of the rounds, the latest first, one whose best
// 1/factor holds a trial that is not promoted yet promotes the best of those. A report adds at most one such trial, and
// only to its own round: so it is enough to look there, nothing else is ever left to promote, and the worker that
// reports is the one that the paper gives it to. A failed trial is no result.
func (s *Search) advance(bracket, round int) {
	rounds := s.rounds[bracket]
	if round+1 < len(rounds) {
		past, now := rounds[round], rounds[round+1]
		for _, place := range s.best(past, s.schedule[bracket].Factor) {
			slot, parent := &s.slots[now.from+place], s.slots[past.from+place].trial
			if slot.state == waiting {
				slot.state, slot.trial.Parent, slot.trial.Point = ready, parent.ID, parent.Point
				return
			}
		}
	}
	s.settle(rounds)
}

// best are the places in a round of the best 1/factor of its results, the best first and equal ones in the order of
// the schedule.
func (s *Search) best(part span, factor int) []int {
	var places []int
	for i, slot := range s.slots[part.from:part.to] {
		if slot.state == scored {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return s.better(s.slots[part.from+a].score, s.slots[part.from+b].score)
	})
	return places[:len(places)/factor]
}

// settle ends an asynchronous bracket of which all that could be trained is reported.
func (s *Search) settle(rounds []span) {
	for _, slot := range s.slots[rounds[0].from:rounds[len(rounds)-1].to] {
		if slot.state == ready {
			return
		}
	}
	for i := rounds[0].from; i < rounds[len(rounds)-1].to; i++ {
		if s.slots[i].state == waiting {
			s.slots[i].state = void
		}
	}
}

// expected is how many trials of a round are neither reported nor given up. Of the later rounds of an asynchronous
// bracket it is the fewest, as long as the bracket is not settled.
func (s *Search) expected(bracket, round int) int {
	open, waits := 0, 0
	part, taken := s.rounds[bracket][round], 0
	for _, slot := range s.slots[part.from:part.to] {
		switch slot.state {
		case waiting:
			waits++
		case ready:
			open, taken = open+1, taken+1
		case scored, failed:
			taken++
		}
	}
	if s.schedule[bracket].Factor > 0 {
		waits = min(waits, max(0, s.schedule[bracket].Rounds[round].Trials-taken))
	}
	return open + waits
}
