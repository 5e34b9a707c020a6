// Package chart holds pictures and tables as plain values.
//
// A chart is a struct that is filled in, compared, stored as JSON and only then shown: as a PNG (notebooks, reports,
// files), as text (terminals, alternative text of a notebook output), and, where it pays, as SVG or as a Plotly figure.
// The zero value of every chart is valid and says "no data"; NaN and infinite values are left out, never drawn.
//
// The package draws on its own canvas (golang.org/x/image: font rasteriser and anti-aliasing) instead of gonum/plot:
// half of the charts here are rasters or tables that gonum/plot does not have, one canvas gives PNG and SVG one look,
// and a notebook cell, which is linked anew each time, links a program of 3.9 MB instead of 10.5 MB.
//
// Sizes are in CSS pixels, the unit of a web page. PNGs hold Density device pixels per CSS pixel, so that they stay
// sharp on dense screens and in print; see SizeOf for the width at which to show one. Drawing is deterministic: the
// same value gives the same bytes.
package chart

// Density is the number of device pixels per CSS pixel in a PNG. Two is what dense screens have.
const Density = 2

// Default sizes of a line chart in CSS pixels: two beside each other fill a notebook's column of about 900.
const (
	DefaultWidth  = 640
	DefaultHeight = 400
)

// noData is drawn and written where a chart has nothing to show.
const noData = "no data"

// Chart is anything that can be shown, as a picture and as text.
type Chart interface {
	// PNG returns the picture, encoded. It fails only if the picture would be unreasonably large.
	PNG() ([]byte, error)
	// Text returns the same content for a terminal or a screen reader: no colours, no control sequences, lines of
	// about 80 columns unless the data are wider. It ends without a newline.
	Text() string
}

// Vector is a chart that can also be had as SVG, for papers and web pages. GitHub and old versions of nbconvert damage
// SVG, so notebooks are shown PNGs.
type Vector interface {
	SVG() ([]byte, error)
}

// Interactive is a chart that can also be had as a Plotly figure: a JSON object with "data" and "layout".
type Interactive interface {
	Plotly() ([]byte, error)
}

// Noted is a chart that can carry a remark, such as "synthetic data", drawn into the picture and said in the text.
type Noted interface {
	Chart
	WithNote(note string) Chart
}

// WithNote returns the chart with the remark added: by its own means if it is Noted, else as a caption.
func WithNote(c Chart, note string) Chart {
	if note == "" || c == nil {
		return c
	}
	if n, ok := c.(Noted); ok {
		return n.WithNote(note)
	}
	return Captioned{Chart: c, Caption: note}
}

// SizeOf returns the size in CSS pixels at which the chart's PNG should be shown, or 0, 0 for a chart of another
// package.
func SizeOf(c Chart) (width, height int) {
	d, ok := c.(drawer)
	if !ok {
		return 0, 0
	}
	w, h := d.size(newPen(Density))
	return int(w), int(h)
}

// joinNotes keeps both of two remarks.
func joinNotes(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return a + "; " + b
}
