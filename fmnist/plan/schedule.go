package plan

import (
	"errors"
	"fmt"
	"math"
)

// Schedule moves the learning rate. Exactly one kind is used; nil means a constant rate.
type Schedule struct {
	// StepDecay multiplies the rate each time a number of epochs has passed.
	StepDecay *Decay `json:"step_decay,omitempty"`
	// Cosine falls along half a cosine from the plan's rate to zero over Cosine epochs, after Warmup epochs of linear
	// rise (Loshchilov and Hutter 2017, without restarts). It is part of the plan: extending the run does not stretch
	// it.
	Cosine int `json:"cosine,omitempty"`
	Warmup int `json:"warmup,omitempty"`
	// ReduceOnPlateau lowers the rate whenever the monitored figure stands still.
	ReduceOnPlateau *Plateau `json:"reduce_on_plateau,omitempty"`
}

// Decay multiplies the rate by Factor every Every epochs, as Keras' ExponentialDecay does with staircase=True.
type Decay struct {
	Every  int     `json:"every"`
	Factor float64 `json:"factor"`
}

func (s *Schedule) check() error {
	switch {
	case s == nil:
		return nil
	case s.StepDecay != nil && s.Cosine != 0:
		return fmt.Errorf("two schedules at once: a step decay every %d epochs and a cosine over %d; keep one",
			s.StepDecay.Every, s.Cosine)
	case s.ReduceOnPlateau != nil && (s.StepDecay != nil || s.Cosine != 0):
		return errors.New("two schedules at once: a plateau and a step decay or a cosine; keep one")
	case s.Cosine < 0 || s.Warmup < 0:
		return errors.New("a schedule's epochs must not be negative")
	case s.StepDecay != nil && (s.StepDecay.Every < 1 || !(s.StepDecay.Factor > 0 && s.StepDecay.Factor <= 1)):
		return fmt.Errorf("a step decay every %d epochs by %g is not possible; it needs at least 1 epoch and a factor above 0 and at most 1",
			s.StepDecay.Every, s.StepDecay.Factor)
	case s.StepDecay == nil && s.Cosine == 0 && s.Warmup == 0 && s.ReduceOnPlateau == nil:
		return errors.New("the schedule says nothing; set StepDecay, Cosine or ReduceOnPlateau")
	case s.Cosine > 0 && s.Warmup >= s.Cosine:
		return fmt.Errorf("the warm-up of %d epochs must be shorter than the cosine's %d", s.Warmup, s.Cosine)
	}
	return nil
}

// RateAt is the plan's learning rate at an epoch, counted from 0 and fractional: 2.5 is half-way through the third.
// What a plateau does to it is known only when the figures are.
func (p Plan) RateAt(epoch float64) float64 { return p.Schedule.At(p.LearningRate(), epoch) }

// At is the learning rate of a step; epoch counts from 0 and may be fractional (epoch 2.5 is half-way through the
// third).
func (s *Schedule) At(rate, epoch float64) float64 {
	if s == nil {
		return rate
	}
	if warm := float64(s.Warmup); epoch < warm {
		return rate * epoch / warm
	}
	if d := s.StepDecay; d != nil {
		return rate * math.Pow(d.Factor, math.Floor(epoch/float64(d.Every)))
	}
	if s.Cosine > 0 {
		share := min((epoch-float64(s.Warmup))/float64(s.Cosine-s.Warmup), 1)
		return rate * (1 + math.Cos(math.Pi*share)) / 2
	}
	return rate
}
