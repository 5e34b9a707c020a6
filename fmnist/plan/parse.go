package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// parseLimit is the size of the largest plan that Parse reads, bytes: a hundred times what the largest sensible network
// takes.
const parseLimit = 1 << 20

// Parse reads one plan as JSON, and nothing else: an unknown field, one in other letters (JSON knows "Epochs" from
// "epochs"), one that appears twice, something after the plan or more than 1 MiB is an error, so that a slip
// never becomes a default. Names that earlier versions wrote are read where their meaning is the same. Check says
// whether the plan can be trained.
func Parse(r io.Reader) (p Plan, err error) {
	text, err := io.ReadAll(io.LimitReader(r, parseLimit+1))
	if err != nil {
		return p, fmt.Errorf("the plan cannot be read: %w", err)
	}
	if len(text) > parseLimit {
		return p, fmt.Errorf("this is not a plan: it has more than %d bytes", parseLimit)
	}
	// Before names of earlier versions are exchanged, which would hide a field that stands there twice, and after it.
	if err := exactFields(json.NewDecoder(bytes.NewReader(text)), reflect.TypeFor[Plan](), "the plan"); err != nil {
		return p, fmt.Errorf("this is not a plan: %w", err)
	}
	text = renamed(text)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return p, fmt.Errorf("this is not a plan: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return p, errors.New("this is not a plan: something follows the JSON object")
	}
	if err := exactFields(json.NewDecoder(bytes.NewReader(text)), reflect.TypeFor[Plan](), "the plan"); err != nil {
		return p, fmt.Errorf("this is not a plan: %w", err)
	}
	return p, nil
}

// exactFields reads one value that is known to fit its type, and compares the names of its fields letter by letter.
func exactFields(d *json.Decoder, t reflect.Type, where string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch token {
	case json.Delim('{'):
		return fieldsOf(d, t, where)
	case json.Delim('['):
		var elem reflect.Type
		if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
			elem = t.Elem()
		}
		for d.More() {
			if err := exactFields(d, elem, where); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}

func fieldsOf(d *json.Decoder, t reflect.Type, where string) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(token)
		if seen[name] {
			return fmt.Errorf("%q stands twice in %s", name, where)
		}
		seen[name] = true
		field, want := fieldNamed(t, name)
		if want != name {
			return fmt.Errorf("%q in %s is spelt %q", name, where, want)
		}
		if err := exactFields(d, field, name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// fieldNamed finds the field that encoding/json fills from a name, which may differ from the field's in the case of
// letters.
func fieldNamed(t reflect.Type, name string) (field reflect.Type, want string) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, name
	}
	for _, f := range reflect.VisibleFields(t) {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == name {
			return f.Type, name
		}
		if strings.EqualFold(tag, name) {
			field, want = f.Type, tag
		}
	}
	if want == "" { // a map or another type's own form
		return nil, name
	}
	return field, want
}
