package plan

import (
	"fmt"
	"slices"
	"strings"
)

// Optimizer turns gradients into steps. A plan without one has Adam, Keras' and this package's default; AdamW is Adam
// with weight decay.
type Optimizer struct {
	Kind     string  `json:"kind"`               // "sgd" or "rmsprop"
	Momentum float64 `json:"momentum,omitempty"` // of SGD: how much of the last step goes into the next
	Nesterov bool    `json:"nesterov,omitempty"` // SGD looks ahead by its momentum
}

// The kinds of optimizers.
const (
	KindAdam    = "adam"
	KindSGD     = "sgd"
	KindRMSprop = "rmsprop"
)

// adamWDecay is the default weight decay of Keras' AdamW.
const adamWDecay = 0.004

// Adam trains with Keras' Adam (β₁ 0.9, β₂ 0.999, ε 1e-7), which a plan has by itself.
func Adam() Option { return func(p *Plan) { p.Optimizer = nil } }

// AdamW is Adam with decoupled weight decay, Keras' 0.004 unless WeightDecay says another.
func AdamW() Option {
	return func(p *Plan) {
		if p.Optimizer = nil; p.WeightDecay == 0 {
			p.WeightDecay = adamWDecay
		}
	}
}

// SGD is stochastic gradient descent with momentum, 0 for none; its rate is 0.01 unless Rate says another.
func SGD(momentum float64) Option {
	return func(p *Plan) { p.Optimizer = &Optimizer{Kind: KindSGD, Momentum: momentum} }
}

// Nesterov is SGD that takes the gradient's step from where the momentum leads (Sutskever et al. 2013).
func Nesterov(momentum float64) Option {
	return func(p *Plan) { p.Optimizer = &Optimizer{Kind: KindSGD, Momentum: momentum, Nesterov: true} }
}

// RMSprop divides the gradient by the root of a running mean of its squares: Keras' RMSprop with ρ 0.9 and ε 1e-7.
func RMSprop() Option { return func(p *Plan) { p.Optimizer = &Optimizer{Kind: KindRMSprop} } }

// kind is the optimizer's name.
func (o *Optimizer) kind() string {
	if o == nil {
		return KindAdam
	}
	return o.Kind
}

// rate is the learning rate that Keras gives the optimizer by default.
func (o *Optimizer) rate() float64 {
	if o.kind() == KindSGD {
		return 0.01
	}
	return 0.001
}

// SteppedSlot holds the weights that the steps move where the weights themselves are their running mean.
const SteppedSlot = "stepped"

// Slots are the tensors that a training keeps for each weight besides the weight, by the names in their file: those of
// the optimizer, then SteppedSlot where the weights are a running mean.
func (p Plan) Slots() []string {
	if p.EMA > 0 {
		return append(p.Optimizer.Slots(), SteppedSlot)
	}
	return p.Optimizer.Slots()
}

func (o *Optimizer) Slots() []string {
	switch {
	case o.kind() == KindAdam:
		return []string{"mean", "variance"}
	case o.kind() == KindRMSprop:
		return []string{"velocity"}
	case o.Momentum > 0:
		return []string{"momentum"}
	}
	return nil
}

func (o *Optimizer) check() error {
	kinds := []string{KindAdam, KindSGD, KindRMSprop}
	switch {
	case o == nil:
		return nil
	case !slices.Contains(kinds, o.Kind):
		return fmt.Errorf("there is no optimizer %q; the optimizers are %s, and adamw on the command line", o.Kind,
			strings.Join(kinds, ", "))
	case !(o.Momentum >= 0 && o.Momentum < 1):
		return fmt.Errorf("momentum is %g; it must be at least 0 and below 1, for example 0.9", o.Momentum)
	case o.Kind != KindSGD && (o.Momentum > 0 || o.Nesterov):
		return fmt.Errorf("%s has no momentum; SGD has", o.Kind)
	case o.Nesterov && o.Momentum == 0:
		return fmt.Errorf("Nesterov needs a momentum, for example 0.9")
	}
	return nil
}
