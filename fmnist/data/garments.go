package data

import "math"

// part is one shape of a garment: its outline and its shade relative to the cloth,
// where 0 cuts a hole and more than 1 is lighter.
type part struct {
	outline polygon
	shade   float64
}

// garments draws each class as parts from back to front, within -1 … 1.
var garments = [Classes]func(dice) []part{
	tShirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, boot,
}

// upper is what T-shirt, pullover, coat and shirt share: a body and two sleeves.
// Their measures overlap, so that no single one gives the class away.
type upper struct {
	chest, hem, length float64 // half widths, and y of the hem
	sleeve             float64 // length from the shoulder
	wide               float64 // width of the sleeve
	hang               float64 // angle below the horizontal in radians
	neck, scoop        float64 // half width and depth of the neck opening
}

// parts are the sleeves behind the body, and the neck opening cut from it.
func (u upper) parts(d dice) []part {
	shoulder := point{u.chest * 0.95, -0.72}
	sin, cos := math.Sincos(u.hang)
	cuff := point{shoulder.x + u.sleeve*cos, shoulder.y + u.sleeve*sin}
	arm := polygon{
		{shoulder.x - 0.1, shoulder.y - 0.06}, {shoulder.x + 0.12, shoulder.y + 0.02},
		{cuff.x + 0.5*u.wide*sin, cuff.y - 0.5*u.wide*cos}, {cuff.x - 0.5*u.wide*sin, cuff.y + 0.5*u.wide*cos},
		{u.chest * 0.9, shoulder.y + u.wide + 0.12}, {u.chest * 0.5, shoulder.y + 0.1},
	}
	body := mirrored(
		point{u.neck, -0.85}, shoulder, point{u.chest, -0.3},
		point{(u.chest + u.hem) / 2 * d.in(0.9, 1.02), 0.2}, point{u.hem, u.length},
	)
	opening := mirrored(point{u.neck * 0.95, -0.95}, point{u.neck * 0.7, -0.85 + u.scoop*0.7},
		point{0.01, -0.85 + u.scoop})
	sleeve := d.in(0.75, 1)
	return []part{{arm, sleeve}, {arm.flipped(), sleeve}, {body, 1}, {opening, d.in(0, 0.3)}}
}

func tShirt(d dice) []part {
	u := upper{
		chest: d.in(0.4, 0.56), hem: d.in(0.4, 0.58), length: d.in(0.6, 0.95),
		sleeve: d.in(0.22, 0.55), wide: d.in(0.24, 0.36), hang: d.in(0.3, 1),
		neck: d.in(0.15, 0.28), scoop: d.in(0.1, 0.35),
	}
	return u.parts(d)
}

func pullover(d dice) []part {
	u := upper{
		chest: d.in(0.4, 0.56), hem: d.in(0.38, 0.54), length: d.in(0.6, 0.92),
		sleeve: d.in(1.05, 1.5), wide: d.in(0.18, 0.3), hang: d.in(1.05, 1.45),
		neck: d.in(0.12, 0.22), scoop: d.in(0.05, 0.18),
	}
	band := mirrored(point{u.hem * 1.02, u.length - 0.12}, point{u.hem, u.length})
	return append(u.parts(d), part{band, d.in(0.7, 1.1)})
}

func coat(d dice) []part {
	u := upper{
		chest: d.in(0.4, 0.56), hem: d.in(0.42, 0.62), length: d.in(0.75, 1),
		sleeve: d.in(1.05, 1.5), wide: d.in(0.2, 0.32), hang: d.in(1.05, 1.45),
		neck: d.in(0.12, 0.22), scoop: d.in(0.1, 0.35),
	}
	shift := d.about(0.05)
	front := stroke(d.in(0.06, 0.14), point{shift, -0.6}, point{shift + d.about(0.04), u.length})
	lapel := polygon{{u.neck, -0.85}, {u.neck + 0.12, -0.55}, {shift, d.in(-0.3, 0)}, {shift, -0.55}}
	collar := d.in(0.5, 0.85)
	return append(u.parts(d), part{lapel, collar}, part{lapel.flipped(), collar}, part{front, d.in(0, 0.45)})
}

func shirt(d dice) []part {
	u := upper{
		chest: d.in(0.4, 0.56), hem: d.in(0.4, 0.58), length: d.in(0.65, 0.98),
		sleeve: d.in(1, 1.45), wide: d.in(0.18, 0.3), hang: d.in(1, 1.4),
		neck: d.in(0.12, 0.22), scoop: d.in(0.08, 0.25),
	}
	if d.chance(0.35) { // short sleeves: what makes shirts hard to tell from T-shirts
		u.sleeve, u.wide, u.hang = d.in(0.3, 0.6), d.in(0.24, 0.34), d.in(0.4, 1)
	}
	parts := u.parts(d)
	wing := polygon{{0.02, -0.68}, {u.neck + 0.06, -0.92}, {u.neck + 0.12, -0.7}, {0.14, -0.5}}
	collar := d.in(1.1, 1.35)
	parts = append(parts, part{wing, collar}, part{wing.flipped(), collar})
	for y := -0.4; y < u.length-0.1; y += 0.26 {
		button := polygon{{-0.05, y}, {0.05, y}, {0.05, y + 0.1}, {-0.05, y + 0.1}}
		parts = append(parts, part{button, d.in(0.2, 0.5)})
	}
	return parts
}

func dress(d dice) []part {
	top, waist, hem := d.in(0.22, 0.4), d.in(0.18, 0.34), d.in(0.3, 0.62)
	at := d.in(-0.25, 0.15)
	body := mirrored(point{top * 0.6, -0.95}, point{top, -0.7}, point{top, -0.45}, point{waist, at}, point{hem, 0.98})
	parts := []part{{body, 1}, {mirrored(point{top * 0.45, -1}, point{0.02, d.in(-0.85, -0.6)}), 0}}
	if d.chance(0.5) {
		arm := polygon{{top * 0.7, -0.9}, {top + d.in(0.12, 0.3), d.in(-0.6, 0.2)}, {top * 0.95, -0.4}}
		parts = append(parts, part{arm, 0.9}, part{arm.flipped(), 0.9})
	}
	if d.chance(0.4) {
		parts = append(parts, part{stroke(0.1, point{-waist, at}, point{waist, at}), d.in(0.4, 1.3)})
	}
	return parts
}

func trouser(d dice) []part {
	waist, knee, foot := d.in(0.24, 0.38), d.in(0.24, 0.42), d.in(0.22, 0.44)
	crotch, gap := d.in(-0.5, -0.2), d.in(0.02, 0.1)
	leg := polygon{{0, -0.97}, {waist, -0.97}, {knee, 0}, {foot, 0.97}, {foot - d.in(0.16, 0.26), 0.97}, {gap, 0.1},
		{0, crotch}}
	return []part{{leg, 1}, {leg.flipped(), d.in(0.85, 1)},
		{stroke(0.1, point{-waist, -0.92}, point{waist, -0.92}), d.in(0.6, 1.2)}}
}
