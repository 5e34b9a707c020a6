package chart

// barLevels is the number of steps of a colour bar and of a heat map's colours: odd, so that a diverging scale has a
// middle, and small enough for a PNG's palette beside the blends of the letters. With hundreds of thousands of cells half
// as many look the same and save a third of the file.
const (
	barLevels  = 129
	fewLevels  = 65
	manyValues = 100_000
)

// colorBar draws an upright colour scale with its values and, turned, its name.
func colorBar(c canvas, b box, r ramp, a axis, name string) {
	for i := range barLevels {
		top := b.y + b.h*float64(barLevels-1-i)/barLevels
		next := b.y + b.h*float64(barLevels-i)/barLevels
		c.rect(box{b.x, top, b.w, next - top}, r.at(float64(i)/(barLevels-1)))
	}
	c.stroke(rectLine(b), 1, nil, axisGrey)
	st := style{size: smallSize, color: softInk}
	wide := 0.0
	for _, t := range a.ticks(5, false) {
		y := b.y + b.h*(1-a.pos(t.at))
		c.rect(box{b.x + b.w, y - 0.5, 4, 1}, axisGrey)
		c.text(b.x+b.w+7, y+4, t.label, st)
		wide = max(wide, c.pens().width(t.label, st))
	}
	if name != "" {
		c.text(b.x+b.w+wide+24, b.y+b.h/2, name, style{size: labelSize, color: ink, align: 0.5, up: true})
	}
}
