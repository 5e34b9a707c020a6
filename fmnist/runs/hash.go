package runs

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// CodeEpoch is part of every ID made by NewID and of every cached value. Raise it when a change of the code changes the
// numbers that a description leads to: all older results are then no longer found.
const CodeEpoch = 2

// Hash returns the SHA-256 of the parts in hexadecimal. Each part is written as JSON with sorted keys and one spelling
// a number (1, 1.0 and 1e0 are the same), so neither the order of struct fields nor the Go type of a number matters.
//
// A part must be wholly visible to JSON. NaN, infinities, funcs and channels are errors, and so are structs with
// unexported fields and no MarshalJSON, since a change there would go unseen. A field added later with ",omitempty"
// leaves the hashes of older descriptions as they were.
func Hash(parts ...any) (string, error) {
	for i, part := range parts {
		if err := visible(reflect.ValueOf(part), fmt.Sprintf("part %d", i), 0); err != nil {
			return "", fmt.Errorf("cannot hash %T: %w", part, err)
		}
	}
	text, err := json.Marshal(parts)
	if err != nil {
		return "", fmt.Errorf("cannot hash the description: %w", err)
	}
	return hashJSON(text)
}

// hashJSON hashes JSON text independently of key order, spaces and the spelling of numbers.
func hashJSON(text []byte) (string, error) {
	canon, err := canonical(text)
	if err != nil {
		return "", fmt.Errorf("cannot hash the description: %w", err)
	}
	sum := sha256.Sum256(canon)
	return hex.EncodeToString(sum[:]), nil
}

// canonical rewrites JSON text with sorted keys, no spaces and normal numbers.
func canonical(text []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // 64-bit seeds must not pass through a float
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	value, err := normalNumbers(value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value) // Go writes maps with sorted keys
}

// normalNumbers replaces every number below value by its normal spelling.
func normalNumbers(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case json.Number:
		return normalNumber(v)
	case map[string]any:
		for key := range v {
			if v[key], err = normalNumbers(v[key]); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if v[i], err = normalNumbers(v[i]); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

// normalNumber spells integers without a fraction and all else in the shortest form that reads back as the same
// float64.
func normalNumber(n json.Number) (json.Number, error) {
	if !strings.ContainsAny(string(n), ".eE") && n != "-0" {
		return n, nil
	}
	f, err := n.Float64()
	if err != nil {
		return "", fmt.Errorf("the number %s does not fit a float64", n)
	}
	const exact = 1 << 53 // up to here every integer has its own float64
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return json.Number(strconv.FormatInt(int64(f), 10)), nil
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64)), nil
}

// What implements one of these says itself how it is written.
var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// visible reports the first struct field that JSON would leave out without being told to.
func visible(v reflect.Value, where string, depth int) error {
	if !v.IsValid() || depth > 100 { // a cycle; json.Marshal reports it
		return nil
	}
	if v.Type().Implements(jsonMarshaler) || v.Type().Implements(textMarshaler) {
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return visible(v.Elem(), where, depth+1)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := visible(v.Index(i), fmt.Sprintf("%s[%d]", where, i), depth+1); err != nil {
				return err
			}
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			if err := visible(entries.Value(), fmt.Sprintf("%s[%v]", where, entries.Key()), depth+1); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return visibleFields(v, where, depth)
	}
	return nil
}

func visibleFields(v reflect.Value, where string, depth int) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Tag.Get("json") == "-" {
			continue
		}
		if !field.IsExported() && !field.Anonymous {
			return fmt.Errorf("%s (%s) has the unexported field %s, which a hash cannot see: export it, tag it `json:\"-\"` or write a MarshalJSON",
				where, v.Type(), field.Name)
		}
		if err := visible(v.Field(i), where+"."+field.Name, depth+1); err != nil {
			return err
		}
	}
	return nil
}
