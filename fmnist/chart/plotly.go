package chart

import (
	"encoding/json"
	"fmt"
	"image/color"
	"math"
)

// figure is a Plotly figure; the names are Plotly's.
type figure struct {
	Data   []trace        `json:"data"`
	Layout map[string]any `json:"layout"`
}

type trace struct {
	Type   string         `json:"type"`
	Name   string         `json:"name,omitempty"`
	Mode   string         `json:"mode,omitempty"`
	X      Values         `json:"x"`
	Y      Values         `json:"y"`
	Line   map[string]any `json:"line,omitempty"`
	Marker map[string]any `json:"marker,omitempty"`
}

// layout returns titles, size and axes.
func layout(title, note, x, y string, w, h float64, logX, logY bool) map[string]any {
	if note != "" {
		title += " (" + note + ")"
	}
	side := func(name string, log bool) map[string]any {
		a := map[string]any{"title": map[string]any{"text": name}}
		if log {
			a["type"] = "log"
		}
		return a
	}
	return map[string]any{"title": map[string]any{"text": title}, "width": w, "height": h,
		"xaxis": side(x, logX), "yaxis": side(y, logY)}
}

// Plotly implements Interactive.
func (l Line) Plotly() ([]byte, error) {
	w, h := l.size(nil)
	f := figure{Data: []trace{}, Layout: layout(l.Title, l.Note, l.X, l.Y, w, h, l.LogX, l.LogY)}
	for i, s := range l.Series {
		t := trace{Type: "scatter", Name: s.Name, Mode: "lines", Line: map[string]any{"color": hex(s.color(i))}}
		for k := range s.n() {
			x, y := s.point(k)
			if !finite(x) || !l.shown(x, y) {
				y = math.NaN() // Plotly breaks a line at null
			}
			t.X, t.Y = append(t.X, x), append(t.Y, y)
		}
		switch {
		case s.NoLine:
			t.Mode = "markers"
		case s.Markers:
			t.Mode = "lines+markers"
		}
		if s.dashed(i) {
			t.Line["dash"] = "dash"
		}
		f.Data = append(f.Data, t)
	}
	if marks := l.plotlyMarks(); len(marks) > 0 {
		f.Layout["shapes"] = marks
	}
	return encode(f)
}

// plotlyMarks returns the upright lines.
func (l Line) plotlyMarks() []map[string]any {
	var out []map[string]any
	for _, m := range l.Marks {
		if finite(m.At) {
			out = append(out, map[string]any{"type": "line", "x0": m.At, "x1": m.At, "y0": 0, "y1": 1, "yref": "paper",
				"line": map[string]any{"dash": "dot", "width": 1}, "label": map[string]any{"text": m.Label}})
		}
	}
	return out
}

// Plotly implements Interactive; points are drawn by WebGL, one trace a class.
func (s Scatter) Plotly() ([]byte, error) {
	w, h := s.size(nil)
	f := figure{Data: []trace{}, Layout: layout(s.Title, s.Note, s.X, s.Y, w, h, false, false)}
	points := s.visible()
	at := map[int]int{}
	for k, c := range s.classes(points) {
		t := trace{Type: "scattergl", Mode: "markers",
			Marker: map[string]any{"color": hex(classColor(c)), "size": 2 * s.radius(len(points))}}
		if len(s.Classes) > 0 {
			t.Name = s.className(c)
		}
		at[c] = k
		f.Data = append(f.Data, t)
	}
	for _, i := range points {
		t := &f.Data[at[s.class(i)]]
		t.X, t.Y = append(t.X, s.Xs[i]), append(t.Y, s.Ys[i])
	}
	if s.Equal {
		f.Layout["yaxis"].(map[string]any)["scaleanchor"] = "x"
	}
	return encode(f)
}

func encode(f figure) ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("chart: cannot write the figure: %w", err)
	}
	return b, nil
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
