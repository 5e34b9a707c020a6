package nb

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

// Markdown is text with markup: a heading, a link, an emphasis.
type Markdown string

// Shower is a value made of several that are shown one after the other, such as a run: a sentence, curves, a table.
type Shower interface {
	Shown() []any
}

// bundle is one output in several forms; the notebook shows the richest one it knows.
type bundle struct {
	data, meta map[string]any
}

func plain(s string) bundle { return bundle{data: map[string]any{"text/plain": s}} }

// output is where values go outside notebooks; nil is the standard output of the moment.
var output struct {
	sync.Mutex
	w io.Writer
}

// SetOutput sends what Show prints outside notebooks to w, for programs whose standard output is read by machines; nil
// is standard output. It returns the previous destination.
func SetOutput(w io.Writer) io.Writer {
	output.Lock()
	defer output.Unlock()
	old := output.w
	output.w = w
	return old
}

// Show shows the items in order: in a notebook as rich outputs, elsewhere as text. What each kind of value becomes is
// listed in the package comment; nil is skipped, and so is a fmt.Stringer's sentence that stands right above. When Show
// returns the kernel has taken everything. It fails if a picture cannot be drawn (its text is shown then) or if the
// notebook is gone, which is reported once; later calls do nothing.
func Show(items ...any) error {
	var errs []error
	for _, item := range flatten(items, 0) {
		errs = append(errs, showOne(item))
	}
	return errors.Join(errs...)
}

// Pictures are the charts that Show would show of an item.
func Pictures(item any) (charts []chart.Chart) {
	for _, part := range flatten([]any{item}, 0) {
		if c, ok := part.(chart.Chart); ok {
			charts = append(charts, c)
		}
	}
	return charts
}

// flatten replaces lists and Showers by what they hold. Ten levels are more than any honest value has.
func flatten(items []any, depth int) []any {
	var out []any
	for _, item := range items {
		var parts []any
		switch v := item.(type) {
		case nil:
			continue
		case []any:
			parts = v
		case []chart.Chart:
			for _, c := range v {
				parts = append(parts, c)
			}
		case Shower:
			parts = v.Shown()
		default:
			out = append(out, item)
			continue
		}
		if depth < 10 {
			out = append(out, flatten(parts, depth+1)...)
		}
	}
	return out
}

// above is the sentence that was shown last, "" when something else was.
var above struct {
	sync.Mutex
	sentence string
}

// stands reports whether the sentence that a value makes stands right above, because the value has said it itself when
// it was computed; otherwise it is the one above from now on. Text that a caller wrote is never left out.
func stands(item any) bool {
	sentence, value := "", false
	switch v := item.(type) {
	case chart.Captioned:
		sentence = v.Caption
	case chart.Chart, error:
	case fmt.Stringer:
		sentence, value = v.String(), true // which may compute, and show something
	case string:
		sentence = v
	}
	above.Lock()
	defer above.Unlock()
	if value && sentence == above.sentence {
		return true
	}
	above.sentence = sentence
	return false
}

func showOne(item any) error {
	if stands(item) {
		return nil
	}
	if k := kernel(); k != nil {
		b, err := rich(item)
		return errors.Join(err, k.send(b, ""))
	}
	output.Lock()
	defer output.Unlock()
	w := output.w
	if w == nil {
		w = os.Stdout
	}
	_, err := fmt.Fprintln(w, text(item))
	return err
}

// rich returns the forms of a value. If its picture cannot be drawn the error is returned beside the text form.
func rich(item any) (bundle, error) {
	switch v := item.(type) {
	case chart.Text, *chart.Text:
		return plain(text(item)), nil
	case Markdown:
		return bundle{data: map[string]any{"text/markdown": string(v), "text/plain": string(v)}}, nil
	case interface {
		chart.Chart
		Markdown() string
	}:
		return bundle{data: map[string]any{"text/markdown": v.Markdown(), "text/plain": v.Text()}}, nil
	case chart.Chart:
		return picture(v)
	}
	return plain(text(item)), nil
}

// picture returns a chart as PNG, with the width it should be shown at, and as text.
func picture(c chart.Chart) (bundle, error) {
	b := plain(c.Text())
	png, err := c.PNG()
	if err != nil {
		return b, err
	}
	b.data["image/png"] = png
	if w, _ := chart.SizeOf(c); w > 0 {
		b.meta = map[string]any{"image/png": map[string]any{"width": w}}
	}
	return b, nil
}

// text returns a value's plain form.
func text(item any) string {
	switch v := item.(type) {
	case chart.Chart:
		return v.Text()
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(item)
}
