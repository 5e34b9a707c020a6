package plan

import (
	"fmt"
	"math"
)

// Schedule moves the learning rate. Exactly one kind is used; nil means a constant rate.
type Schedule struct {
	// Step multiplies the rate by Factor every Every epochs.
	Every  int     `json:"every,omitempty"`
	Factor float64 `json:"factor,omitempty"`
	// Cosine falls along half a cosine from the plan's rate to zero over Cosine epochs, after Warmup epochs of linear rise
	// (Loshchilov and Hutter 2017, without restarts). It is part of the plan: extending the run does not stretch it.
	Cosine int `json:"cosine,omitempty"`
	Warmup int `json:"warmup,omitempty"`
	// Plateau lowers the rate whenever the monitored figure stands still.
	Plateau *Plateau `json:"plateau,omitempty"`
}

func (s *Schedule) check() error {
	switch {
	case s == nil:
		return nil
	case s.Every != 0 && s.Cosine != 0:
		return fmt.Errorf("two schedules at once: steps every %d epochs and a cosine over %d; keep one", s.Every, s.Cosine)
	case s.Plateau != nil && (s.Every != 0 || s.Cosine != 0):
		return fmt.Errorf("two schedules at once: a plateau and steps or a cosine; keep one")
	case s.Every < 0 || s.Cosine < 0 || s.Warmup < 0:
		return fmt.Errorf("a schedule's epochs must not be negative")
	case s.Every > 0 && !(s.Factor > 0 && s.Factor <= 1):
		return fmt.Errorf("the step schedule's factor is %g; it must be above 0 and at most 1", s.Factor)
	case s.Every == 0 && s.Cosine == 0 && s.Warmup == 0 && s.Plateau == nil:
		return fmt.Errorf("the schedule says nothing; set Every and Factor, Cosine or Plateau")
	case s.Cosine > 0 && s.Warmup >= s.Cosine:
		return fmt.Errorf("the warm-up of %d epochs must be shorter than the cosine's %d", s.Warmup, s.Cosine)
	}
	return nil
}

// RateAt is the plan's learning rate at an epoch, counted from 0 and fractional: 2.5 is half-way through the third. What a plateau
// does to it is known only when the figures are.
func (p Plan) RateAt(epoch float64) float64 { return p.Schedule.At(p.LearningRate(), epoch) }

// At is the learning rate of a step; epoch counts from 0 and may be fractional (epoch 2.5 is half-way through the third).
func (s *Schedule) At(rate, epoch float64) float64 {
	if s == nil {
		return rate
	}
	if warm := float64(s.Warmup); epoch < warm {
		return rate * epoch / warm
	}
	if s.Every > 0 {
		return rate * math.Pow(s.Factor, math.Floor(epoch/float64(s.Every)))
	}
	if s.Cosine > 0 {
		share := min((epoch-float64(s.Warmup))/float64(s.Cosine-s.Warmup), 1)
		return rate * (1 + math.Cos(math.Pi*share)) / 2
	}
	return rate
}
