package data

import "math"

// Shoes point to the left, as nearly all do in the real data.

// sole is a slab from heel (right) to toe with a raised heel.
func sole(thick, heel, floor float64) polygon {
	return polygon{
		{-0.95, floor - thick}, {0.3, floor - thick}, {0.55, floor - thick - heel*0.6}, {0.92, floor - thick - heel},
		{0.92, floor}, {0.92 - 0.3*min(1, heel*4), floor}, {0.5, floor - heel*0.6}, {0.3, floor}, {-0.88, floor},
	}
}

func sandal(d dice) []part {
	floor, heel := d.in(0.35, 0.6), d.in(0, 0.5)
	thick := d.in(0.08, 0.18)
	parts := []part{{sole(thick, heel, floor), 1}}
	width := d.in(0.07, 0.16)
	for range 1 + d.below(3) { // straps over the toes: arches with nothing between them and the sole
		at := d.in(-0.75, -0.1)
		parts = append(parts, part{stroke(width, arc(point{at, floor - thick}, d.in(0.15, 0.3), d.in(0.2, 0.4), math.Pi,
			2*math.Pi)...), d.in(0.6, 1.2)})
	}
	if d.chance(0.8) { // a strap around the ankle
		top := floor - thick - heel - d.in(0.35, 0.6)
		parts = append(parts,
			part{stroke(width, point{0.88, floor - thick - heel}, point{0.82, top}, point{0.35, top + 0.1}),
				d.in(0.6, 1.2)},
			part{stroke(width, point{0.35, top + 0.1}, point{d.in(-0.3, 0.2), floor - thick}), d.in(0.6, 1.2)})
	}
	return parts
}

func sneaker(d dice) []part {
	floor, top := d.in(0.35, 0.6), d.in(-0.35, -0.1)
	thick := d.in(0.1, 0.22)
	low := floor - thick*0.8
	toe := d.in(0.25, 0.42)
	shoe := polygon{
		{-0.95, low}, {-0.95, low - toe*0.4}, {-0.75, low - toe}, {-0.25, low - toe - 0.12},
		{0.15, top + 0.05}, {0.4, top}, {0.5, top + 0.14}, {0.8, top + d.in(-0.05, 0.12)}, {0.93, top + 0.05},
		{0.93, low},
	}
	parts := []part{{shoe, 1}, {sole(thick, 0.02, floor), d.in(0.5, 1.4)}}
	for i := range 3 {
		at := point{-0.22 + 0.17*float64(i), low - toe - 0.06 - 0.12*float64(i)}
		parts = append(parts, part{stroke(0.06, at, point{at.x + 0.12, at.y + 0.2}), d.in(0.2, 1.4)})
	}
	if d.chance(0.6) { // a band on the side
		parts = append(parts, part{stroke(d.in(0.06, 0.14), point{0.2, low}, point{0.45, top + 0.25}), d.in(0.2, 1.4)})
	}
	return parts
}

func boot(d dice) []part {
	floor, top := d.in(0.6, 0.9), d.in(-0.95, -0.5)
	thick, heel := d.in(0.06, 0.14), d.in(0, 0.28)
	low := floor - thick*0.8
	toe := d.in(0.25, 0.45)
	front := d.in(-0.05, 0.2)
	shaft := polygon{
		{-0.93, low}, {-0.93, low - toe*0.4}, {-0.7, low - toe}, {-0.2, low - toe - 0.18},
		{front, low - toe - 0.45}, {front - d.in(0, 0.1), top}, {0.85, top + d.about(0.05)}, {0.82, 0},
		{0.93, low - heel}, {0.3, low},
	}
	parts := []part{{shaft, 1}, {sole(thick, heel, floor), d.in(0.4, 1.3)}}
	if d.chance(0.5) { // an elastic insert or a zip
		parts = append(parts, part{stroke(d.in(0.06, 0.2), point{d.in(0.3, 0.55), top}, point{0.45, low - toe}),
			d.in(0.3, 0.7)})
	}
	if d.chance(0.4) { // a cuff
		parts = append(parts, part{stroke(0.14, point{front - 0.05, top + 0.08}, point{0.86, top + 0.08}),
			d.in(0.6, 1.3)})
	}
	return parts
}

func bag(d dice) []part {
	top, bottom := d.in(-0.35, 0), d.in(0.55, 0.9)
	wide, foot := d.in(0.55, 0.95), d.in(0.6, 0.95)
	handle := stroke(d.in(0.07, 0.18), arc(point{d.about(0.05), top}, wide*d.in(0.35, 0.75), d.in(0.3, 0.65), math.Pi,
		2*math.Pi)...)
	body := mirrored(point{wide * 0.9, top - 0.03}, point{wide, top + 0.1}, point{foot, bottom - 0.1},
		point{foot * 0.93, bottom})
	parts := []part{{handle, d.in(0.6, 1.2)}, {body, 1}}
	if d.chance(0.5) { // a flap
		parts = append(parts, part{mirrored(point{wide * 0.95, top}, point{wide * 0.8, top + d.in(0.2, 0.5)}),
			d.in(0.6, 1.25)})
	}
	if d.chance(0.5) { // a clasp
		at := top + d.in(0.15, 0.5)
		parts = append(parts, part{mirrored(point{0.1, at}, point{0.1, at + 0.14}), d.in(0.1, 1.5)})
	}
	return parts
}
