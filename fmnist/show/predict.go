package show

import (
	"fmt"
	"image"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/photo"
	"golang.org/x/image/draw"
)

// Steps shows the way of the picture into the network.
func (p Prediction) Steps() chart.Chart {
	row := chart.Row{Title: p.File + ": from the file to the network's input", Columns: 2}
	for i, s := range p.Own.Steps {
		row.Charts = append(row.Charts, stepPicture(s, fmt.Sprintf("%d. %s", i+1, s.What)))
	}
	return note(p.Study(), row)
}

// Bars shows the likeliest classes.
func (p Prediction) Bars() chart.Chart {
	var names []string
	var values []float64
	for _, g := range p.Guesses {
		names, values = append(names, g.Class), append(values, g.Probability)
	}
	b := chart.Bar(p.File+": probabilities", names, values)
	b.Horizontal, b.Y, b.X = true, "probability", "class"
	return note(p.Study(), b)
}

// Shown is what Show makes of a prediction.
func (p Prediction) Shown() []any { return []any{p.Steps(), p.Bars()} }

// stepSide is the size at which a step is shown, CSS pixels: five for each of the network's.
const stepSide = 5 * data.Side

// stepPicture shows a step; large ones are scaled down.
func stepPicture(s photo.Step, title string) chart.Images {
	g := &image.Gray{Pix: s.Pixels, Stride: s.Width, Rect: image.Rect(0, 0, s.Width, s.Height)}
	if longest := max(s.Width, s.Height); longest > stepSide {
		small := image.NewGray(image.Rect(0, 0, max(s.Width*stepSide/longest, 1), max(s.Height*stepSide/longest, 1)))
		draw.BiLinear.Scale(small, small.Rect, g, g.Rect, draw.Src, nil)
		g = small
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	return chart.Images{Title: title, Side: w, Height: h, Pixels: g.Pix, Columns: 1, Scale: max(stepSide/max(w, h), 1)}
}
