package hyperband

import (
	"fmt"
	"math"
	"slices"
)

// Space is the list of parameters to search. The order matters: with the same seed, another order gives other points.
type Space []Param

// Kind is the type of a parameter, in KerasTuner's words.
type Kind string

// The kinds of parameters.
const (
	KindInt    Kind = "Int"
	KindFloat  Kind = "Float"
	KindChoice Kind = "Choice"
	KindBool   Kind = "Boolean"
)

// Param is one parameter: a plain value, made by Int, Float, Choice or Bool and refined by its methods, each of which
// returns a changed copy.
type Param struct {
	Name     string  `json:"name"`
	Kind     Kind    `json:"kind"`
	Min      float64 `json:"min,omitempty"` // Int and Float
	Max      float64 `json:"max,omitempty"`
	By       float64 `json:"step,omitempty"`     // 0: any value in between
	LogScale bool    `json:"log,omitempty"`      // equal chances for equal ratios
	Options  Values  `json:"options,omitempty"`  // Choice
	Initial  Values  `json:"default,omitempty"`  // none or one
	Parent   string  `json:"parent,omitempty"`   // active only if this parameter …
	Active   Values  `json:"if_value,omitempty"` // … has one of these values
}

// Int is a whole number from min to max, both included.
func Int(name string, min, max int) Param {
	return Param{Name: name, Kind: KindInt, Min: float64(min), Max: float64(max), By: 1}
}

// Float is a number from min up to max, max not included.
func Float(name string, min, max float64) Param {
	return Param{Name: name, Kind: KindFloat, Min: min, Max: max}
}

// Choice is one of the options: all int, all float64, all string or all bool.
func Choice[T int | float64 | string | bool](name string, options ...T) Param {
	return Param{Name: name, Kind: KindChoice, Options: valuesOf(options)}
}

// Bool is true or false.
func Bool(name string) Param { return Param{Name: name, Kind: KindBool} }

// Log gives equal chances to equal ratios, as suits a learning rate: as many values between 0.0001 and 0.001 as between
// 0.001 and 0.01. An Int loses its step of 1.
func (p Param) Log() Param {
	p.LogScale = true
	if p.Kind == KindInt && p.By == 1 {
		p.By = 0
	}
	return p
}

// Step draws only min, min+by, min+2·by … With Log it is the ratio of neighbours. As in KerasTuner the number of values
// is the floor of (max-min)/by in floating point, plus 1: for 0, 0.5 and 0.05 the quotient is just below 10, so 0.5 is
// never drawn.
func (p Param) Step(by float64) Param {
	p.By = by
	return p
}

// Default names the value of an untuned model. It is shown in summaries; the search does not start from it.
func (p Param) Default(value any) Param {
	p.Initial = Values{value}
	return p
}

// If makes the parameter a conditional one: it is part of a point only if an earlier parameter has one of the values.
func (p Param) If(parent string, values ...any) Param {
	p.Parent, p.Active = parent, values
	return p
}

// isActive reports whether the parameter belongs to a point, given the values drawn before.
func (p Param) isActive(values map[string]any) bool {
	if p.Parent == "" {
		return true
	}
	value, ok := values[p.Parent]
	return ok && slices.ContainsFunc(p.Active, func(want any) bool { return equal(value, want) })
}

// CheckSpace reports what is wrong with a space, in one sentence.
func CheckSpace(s Space) error {
	if len(s) == 0 {
		return fmt.Errorf("the search space is empty: give it at least one parameter, such as hyperband.Float(\"learning_rate\", 1e-4, 1e-2).Log()")
	}
	for i, p := range s {
		if err := p.check(s[:i]); err != nil {
			return fmt.Errorf("parameter %d of the search space, %s(%q): %w", i+1, p.Kind, p.Name, err)
		}
	}
	return nil
}

// check reports what is wrong with a parameter that comes after the others.
func (p Param) check(earlier Space) error {
	switch {
	case p.Name == "":
		return fmt.Errorf("it has no name")
	case earlier.find(p.Name) != nil:
		return fmt.Errorf("there are two of that name")
	case len(p.Initial) > 1:
		return fmt.Errorf("it has %d defaults, want one", len(p.Initial))
	}
	var err error
	switch p.Kind {
	case KindInt, KindFloat:
		err = p.checkNumber()
	case KindChoice:
		err = p.checkChoice()
	case KindBool:
		if len(p.Initial) == 1 && kindOf(p.Initial[0]) != "bool" {
			err = fmt.Errorf("the default %v is neither true nor false", p.Initial[0])
		}
	default:
		err = fmt.Errorf("the kind %q is not one of Int, Float, Choice and Boolean", p.Kind)
	}
	if err != nil || p.Parent == "" {
		return err
	}
	parent := earlier.find(p.Parent)
	if parent == nil {
		return fmt.Errorf("it depends on %q, which is not an earlier parameter", p.Parent)
	}
	for _, value := range p.Active {
		if !parent.accepts(value) {
			return fmt.Errorf("it depends on %s being %s, which never happens", p.Parent, python(value))
		}
	}
	if len(p.Active) == 0 {
		return fmt.Errorf("it depends on %s, but on none of its values", p.Parent)
	}
	return nil
}

func (p Param) checkNumber() error {
	switch {
	case p.Kind == KindInt && (p.Min != math.Trunc(p.Min) || p.Max != math.Trunc(p.Max) || p.By != math.Trunc(p.By)):
		return fmt.Errorf("%g, %g and step %g must be whole numbers", p.Min, p.Max, p.By)
	case !(math.Abs(p.Min) <= bound && math.Abs(p.Max) <= bound):
		return fmt.Errorf("its range %g … %g is not finite, or too large for exact arithmetic", p.Min, p.Max)
	case p.Min > p.Max:
		return fmt.Errorf("its minimum %g is above its maximum %g", p.Min, p.Max)
	case p.LogScale && p.Min <= 0:
		return fmt.Errorf("a logarithmic scale needs a minimum above 0, got %g", p.Min)
	case p.By < 0, math.IsNaN(p.By), math.IsInf(p.By, 0):
		return fmt.Errorf("its step %g must be positive", p.By)
	case p.LogScale && p.By != 0 && p.By <= 1:
		return fmt.Errorf("on a logarithmic scale the step is a ratio and must be above 1, got %g", p.By)
	case p.count() > bound:
		return fmt.Errorf("its step %g is too small for its range", p.By)
	}
	if len(p.Initial) == 1 && !p.accepts(p.Initial[0]) {
		return fmt.Errorf("the default %v is not a number from %g to %g", p.Initial[0], p.Min, p.Max)
	}
	return nil
}

// bound is the largest magnitude of a number: up to 2⁵³ a float64 holds every integer.
const bound = 1 << 53

func (p Param) checkChoice() error {
	if len(p.Options) == 0 {
		return fmt.Errorf("it has no options")
	}
	for i, option := range p.Options {
		switch kind := kindOf(option); {
		case kind == "":
			return fmt.Errorf("the option %v is not an int, a finite float64, a string or a bool", option)
		case kind != kindOf(p.Options[0]):
			return fmt.Errorf("its options must be of one type, got %v and %v", p.Options[0], option)
		case slices.ContainsFunc(p.Options[:i], func(other any) bool { return equal(other, option) }):
			return fmt.Errorf("the option %v is there twice", option)
		}
	}
	if len(p.Initial) == 1 && !p.accepts(p.Initial[0]) {
		return fmt.Errorf("the default %v is not one of its options", p.Initial[0])
	}
	return nil
}

// accepts reports whether value is one that the parameter may have, whatever its step.
func (p Param) accepts(value any) bool {
	switch p.Kind {
	case KindBool:
		return kindOf(value) == "bool"
	case KindChoice:
		return slices.ContainsFunc(p.Options, func(option any) bool { return equal(option, value) })
	}
	number, ok := number(value)
	return ok && number >= p.Min && number <= p.Max && (p.Kind == KindFloat || number == math.Trunc(number))
}

// find returns the parameter of that name, or nil.
func (s Space) find(name string) *Param {
	for i := range s {
		if s[i].Name == name {
			return &s[i]
		}
	}
	return nil
}
