package hyperband

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Values are values of parameters: int, float64, string or bool. In JSON a float64 always has a point or an exponent,
// so that 3 and 3.0 stay what they are.
type Values []any

func valuesOf[T any](list []T) Values {
	values := make(Values, len(list))
	for i, v := range list {
		values[i] = v
	}
	return values
}

// MarshalJSON implements json.Marshaler.
func (v Values) MarshalJSON() ([]byte, error) {
	parts := make([]json.RawMessage, len(v))
	for i, value := range v {
		var err error
		if parts[i], err = marshalValue(value); err != nil {
			return nil, err
		}
	}
	return json.Marshal(parts)
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *Values) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	*v = make(Values, len(parts))
	for i, part := range parts {
		var err error
		if (*v)[i], err = unmarshalValue(part); err != nil {
			return err
		}
	}
	return nil
}

func marshalValue(value any) (json.RawMessage, error) {
	switch kindOf(value) {
	case "":
		return nil, fmt.Errorf("%v (%T) is not an int, a finite float64, a string or a bool", value, value)
	case "float64":
		return json.RawMessage(python(value)), nil // Python's and JSON's spelling of finite numbers agree
	}
	return json.Marshal(value)
}

func unmarshalValue(text json.RawMessage) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	number, ok := value.(json.Number)
	switch {
	case ok && strings.ContainsAny(number.String(), ".eE"):
		return number.Float64()
	case ok:
		n, err := strconv.Atoi(number.String())
		return n, err
	case kindOf(value) == "":
		return nil, fmt.Errorf("%s is not a number, a string or a bool", text)
	}
	return value, nil
}

// kindOf returns the type of a value, or "" if parameters cannot have it.
func kindOf(value any) string {
	switch v := value.(type) {
	case int:
		return "int"
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return "float64"
		}
	case string:
		return "string"
	case bool:
		return "bool"
	}
	return ""
}

// number returns the value of an int or a finite float64.
func number(value any) (f float64, ok bool) {
	switch v := value.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, kindOf(v) != ""
	}
	return 0, false
}

// equal reports whether two values are the same; 3 and 3.0 are, as in Python.
func equal(a, b any) bool {
	x, isNumber := number(a)
	y, alsoNumber := number(b)
	if isNumber && alsoNumber {
		return x == y
	}
	return kindOf(a) != "" && kindOf(a) == kindOf(b) && a == b
}

// python writes a value as Python's repr does, as the summaries show it.
func python(value any) string {
	switch v := value.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return pythonString(v)
	case float64:
		return pythonFloat(v)
	case Values:
		parts := make([]string, len(v))
		for i, element := range v {
			parts[i] = python(element)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(value)
}

// pythonFloat writes the shortest digits that read back as f: with an exponent below 0.0001 and from 1e16 on, else with
// at least one digit behind the point.
func pythonFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.ToLower(strings.TrimPrefix(fmt.Sprint(f), "+"))
	case f != 0 && (math.Abs(f) < 1e-4 || math.Abs(f) >= 1e16):
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// pythonString quotes with ' unless only " avoids escapes.
func pythonString(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	}
	quoted := strconv.Quote(s)
	inner := quoted[1 : len(quoted)-1]
	inner = strings.ReplaceAll(inner, `\"`, `"`)
	if quote == "'" {
		inner = strings.ReplaceAll(inner, "'", `\'`)
	}
	return quote + inner + quote
}
