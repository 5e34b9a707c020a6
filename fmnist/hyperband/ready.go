package hyperband

import (
	"iter"
	"slices"
)

// Ready returns all trials that can be trained now, in the order of the schedule; of an asynchronous bracket those of
// the later rounds come first. They do not depend on each other: several machines may train one each. It is empty when
// the search has ended.
func (s *Search) Ready() []Trial { return slices.Collect(s.ready()) }

// Next returns the first trial that can be trained, the same one until something is reported; ok is false when the
// search is over.
func (s *Search) Next() (trial Trial, ok bool) {
	for trial := range s.ready() {
		return trial, true
	}
	return Trial{}, false
}

// ready lists what Ready returns.
func (s *Search) ready() iter.Seq[Trial] {
	return func(yield func(Trial) bool) {
		for b, rounds := range s.rounds {
			if s.ended != nil {
				return
			}
			for r := range rounds {
				part := rounds[r]
				if s.schedule[b].Factor > 0 { // algorithm 2 promotes before it draws
					part = rounds[len(rounds)-1-r]
				}
				for _, slot := range s.slots[part.from:part.to] {
					if slot.state == ready && !yield(slot.trial) {
						return
					}
				}
			}
		}
	}
}
