package chart

import (
	"image/color"
	"math"
)

// row draws the line of row i, broken where a value is missing.
func (p Parallel) row(c canvas, plot box, step float64, axes []axis, i int, width float64, col color.NRGBA) {
	var run []point
	for j := range axes {
		v := p.value(i, j)
		if math.IsNaN(v) {
			if len(run) > 1 {
				c.stroke(run, width, nil, col)
			}
			run = nil
			continue
		}
		t := math.Max(0, math.Min(1, axes[j].pos(v)))
		run = append(run, point{plot.x + float64(j)*step, plot.y + plot.h*(1-t)})
	}
	if len(run) > 1 {
		c.stroke(run, width, nil, col)
	}
	if len(axes) == 1 && len(run) == 1 {
		c.fill(disk(run[0], 3), col)
	}
}

// drawAxis draws axis j at the left edge of b, its name above and its values to the right on a white ground.
func (p Parallel) drawAxis(c canvas, b box, j int, a axis) {
	c.text(b.x, b.y-12, c.pens().fit(p.Axes[j].Name, axisName, b.w-axisGap+2), axisName)
	c.rect(box{b.x - 0.5, b.y, 1, b.h}, axisGrey)
	ticks := a.ticks(5, false)
	if n := len(p.Axes[j].Names); n > 0 {
		ticks = indexTicks(n, p.Axes[j].Names)
	}
	st := style{size: smallSize, color: softInk}
	for _, t := range ticks {
		if t.label == "" {
			continue
		}
		y := b.y + b.h*(1-a.pos(t.at))
		c.rect(box{b.x - 3, y - 0.5, 6, 1}, axisGrey)
		label := c.pens().fit(t.label, st, b.w-14)
		c.rect(box{b.x + 5, y - 7, c.pens().width(label, st) + 4, 14}, alpha(white, 0.85))
		c.text(b.x+7, y+4, label, st)
	}
}

// Text implements Chart: the ten best rows as a table.
func (p Parallel) Text() string {
	if len(p.Axes) == 0 || len(p.Rows) == 0 {
		return finish(append(heading(p.Title), noData), p.Note)
	}
	t := Table{}
	for _, a := range p.Axes {
		t.Header = append(t.Header, a.Name)
	}
	order := p.order()
	const most = 10
	for k := len(order) - 1; k >= 0 && len(t.Rows) < most; k-- {
		row := make([]string, len(p.Axes))
		for j, a := range p.Axes {
			v := p.value(order[k], j)
			if i := int(v); len(a.Names) > 0 && i >= 0 && i < len(a.Names) && !math.IsNaN(v) {
				row[j] = a.Names[i]
			} else if math.IsNaN(v) {
				row[j] = "–"
			} else {
				row[j] = number(v)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	lines := append(heading(p.Title), t.Text())
	if n := len(p.Rows) - len(t.Rows); n > 0 {
		lines = append(lines, "… and "+number(float64(n))+" worse rows")
	}
	return finish(lines, p.Note)
}
