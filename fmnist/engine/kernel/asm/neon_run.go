package main

import "fmt"

// neonRuns writes the weighted sums of runs: rows × vectors accumulators, loaded from dst, gain by·src[at…] for every
// entry of a list. Within a list come all whole blocks of columns, run_last bytes of them, then one last block of at
// least four columns, whose last vector may overlap the one before it. A run of one to three columns has kernels of its
// own.
func neonRuns(f *file) {
	for _, rows := range []int{1, 3, 5} {
		for vectors := 1; vectors <= neonRunVectors(rows)+1; vectors++ {
			neonRun{f, rows, vectors, 4}.write()
		}
		for lanes := 1; lanes < 4; lanes++ {
			neonRun{f, rows, 1, lanes}.write()
		}
	}
	neonListByFilter(f)
	neonListByChoice(f)
}

// neonRunVectors is the width of a whole block: a last block may have one vector more.
func neonRunVectors(rows int) int { return map[int]int{1: 8, 3: 7, 5: 4}[rows] }

type neonRun struct {
	*file
	rows, vectors int
	lanes         int // 4, or the columns of a run that has fewer
}

// General registers of a run. The rows of src are at R20….
const (
	runSrc       = 0
	runEntry     = 1
	runCount     = 2 // entries that are left
	runSrcRow    = 3 // in bytes
	runDstRow    = 4 // in bytes
	runList      = 5
	runNumber    = 6 // of the list
	runDstAt     = 7
	runEnds      = 8
	runSpace     = 9 // entries of a list
	runLists     = 10
	runDst       = 11
	runBlock     = 12 // bytes from the start of a row to the block
	runLastBlock = 13
	runLastAt    = 14 // bytes from the last block to its last vector
	runRow       = 15
	runBase      = 16 // dst of the list
	runArg       = 19
	runFrom      = 25 // src of the block
	runRows      = 20
	runFactor    = 31 // vector register
)

func (r neonRun) write() {
	cols := 4 * r.vectors
	if r.lanes < 4 {
		cols = r.lanes
	}
	r.text("adds the listed multiples of runs of src to dst.", fmt.Sprintf("run%dx%dNEON", r.rows, cols),
		"r *run", 0, 8)
	r.arguments()
	r.l("list")
	if r.lanes == 4 {
		r.p("MOVD $0, R%d", runBlock)
		r.l("whole")
		r.p("CMP R%d, R%d", runLastBlock, runBlock)
		r.p("BGE last")
		whole := neonRunVectors(r.rows)
		neonRun{r.file, r.rows, whole, 4}.block("Whole", false)
		r.p("ADD $%d, R%d", 16*whole, runBlock)
		r.p("JMP whole")
		r.l("last")
	}
	r.block("", true)
	r.l("next")
	r.p("ADD $1, R%d", runNumber)
	r.p("CMP R%d, R%d", runLists, runNumber)
	r.p("BNE list")
	r.p("RET")
}

func (r neonRun) arguments() {
	r.p("MOVD r+0(FP), R%d", runArg)
	for _, field := range []struct {
		name string
		to   int
	}{{"src", runSrc}, {"srcRow", runSrcRow}, {"dstRow", runDstRow}, {"list", runList}, {"dstAt", runDstAt},
		{"ends", runEnds}, {"space", runSpace}, {"lists", runLists}, {"dst", runDst}, {"last", runLastBlock},
		{"cols", runLastAt}} {
		r.p("MOVD run_%s(R%d), R%d", field.name, runArg, field.to)
	}
	r.p("LSL $2, R%d", runSrcRow)
	r.p("LSL $2, R%d", runDstRow)
	r.p("SUB $4, R%d", runLastAt)
	r.p("LSL $2, R%d", runLastAt)
	r.p("SUB R%d, R%d", runLastBlock, runLastAt)
	r.p("MOVD $0, R%d", runNumber)
	if r.lanes < 4 {
		r.p("MOVD $0, R%d", runBlock)
	}
}

// block adds the list's entries to one block of columns.
func (r neonRun) block(label string, last bool) {
	r.p("MOVW (R%d)(R%d<<2), R%d", runEnds, runNumber, runCount)
	r.p("MUL R%d, R%d, R%d", runNumber, runSpace, runEntry)
	r.p("SUB R%d, R%d", runEntry, runCount)
	r.p("CMP $0, R%d", runCount)
	r.p("BLE next")
	r.p("ADD R%d<<3, R%d, R%d", runEntry, runList, runEntry)
	r.p("MOVW (R%d)(R%d<<2), R%d", runDstAt, runNumber, runBase)
	r.p("ADD R%d<<2, R%d, R%d", runBase, runDst, runBase)
	r.p("ADD R%d, R%d", runBlock, runBase)
	r.p("ADD R%d, R%d, R%d", runBlock, runSrc, runFrom)
	r.eachRow(func(row int) { r.loads(row*r.vectors, runRow, last) })
	r.l("entry" + label)
	r.p("MOVWU.P 8(R%d), R%d", runEntry, runRows)
	r.p("FMOVS -4(R%d), F%d", runEntry, runFactor)
	r.p("ADD R%d<<2, R%d, R%d", runRows, runFrom, runRows)
	for row := 1; row < r.rows; row++ {
		r.p("ADD R%d, R%d, R%d", runSrcRow, runRows+row-1, runRows+row)
	}
	for row := range r.rows {
		r.products(row, last)
	}
	r.p("SUBS $1, R%d, R%d", runCount, runCount)
	r.p("BNE entry%s", label)
	r.eachRow(func(row int) { r.stores(row*r.vectors, runRow, last) })
}

// eachRow calls do with R15 at each row of dst.
func (r neonRun) eachRow(do func(row int)) {
	r.p("MOVD R%d, R%d", runBase, runRow)
	for row := range r.rows {
		do(row)
		if row < r.rows-1 {
			r.p("ADD R%d, R%d", runDstRow, runRow)
		}
	}
}

// vector calls one of these for each part of a row: two whole vectors, one, and the last vector of the last block.
func (r neonRun) parts(from, to int, last bool, pair, single, end func(v int)) {
	for v := from; v < to; v++ {
		switch {
		case last && v == r.vectors-1:
			end(v)
		case v+1 < to && !(last && v+1 == r.vectors-1):
			pair(v)
			v++
		default:
			single(v)
		}
	}
}

// loads loads vectors first… of a row at base.
func (r neonRun) loads(first, base int, last bool) { r.loadPart(first, base, 0, r.vectors, last) }

func (r neonRun) loadPart(first, base, from, to int, last bool) {
	at := func(v int) int { return first + v - from }
	r.parts(from, to, last,
		func(v int) { r.p("FLDPQ %d(R%d), (F%d, F%d)", 16*v, base, at(v), at(v+1)) },
		func(v int) { r.p("FMOVQ %d(R%d), F%d", 16*v, base, at(v)) },
		func(v int) {
			if r.vectors == 1 {
				r.loadLanes(at(v), base, r.lanes, 17)
			} else {
				r.loadAt(at(v), base, runLastAt)
			}
		})
}

func (r neonRun) stores(first, base int, last bool) {
	r.parts(0, r.vectors, last,
		func(v int) { r.p("FSTPQ (F%d, F%d), %d(R%d)", first+v, first+v+1, 16*v, base) },
		func(v int) { r.p("FMOVQ F%d, %d(R%d)", first+v, 16*v, base) },
		func(v int) {
			if r.vectors == 1 {
				r.storeLanes(first+v, base, r.lanes, 17)
			} else {
				r.storeAt(first+v, base, runLastAt)
			}
		})
}

// products adds one row's multiples, through the registers that the accumulators leave.
func (r neonRun) products(row int, last bool) {
	sums := r.rows * r.vectors
	free := min(runFactor-sums, 8) &^ 1
	for from := 0; from < r.vectors; from += free {
		to := min(from+free, r.vectors)
		r.loadPart(sums, runRows+row, from, to, last)
		for v := from; v < to; v++ {
			r.fmla(row*r.vectors+v, sums+v-from, runFactor, 0)
		}
	}
}
