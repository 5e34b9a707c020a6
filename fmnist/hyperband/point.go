package hyperband

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Point is one value for each active parameter of a space, by name: int for Int, float64 for Float, bool for Bool, and
// for Choice the type of its options.
type Point map[string]any

// ErrPoint is in the error of Build when a point was asked for a value that it does not have.
var ErrPoint = errors.New("the point cannot give that value")

// pointError is what the getters panic with; Build turns it into an ordinary error.
type pointError struct{ error }

// Build calls build, which turns a point into a plan by means of Int, Float, String and Bool. If it asks for a value
// that is not there or of another type, Build returns an error that is ErrPoint and says which. The getters alone would
// panic: they return no error, so that a plan can be written in one expression.
func Build[Plan any](p Point, build func(Point) Plan) (plan Plan, err error) {
	defer func() {
		if failed := recover(); failed != nil {
			wrong, ok := failed.(pointError)
			if !ok {
				panic(failed) // not about points: a defect in build itself
			}
			err = wrong.error
		}
	}()
	return build(p), nil
}

// Has reports whether the point has a value of that name. A conditional parameter has none when it is not active.
func (p Point) Has(name string) bool {
	_, ok := p[name]
	return ok
}

// Int returns the value of an Int, or of a Choice of ints. Use it within Build.
func (p Point) Int(name string) int {
	value, ok := number(p.get(name))
	if !ok || value != math.Trunc(value) {
		p.fail(name, "a whole number")
	}
	return int(value)
}

// Float returns the value of a Float, or of any other number. Use it within Build.
func (p Point) Float(name string) float64 {
	value, ok := number(p.get(name))
	if !ok {
		p.fail(name, "a number")
	}
	return value
}

// String returns the value of a Choice of strings. Use it within Build.
func (p Point) String(name string) string {
	value, ok := p.get(name).(string)
	if !ok {
		p.fail(name, "a string")
	}
	return value
}

// Bool returns the value of a Bool. Use it within Build.
func (p Point) Bool(name string) bool {
	value, ok := p.get(name).(bool)
	if !ok {
		p.fail(name, "true or false")
	}
	return value
}

// get returns the value of that name.
func (p Point) get(name string) any {
	value, ok := p[name]
	if !ok {
		names := slices.Sorted(maps.Keys(p))
		panic(pointError{fmt.Errorf("%w: there is no %q among %s; a conditional parameter is absent while its parent has another value, which Has tells",
			ErrPoint, name, strings.Join(names, ", "))})
	}
	return value
}

func (p Point) fail(name, want string) {
	panic(pointError{fmt.Errorf("%w: %q is %v (%T), want %s", ErrPoint, name, p[name], p[name], want)})
}

// Key returns a text that is equal for equal points and different for different ones.
func (p Point) Key() string {
	var key strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p)) {
		fmt.Fprintf(&key, "%q=%s\n", name, python(p[name]))
	}
	return key.String()
}

// Equal reports whether two points have the same names and values.
func (p Point) Equal(q Point) bool { return maps.EqualFunc(p, q, equal) }

// MarshalJSON implements json.Marshaler.
func (p Point) MarshalJSON() ([]byte, error) {
	parts := make(map[string]json.RawMessage, len(p))
	for name, value := range p {
		text, err := marshalValue(value)
		if err != nil {
			return nil, fmt.Errorf("the value of %q: %w", name, err)
		}
		parts[name] = text
	}
	return json.Marshal(parts)
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Point) UnmarshalJSON(text []byte) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	*p = make(Point, len(parts))
	for name, part := range parts {
		value, err := unmarshalValue(part)
		if err != nil {
			return fmt.Errorf("the value of %q: %w", name, err)
		}
		(*p)[name] = value
	}
	return nil
}
