package hyperband

import (
	"errors"
	"fmt"
	"math"
)

// Trial is one thing to train: a point, from one epoch to another. With FromEpoch above 0 it goes on from the weights
// of Parent.
type Trial struct {
	ID        string `json:"id"`    // place in the schedule, such as "0012"
	Number    int    `json:"trial"` // the same, from 0
	Parent    string `json:"parent,omitempty"`
	Point     Point  `json:"point"`
	FromEpoch int    `json:"from_epoch"`
	ToEpoch   int    `json:"to_epoch"`
	Bracket   int    `json:"bracket"`
	Round     int    `json:"round"`
	Iteration int    `json:"iteration"`
}

// Options refine a Search. The zero value maximizes.
type Options struct {
	Seed      uint64 `json:"seed"`
	Objective string `json:"objective,omitempty"` // its name, for texts; "" stands for "val_accuracy"
	Minimize  bool   `json:"minimize,omitempty"`  // the lowest score is the best, as for "val_loss"
}

// Search is a search under way: which trials there are, and what they scored. All of it follows from the arguments of
// New and the reported scores, so a Search needs no file of its own: to resume one, make it anew and report the scores
// that are already known. The order of reports matters to asynchronous brackets only. It is not for several goroutines
// at a time.
type Search struct {
	space    Space
	schedule Schedule
	options  Options
	slots    []slot   // all trials of the schedule, in its order
	rounds   [][]span // per bracket and round: its slots
	ended    error    // why the search cannot go on
	short    string   // a sentence if the space has too few points
}

// span is a range of slots.
type span struct{ from, to int }

// slot is the place of a trial in the schedule.
type slot struct {
	trial Trial
	state state
	score float64
	err   error // why it failed
}

// state is what is known about a slot.
type state int

const (
	waiting state = iota // for the round before, or for ever if the search has ended
	ready                // can be trained
	scored
	failed
	void // never filled: too few trials of the round before are left
)

// maxFailures is how many trials in a row may fail before the search ends (KerasTuner's number): then the fault is not
// in the point.
const maxFailures = 3

// Errors that end a search.
var (
	ErrFailures = errors.New("too many trials in a row failed")
	ErrUsedUp   = errors.New("the search space has too few points")
)

// New begins a search. It draws all points of all first rounds at once, so these do not depend on any score.
func New(space Space, schedule Schedule, options Options) (*Search, error) {
	if err := errors.Join(CheckSpace(space), CheckSchedule(schedule)); err != nil {
		return nil, err
	}
	if options.Objective == "" {
		options.Objective = "val_accuracy"
	}
	s := &Search{space: space, schedule: schedule, options: options}
	for _, bracket := range schedule {
		var spans []span
		for round, r := range bracket.Rounds {
			from := len(s.slots)
			for range bracket.width(round) {
				number := len(s.slots)
				s.slots = append(s.slots, slot{trial: Trial{
					ID: fmt.Sprintf("%04d", number), Number: number, FromEpoch: r.FromEpoch, ToEpoch: r.ToEpoch,
					Bracket: bracket.Number, Round: round, Iteration: bracket.Iteration,
				}})
			}
			spans = append(spans, span{from, len(s.slots)})
		}
		s.rounds = append(s.rounds, spans)
	}
	s.draw()
	return s, nil
}

// draw fills the first rounds. As in KerasTuner, a space without enough points ends the search where they run out.
func (s *Search) draw() {
	points := sampler{space: s.space, seed: s.options.Seed, tried: map[string]bool{}}
	for b, rounds := range s.rounds {
		for i := rounds[0].from; i < rounds[0].to; i++ {
			point, ok := points.next()
			if !ok {
				s.short = fmt.Sprintf("the space gave only %d different points, and the schedule wants more: add values or parameters, or lower the number of trials", len(points.tried))
				if s.schedule[b].Factor > 0 { // the points that there are do not wait for the others
					s.shorten(rounds, i)
					break
				}
				for j := i; j < len(s.slots); j++ {
					s.slots[j].state = void
				}
				return
			}
			s.slots[i].state, s.slots[i].trial.Point = ready, point
		}
	}
}

// Err returns why the search ended early: ErrFailures or ErrUsedUp with a sentence, else nil.
func (s *Search) Err() error {
	if _, more := s.Next(); s.ended == nil && !more && s.short != "" {
		return fmt.Errorf("%w: %s", ErrUsedUp, s.short)
	}
	return s.ended
}

// Report records what a trial scored, or that it failed: failure is not nil, or the score is NaN. A failed trial keeps
// its place, so one trial less is promoted. When all trials of a round are reported, the best of them are promoted, in
// an asynchronous bracket with every report (see ASHA); among equal scores the earlier trial is the better. It is an
// error to report a trial that is not ready.
func (s *Search) Report(id string, score float64, failure error) error {
	for i := range s.slots {
		slot := &s.slots[i]
		if slot.trial.ID != id {
			continue
		}
		if slot.state != ready {
			return fmt.Errorf("trial %s cannot be reported: %s", id, map[state]string{
				waiting: "it is not decided yet which point it trains", scored: "it was reported before",
				failed: "it was reported before", void: "it is not part of the search",
			}[slot.state])
		}
		if math.IsNaN(score) && failure == nil {
			failure = fmt.Errorf("its %s is not a number", s.options.Objective)
		}
		slot.state, slot.score, slot.err = scored, score, failure
		if failure != nil {
			slot.state, slot.score = failed, 0
		}
		s.promote(i)
		s.countFailures()
		return nil
	}
	return fmt.Errorf("trial %q cannot be reported: the search has no such trial", id)
}

// promote fills the rounds whose round before is complete, after the report of a slot. Of past trials and size places,
// KerasTuner promotes the best as long as more than past-size are left, and a failed one is not left: so as many places
// as trials failed stay empty.
func (s *Search) promote(reported int) {
	for b, rounds := range s.rounds {
		if s.schedule[b].Factor > 0 {
			for r, part := range rounds {
				if part.from <= reported && reported < part.to {
					s.advance(b, r)
				}
			}
			continue
		}
		for r := 1; r < len(rounds); r++ {
			past, now := rounds[r-1], rounds[r]
			if s.slots[now.from].state != waiting || !s.complete(past) {
				continue
			}
			best := s.sorted(past)
			promoted := max(0, len(best)-((past.to-past.from)-(now.to-now.from)))
			for i := now.from; i < now.to; i++ {
				if i-now.from >= promoted {
					s.slots[i].state = void
					continue
				}
				parent := best[i-now.from].Trial
				s.slots[i].state = ready
				s.slots[i].trial.Parent, s.slots[i].trial.Point = parent.ID, parent.Point
			}
		}
	}
}

// complete reports whether no trial of a round is open.
func (s *Search) complete(round span) bool {
	for _, slot := range s.slots[round.from:round.to] {
		if slot.state == waiting || slot.state == ready {
			return false
		}
	}
	return true
}

// countFailures ends the search after too many failures in a row, in the order of the schedule: that order, unlike the
// one of the reports, does not depend on which machine was faster.
func (s *Search) countFailures() {
	row := 0
	for _, slot := range s.slots {
		switch slot.state {
		case failed:
			if row++; row == maxFailures {
				s.ended = fmt.Errorf("%w: trial %s and the %d before it; the last one: %w", ErrFailures, slot.trial.ID,
					maxFailures-1, slot.err)
				return
			}
		case void: // no trial, so it neither counts nor interrupts
		default:
			row = 0
		}
	}
}
