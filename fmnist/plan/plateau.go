package plan

import (
	"errors"
	"fmt"
)

// Plateau lowers the learning rate when the monitored figure has not improved for Patience epochs, with the semantics
// of Keras' ReduceLROnPlateau. What it does is a function of the history alone, so a continued run goes on at the rate
// of an uninterrupted one.
type Plateau struct {
	Monitor  string  `json:"monitor"`
	Factor   float64 `json:"factor"` // what the rate is multiplied with, below 1
	Patience int     `json:"patience"`
	MinDelta float64 `json:"min_delta,omitempty"` // what counts as an improvement
	Cooldown int     `json:"cooldown,omitempty"`  // epochs after a reduction in which nothing is counted
	Least    float64 `json:"least,omitempty"`     // the rate never falls below it
}

func (p *Plateau) check(validates bool) error {
	switch {
	case p == nil:
		return nil
	case !(p.Factor > 0 && p.Factor < 1):
		return fmt.Errorf("the plateau's factor is %g; it must lie between 0 and 1", p.Factor)
	case p.Patience < 0 || p.Cooldown < 0 || !(p.MinDelta >= 0) || !(p.Least >= 0):
		return errors.New("a plateau's patience, cooldown, smallest improvement and least rate must not be negative")
	}
	return checkMonitor(p.Monitor, validates)
}

// rate is the learning rate after a history that began at that rate.
func (p *Plateau) rate(rate float64, history []Epoch) float64 {
	if p == nil {
		return rate
	}
	best, waited, cooling := worst(p.Monitor), 0, 0
	for _, e := range history {
		value := e.Figure(p.Monitor)
		if cooling > 0 {
			cooling--
			waited = 0
		}
		switch {
		case better(p.Monitor, value, best, p.MinDelta):
			best, waited = value, 0
		case cooling == 0:
			if waited++; waited >= p.Patience && rate > p.Least {
				rate = max(rate*p.Factor, p.Least)
				waited, cooling = 0, p.Cooldown
			}
		}
	}
	return rate
}

// StartRate is the plan's learning rate after a history, before StepDecay, Cosine and Warmup have their say.
func StartRate(p Plan, history []Epoch) float64 {
	if p.Schedule == nil {
		return p.LearningRate()
	}
	return p.Schedule.ReduceOnPlateau.rate(p.LearningRate(), history)
}

// reduced is Keras' line for an epoch that ended with a reduction; empty for one that did not.
func (p Plan) reduced(history []Epoch) string {
	now, before := StartRate(p, history), StartRate(p, history[:len(history)-1])
	if now == before {
		return ""
	}
	return fmt.Sprintf("Epoch %d: ReduceLROnPlateau reducing learning rate to %.6g.", len(history), now)
}
