package chart

import (
	"encoding/json"
	"fmt"
	"math"
)

// Values is a list of numbers that survives JSON: NaN is written as null, infinities as "+Inf" and "-Inf", which
// encoding/json would refuse. A []float64 can be assigned to it as it is.
type Values []float64

// MarshalJSON implements json.Marshaler.
func (v Values) MarshalJSON() ([]byte, error) {
	if v == nil {
		return []byte("null"), nil
	}
	out := []byte{'['}
	for i, x := range v {
		if i > 0 {
			out = append(out, ',')
		}
		switch {
		case math.IsNaN(x):
			out = append(out, "null"...)
		case math.IsInf(x, 0):
			out = fmt.Appendf(out, "%q", fmt.Sprintf("%+v", x))
		default:
			b, err := json.Marshal(x)
			if err != nil {
				return nil, err
			}
			out = append(out, b...)
		}
	}
	return append(out, ']'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *Values) UnmarshalJSON(b []byte) error {
	var raw []any
	if err := json.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf("chart: values: %w", err)
	}
	if raw == nil {
		*v = nil
		return nil
	}
	out := make(Values, len(raw))
	for i, r := range raw {
		switch x := r.(type) {
		case nil:
			out[i] = math.NaN()
		case float64:
			out[i] = x
		case string:
			if x != "+Inf" && x != "-Inf" {
				return fmt.Errorf("chart: values: entry %d is %q, want a number, null, \"+Inf\" or \"-Inf\"", i, x)
			}
			out[i] = math.Inf(map[string]int{"+Inf": 1, "-Inf": -1}[x])
		default:
			return fmt.Errorf("chart: values: entry %d is a %T, want a number", i, r)
		}
	}
	*v = out
	return nil
}

// finite reports whether x can be drawn.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// span returns the smallest and largest finite value of all lists; ok is false if there is none.
func span(lists ...Values) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, l := range lists {
		for _, x := range l {
			if finite(x) {
				lo, hi, ok = math.Min(lo, x), math.Max(hi, x), true
			}
		}
	}
	return lo, hi, ok
}
