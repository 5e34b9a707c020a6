package main

import "fmt"

// neonTiles writes NEON's matrix tiles: up to 6 × 4 vectors, whose sums fill 24 of the 32 registers; four hold B's row,
// the others A's elements. There are no masks: of cols elements the last vector is columns cols-4…cols-1, which may
// overlap the one before it; both compute the same numbers. Only tiles of fewer than four columns load and store single
// lanes.
func neonTiles(f *file) {
	for _, rows := range []int{6, 3, 1} {
		for vectors := 4; vectors >= 1; vectors-- {
			neonTile{f, rows, vectors, 4, false}.write()
		}
		for lanes := 1; lanes < 4; lanes++ {
			neonTile{f, rows, 1, lanes, false}.write()
		}
	}
	for vectors := 4; vectors >= 1; vectors-- {
		neonTile{f, 6, vectors, 4, true}.write()
	}
	for lanes := 1; lanes < 4; lanes++ {
		neonTile{f, 6, 1, lanes, true}.write()
	}
}

type neonTile struct {
	*file
	rows, vectors int
	lanes         int  // 4, or the columns of a tile that has fewer
	depthwise     bool // multiply vectors of A, not single elements
}

// General registers beside R0…R5, which point at A's rows.
const (
	tileB     = 6  // B
	tileAt    = 7  // bytes from the start of A's rows
	tileStepA = 8  // all steps in bytes
	tileEnd   = 9  // where a segment ends
	tileStepB = 10 // from one row of B to the next
	tileJumpB = 11 // from the end of a segment of B to the next
	tileSegs  = 12
	tileSegA  = 13
	tileLast  = 14 // bytes from the first column to the last vector
	tileArg   = 19 // the argument t
	tileC     = 20
	tileCOff  = 21
	tileLeft  = 22 // valid rows that are left
	tileAdd   = 23
	tileFloor = 24 // not zero: there is an activation
	tileRow   = 25 // a row of C
	tileFree  = 15 // scratch
	tileFours = 16 // where fewer than four steps of a segment are left; 0 if A's elements do not lie side by side
)

func (t neonTile) acc(row, vector int) int { return row*t.vectors + vector }
func (t neonTile) b(vector int) int        { return 24 + vector }

func (t neonTile) cols() int {
	if t.lanes < 4 {
		return t.lanes
	}
	return 4 * t.vectors
}

func (t neonTile) write() {
	name, doc := fmt.Sprintf("tile%dx%dNEON", t.rows, t.cols()),
		"adds products of A and B to the tile that t describes."
	if t.depthwise {
		name, doc = fmt.Sprintf("depthwise%dNEON", t.cols()),
			"adds element-wise products of A's vectors and B to the tile that t describes."
	}
	t.text(doc, name, "t *tile", 0, 8)
	t.p("MOVD t+0(FP), R%d", tileArg)
	t.p("MOVD tile_cols(R%d), R%d", tileArg, tileLast)
	t.p("SUB $4, R%d", tileLast)
	t.p("LSL $2, R%d", tileLast)
	t.start()
	t.rowPointers()
	t.constants()
	t.loop()
	t.finish()
	t.p("RET")
}

// loadRow loads a row of the tile's columns into registers first…
func (t neonTile) loadRow(first, base int) { t.loadPart(first, base, 0, t.vectors) }

// loadPart loads the vectors from…to-1 of a row.
func (t neonTile) loadPart(first, base, from, to int) {
	for v := from; v < to; v++ {
		reg := first + v - from
		switch {
		case t.vectors == 1:
			t.loadLanes(reg, base, t.lanes, tileFree)
		case v == t.vectors-1:
			t.loadAt(reg, base, tileLast)
		case v+1 < min(to, t.vectors-1):
			t.p("FLDPQ %d(R%d), (F%d, F%d)", 16*v, base, reg, reg+1)
			v++
		default:
			t.p("FMOVQ %d(R%d), F%d", 16*v, base, reg)
		}
	}
}

func (t neonTile) storeRow(first, base int) {
	last := t.vectors - 1
	for v := 0; v+1 < last; v += 2 {
		t.p("FSTPQ (F%d, F%d), %d(R%d)", first+v, first+v+1, 16*v, base)
	}
	if last%2 == 1 {
		t.p("FMOVQ F%d, %d(R%d)", first+last-1, 16*(last-1), base)
	}
	if t.vectors == 1 {
		t.storeLanes(first, base, t.lanes, tileFree)
		return
	}
	t.storeAt(first+last, base, tileLast)
}

// start sets the accumulators to the bias or to zero.
func (t neonTile) start() {
	t.p("MOVD tile_bias(R%d), R%d", tileArg, tileRow)
	for v := range t.vectors {
		t.p("VEOR V%d.B16, V%d.B16, V%d.B16", v, v, v)
	}
	t.p("CBZ R%d, started", tileRow)
	t.loadRow(0, tileRow)
	t.l("started")
	for row := 1; row < t.rows; row++ {
		for v := range t.vectors {
			t.p("VMOV V%d.B16, V%d.B16", v, t.acc(row, v))
		}
	}
}

// rowPointers turns the table of row offsets into addresses.
func (t neonTile) rowPointers() {
	t.p("MOVD tile_aOff(R%d), R%d", tileArg, tileFree)
	t.p("MOVD tile_a(R%d), R%d", tileArg, tileRow)
	for row := range t.rows {
		t.p("MOVD %d(R%d), R%d", 8*row, tileFree, row)
		t.p("ADD R%d<<2, R%d, R%d", row, tileRow, row)
	}
}

// constants computes the loop's strides in bytes.
func (t neonTile) constants() {
	for _, field := range []struct {
		name string
		to   int
	}{{"stepA", tileStepA}, {"stepB", tileStepB}, {"segA", tileSegA}, {"segB", tileJumpB}} {
		t.p("MOVD tile_%s(R%d), R%d", field.name, tileArg, field.to)
		t.p("LSL $2, R%d", field.to)
	}
	t.p("MOVD tile_k(R%d), R%d", tileArg, tileFree)
	t.p("MUL R%d, R%d, R%d", tileFree, tileStepA, tileEnd)
	t.p("MSUB R%d, R%d, R%d, R%d", tileFree, tileJumpB, tileStepB, tileJumpB) // segB - k·stepB
	t.p("MOVD tile_b(R%d), R%d", tileArg, tileB)
	t.p("MOVD tile_segs(R%d), R%d", tileArg, tileSegs)
	if t.fours() {
		t.p("SUB $12, R%d, R%d", tileEnd, tileFours)
		t.p("CMP $4, R%d", tileStepA)
		t.p("CSEL EQ, R%d, ZR, R%d", tileFours, tileFours)
	}
	t.p("CBZ R%d, done", tileSegs)
}

// fours says that the tile has a loop over four steps at a time, for elements of A that lie side by side.
func (t neonTile) fours() bool { return t.rows == 6 && t.lanes == 4 && !t.depthwise }

// loop runs over segments and, inside, over k.
func (t neonTile) loop() {
	t.l("segment")
	t.p("MOVD $0, R%d", tileAt)
	if t.fours() {
		t.fourSteps()
	}
	t.l("step")
	t.loadRow(t.b(0), tileB)
	t.p("ADD R%d, R%d", tileStepB, tileB)
	for row := range t.rows {
		t.product(row)
	}
	t.p("ADD R%d, R%d", tileStepA, tileAt)
	t.p("CMP R%d, R%d", tileEnd, tileAt)
	t.p("BNE step")
	t.l("stepped")
	t.p("ADD R%d, R%d", tileJumpB, tileB)
	for row := range t.rows {
		t.p("ADD R%d, R%d", tileSegA, row)
	}
	t.p("SUBS $1, R%d, R%d", tileSegs, tileSegs)
	t.p("BNE segment")
	t.l("done")
}

// fourSteps loads four elements of every row of A at once, one register each. Two registers are left for B, or three
// beside fewer sums.
func (t neonTile) fourSteps() {
	const a = 26
	b, width := 24, 2
	if t.vectors == 3 {
		b, width = 23, 3
	}
	t.p("CMP R%d, R%d", tileFours, tileAt)
	t.p("BGE few")
	t.l("four")
	for row := range t.rows {
		t.loadAt(a+row, row, tileAt)
	}
	for step := range 4 {
		for from := 0; from < t.vectors; from += width {
			t.loadPart(b, tileB, from, min(from+width, t.vectors))
			for row := range t.rows {
				for v := from; v < min(from+width, t.vectors); v++ {
					t.fmla(t.acc(row, v), b+v-from, a+row, step)
				}
			}
		}
		t.p("ADD R%d, R%d", tileStepB, tileB)
	}
	t.p("ADD $16, R%d", tileAt)
	t.p("CMP R%d, R%d", tileFours, tileAt)
	t.p("BLT four")
	t.p("CMP R%d, R%d", tileEnd, tileAt)
	t.p("BEQ stepped")
	t.l("few")
}

// product adds one row's element (or vectors) times B.
func (t neonTile) product(row int) {
	if !t.depthwise {
		a := 28 + row%4
		t.p("FMOVS (R%d)(R%d), F%d", row, tileAt, a)
		for v := range t.vectors {
			t.fmla(t.acc(row, v), t.b(v), a, 0)
		}
		return
	}
	t.p("ADD R%d, R%d, R%d", tileAt, row, tileRow)
	t.loadRow(28, tileRow)
	for v := range t.vectors {
		t.p("VFMLA V%d.S4, V%d.S4, V%d.S4", 28+v, t.b(v), t.acc(row, v))
	}
}

// finish adds C if asked, applies ReLU if there is one and stores the valid rows one after the other: rows of C may
// overlap, and then each sees the sum of those before it.
func (t neonTile) finish() {
	const floor, mask = 28, 29
	t.p("MOVWU tile_floor(R%d), R%d", tileArg, tileFloor)
	t.p("VDUP R%d, V%d.S4", tileFloor, floor)
	t.p("MOVD $0xff800000, R%d", tileFree) // minus infinity: none
	t.p("SUB R%d, R%d", tileFree, tileFloor)
	t.p("MOVD tile_c(R%d), R%d", tileArg, tileC)
	t.p("MOVD tile_cOff(R%d), R%d", tileArg, tileCOff)
	t.p("MOVD tile_rows(R%d), R%d", tileArg, tileLeft)
	t.p("MOVD tile_add(R%d), R%d", tileArg, tileAdd)
	for row := range t.rows {
		t.p("MOVD %d(R%d), R%d", 8*row, tileCOff, tileRow)
		t.p("ADD R%d<<2, R%d, R%d", tileRow, tileC, tileRow)
		t.p("CBZ R%d, added%d", tileAdd, row)
		t.loadRow(t.b(0), tileRow)
		for v := range t.vectors {
			t.word("fadd", t.acc(row, v), t.b(v), t.acc(row, v))
		}
		t.l(fmt.Sprintf("added%d", row))
		t.p("CBZ R%d, store%d", tileFloor, row)
		for v := range t.vectors {
			t.word("fcmgt", mask, floor, t.acc(row, v))
			t.p("VBIT V%d.B16, V%d.B16, V%d.B16", mask, floor, t.acc(row, v))
		}
		t.l(fmt.Sprintf("store%d", row))
		t.storeRow(t.acc(row, 0), tileRow)
		if row < t.rows-1 {
			t.p("SUBS $1, R%d, R%d", tileLeft, tileLeft)
			t.p("BEQ end")
		}
	}
	t.l("end")
}
