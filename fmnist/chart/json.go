package chart

import (
	"encoding/json"
	"fmt"
)

// tagged is a chart in JSON with its kind, for places that hold any chart.
type tagged struct {
	Kind  string
	Chart json.RawMessage
}

// kinds decodes each kind of chart.
var kinds map[string]func([]byte) (Chart, error)

func init() { // a literal would refer to itself through Row
	kinds = map[string]func([]byte) (Chart, error){
		"line": decode[Line], "bars": decode[Bars], "heat": decode[Heat], "scatter": decode[Scatter],
		"images": decode[Images], "table": decode[Table], "matrix": decode[Matrix], "parallel": decode[Parallel],
		"text": decode[Text], "row": decode[Row], "captioned": decode[Captioned],
	}
}

func decode[C Chart](b []byte) (Chart, error) {
	var c C
	err := json.Unmarshal(b, &c)
	return c, err
}

// kindOf names the kind of a chart of this package, by value or by pointer.
func kindOf(c Chart) string {
	switch c.(type) {
	case Line, *Line:
		return "line"
	case Bars, *Bars:
		return "bars"
	case Heat, *Heat:
		return "heat"
	case Scatter, *Scatter:
		return "scatter"
	case Images, *Images:
		return "images"
	case Table, *Table:
		return "table"
	case Matrix, *Matrix:
		return "matrix"
	case Parallel, *Parallel:
		return "parallel"
	case Text, *Text:
		return "text"
	case Row, *Row:
		return "row"
	case Captioned, *Captioned:
		return "captioned"
	}
	return ""
}

// Marshal writes any chart of this package with its kind, so that Unmarshal needs not be told what it is. encoding/json
// alone suffices where the kind is known.
func Marshal(c Chart) ([]byte, error) {
	if c == nil {
		return []byte("null"), nil
	}
	kind := kindOf(c)
	if kind == "" {
		return nil, fmt.Errorf("chart: cannot write a %T as JSON, only charts of this package", c)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("chart: cannot write a %s as JSON: %w", kind, err)
	}
	return json.Marshal(tagged{kind, b})
}

// Unmarshal reads what Marshal wrote; the chart is a value, not a pointer. JSON null gives nil.
func Unmarshal(b []byte) (Chart, error) {
	var t *tagged
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, fmt.Errorf("chart: not a chart in JSON: %w", err)
	}
	if t == nil {
		return nil, nil
	}
	dec, ok := kinds[t.Kind]
	if !ok {
		return nil, fmt.Errorf("chart: unknown kind of chart %q; was it written by a newer version?", t.Kind)
	}
	c, err := dec(t.Chart)
	if err != nil {
		return nil, fmt.Errorf("chart: cannot read a %s from JSON: %w", t.Kind, err)
	}
	return c, nil
}

// rowJSON is a Row with its charts encoded.
type rowJSON struct {
	Title   string            `json:",omitempty"`
	Charts  []json.RawMessage `json:",omitempty"`
	Columns int               `json:",omitempty"`
	Note    string            `json:",omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (r Row) MarshalJSON() ([]byte, error) {
	out := rowJSON{Title: r.Title, Columns: r.Columns, Note: r.Note}
	for _, c := range r.Charts {
		b, err := Marshal(c)
		if err != nil {
			return nil, err
		}
		out.Charts = append(out.Charts, b)
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Row) UnmarshalJSON(b []byte) error {
	var in rowJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*r = Row{Title: in.Title, Columns: in.Columns, Note: in.Note}
	for _, raw := range in.Charts {
		c, err := Unmarshal(raw)
		if err != nil {
			return err
		}
		r.Charts = append(r.Charts, c)
	}
	return nil
}

// captionedJSON is a Captioned with its chart encoded.
type captionedJSON struct {
	Chart   json.RawMessage
	Caption string
}

// MarshalJSON implements json.Marshaler.
func (k Captioned) MarshalJSON() ([]byte, error) {
	b, err := Marshal(k.Chart)
	if err != nil {
		return nil, err
	}
	return json.Marshal(captionedJSON{b, k.Caption})
}

// UnmarshalJSON implements json.Unmarshaler.
func (k *Captioned) UnmarshalJSON(b []byte) error {
	var in captionedJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	k.Caption, k.Chart = in.Caption, nil
	if len(in.Chart) == 0 {
		return nil
	}
	c, err := Unmarshal(in.Chart)
	k.Chart = c
	return err
}
