package main

import "fmt"

// pointers holds one register per row of the tile: with B and the running index they take all fourteen general
// registers that Go leaves to assembly (SP and the frame pointer BP are not ours).
var pointers = []string{"AX", "BX", "CX", "DX", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13"}

// tiles writes the matrix tiles: rows × (vectors·lanes) accumulators, each step multiplying one broadcast element per
// row by a row of B. Twelve rows and two vectors fill 24 of AVX-512's 32 registers, six rows and two vectors 12 of
// AVX2's 16; the small heights serve the last rows of a matrix. Where the order of sums asks for 32 columns (see the
// package comment), AVX2 takes three rows of four vectors.
func tiles(f *file, i isa) {
	heights := []int{12, 8, 4}
	if i.regs == 16 {
		heights = []int{6, 3, 1}
	}
	for _, rows := range heights {
		if i.regs == 32 {
			tile{file: f, isa: i, rows: rows, vectors: 2}.write()
			tile{file: f, isa: i, rows: rows, vectors: 1}.write()
			tile{file: f, isa: half, rows: rows, vectors: 2}.write()
			tile{file: f, isa: half, rows: rows, vectors: 1}.write()
			continue
		}
		tile{file: f, isa: i, rows: rows, vectors: 2}.write()
		tile{file: f, isa: i, rows: rows, vectors: 1}.write()
	}
	tile{file: f, isa: i, rows: heights[0], vectors: 1, depthwise: true}.write()
	if i.regs == 32 {
		cpuid(f)
	}
	if i.regs == 16 {
		tile{file: f, isa: i, rows: heights[0], vectors: 1, depthwise: true, masked: true}.write()
		tile{file: f, isa: i, rows: 3, vectors: 4}.write()
		fmt.Fprintf(f, "\n// laneMask is 32 set words, then 32 zero words: read at 4·(32-n) it masks n lanes.\n")
		for n := range 32 {
			fmt.Fprintf(f, "DATA laneMask<>+%d(SB)/8, $%s\n", 8*n,
				map[bool]string{true: "0xffffffffffffffff", false: "0"}[n < 16])
		}
		fmt.Fprintf(f, "GLOBL laneMask<>(SB), RODATA|NOPTR, $256\n")
	}
}

type tile struct {
	*file
	isa
	rows, vectors int
	depthwise     bool // multiply vectors of A, not broadcast elements
	masked        bool // AVX2: load A and B through the mask of the valid columns, which stays in the last register
}

// wide says that B's vectors do not all fit into registers beside the sums.
func (t tile) wide() bool { return t.rows*t.vectors+t.vectors >= t.regs }

// bcst says that each element of A is used once and can be broadcast by the product itself.
func (t tile) bcst() bool { return t.lanes == 16 && t.vectors == 1 && !t.depthwise }

func (t tile) acc(row, vector int) string { return t.r(row*t.vectors + vector) }
func (t tile) b(vector int) string        { return t.r(t.rows*t.vectors + vector) }
func (t tile) mask(vector int) string     { return fmt.Sprintf("K%d", vector+1) }

// local names the loop constants: registers where the tile leaves some, else the stack frame.
func (t tile) local(name string) string {
	at := map[string]int{"stepA": 0, "end": 1, "stepB": 2, "segs": 3, "segA": 4, "jumpB": 5}[name]
	if t.rows <= 6 {
		return []string{"R8", "R9", "R10", "R11", "R12", "R13"}[at]
	}
	return fmt.Sprintf("%s-%d(SP)", name, 8*(at+1))
}

func (t tile) write() {
	name, doc := fmt.Sprintf("tile%dx%d%s", t.rows, t.vectors*t.lanes, t.name),
		"adds products of A and B to the tile that t describes."
	if t.depthwise {
		name, doc = "depthwise"+t.name, "adds element-wise products of A's vectors and B to the tile that t describes."
	}
	if t.masked {
		name, doc = "depthwiseMasked"+t.name, "is depthwise"+t.name+" for less than a vector of columns."
	}
	frame := 48
	if t.rows <= 6 {
		frame = 0
	}
	t.text(doc, name, "t *tile", frame, 8)
	t.p("MOVQ t+0(FP), R15")
	t.masks()
	t.start()
	t.rowPointers()
	t.constants()
	t.loop()
	t.finish()
}

// masks sets K1 and K2 (AVX-512) or the last register (masked) to the valid columns.
func (t tile) masks() {
	if t.masked {
		t.laneTable("CX", "AX")
		t.p("VMOVUPS (AX), %s", t.r(t.regs-1))
	}
	if t.regs == 16 {
		return
	}
	t.p("MOVQ tile_cols(R15), CX")
	t.p("MOVQ $1, AX")
	t.p("SHLQ CX, AX")
	t.p("DECQ AX")
	t.p("KMOVW AX, K1")
	t.p("SHRQ $%d, AX", t.lanes)
	t.p("KMOVW AX, K2")
}

// laneTable sets the register table to the masks of the valid columns: vector v's lie 32·v bytes further.
func (t tile) laneTable(scratch, table string) {
	t.p("LEAQ laneMask<>+128(SB), %s", table)
	t.p("MOVQ tile_cols(R15), %s", scratch)
	t.p("SHLQ $2, %s", scratch)
	t.p("SUBQ %s, %s", scratch, table)
}

// laneMasks loads AVX2's masks of the valid columns into the registers of B, free before and after the loop.
func (t tile) laneMasks(scratch, table string) {
	t.laneTable(scratch, table)
	for v := range t.vectors {
		t.p("VMOVUPS %d(%s), %s", v*t.bytes(), table, t.b(v))
	}
}

// start sets the accumulators to the bias or to zero.
func (t tile) start() {
	if t.wide() { // gradients have no bias
		t.zeros()
		return
	}
	t.p("MOVQ tile_bias(R15), DX")
	t.p("TESTQ DX, DX")
	t.p("JZ zero")
	if t.regs == 16 {
		t.laneMasks("CX", "AX")
	}
	for v := range t.vectors {
		if t.regs == 16 {
			t.p("VMASKMOVPS %d(DX), %s, %s", v*t.bytes(), t.b(v), t.acc(0, v))
		} else {
			t.p("VMOVUPS.Z %d(DX), %s, %s", v*t.bytes(), t.mask(v), t.acc(0, v))
		}
	}
	for row := 1; row < t.rows; row++ {
		for v := range t.vectors {
			t.p("VMOVAPS %s, %s", t.acc(0, v), t.acc(row, v))
		}
	}
	t.p("JMP started")
	t.l("zero")
	t.zeros()
	t.l("started")
}

func (t tile) zeros() {
	for row := range t.rows {
		for v := range t.vectors {
			t.zero(t.acc(row, v))
		}
	}
}

func (t tile) zero(reg string) {
	if t.regs == 16 {
		t.p("VXORPS %s, %s, %s", reg, reg, reg)
	} else {
		t.p("VPXORD %s, %s, %s", reg, reg, reg)
	}
}

// rowPointers turns the table of row offsets into addresses.
func (t tile) rowPointers() {
	t.p("MOVQ tile_aOff(R15), R14")
	t.p("MOVQ tile_a(R15), R13")
	for row := range t.rows {
		from, to := pointers[row], pointers[row]
		if to == "R13" {
			from = "R14"
		}
		t.p("MOVQ %d(R14), %s", 8*row, from)
		t.p("LEAQ (R13)(%s*4), %s", from, to)
	}
}

// constants computes the loop's strides in bytes, last in R14 the address of B.
func (t tile) constants() {
	bytes := func(field string) {
		t.p("MOVQ tile_%s(R15), R14", field)
		t.p("SHLQ $2, R14")
	}
	bytes("stepA")
	t.p("MOVQ R14, %s", t.local("stepA"))
	t.p("IMULQ tile_k(R15), R14")
	t.p("MOVQ R14, %s", t.local("end"))
	bytes("segA")
	t.p("MOVQ R14, %s", t.local("segA"))
	bytes("stepB")
	t.p("MOVQ R14, %s", t.local("stepB"))
	t.p("IMULQ tile_k(R15), R14")
	t.p("NEGQ R14")
	t.p("MOVQ R14, %s", t.local("jumpB"))
	bytes("segB")
	t.p("ADDQ R14, %s", t.local("jumpB"))
	t.p("MOVQ tile_segs(R15), R14")
	t.p("MOVQ R14, %s", t.local("segs"))
	t.p("TESTQ R14, R14")
	t.p("MOVQ tile_b(R15), R14")
	t.p("JZ done")
}

// loop runs over segments and, inside, over k.
func (t tile) loop() {
	t.l("segment")
	t.p("XORL R15, R15")
	t.l("step")
	if t.wide() {
		t.wideStep()
	} else {
		t.step()
	}
	t.p("ADDQ %s, R15", t.local("stepA"))
	t.p("CMPQ R15, %s", t.local("end"))
	t.p("JNE step")
	t.p("ADDQ %s, R14", t.local("jumpB"))
	for row := range t.rows {
		t.p("ADDQ %s, %s", t.local("segA"), pointers[row])
	}
	t.p("DECQ %s", t.local("segs"))
	t.p("JNZ segment")
	t.l("done")
}

// step loads a row of B and multiplies it by the elements of all rows of A.
func (t tile) step() {
	for v := range t.vectors {
		switch at := fmt.Sprintf("%d(R14)", v*t.bytes()); {
		case t.masked:
			t.p("VMASKMOVPS %s, %s, %s", at, t.r(t.regs-1), t.b(v))
		case t.regs == 16:
			t.p("VMOVUPS %s, %s", at, t.b(v))
		default:
			t.p("VMOVUPS.Z %s, %s, %s", at, t.mask(v), t.b(v))
		}
	}
	t.p("ADDQ %s, R14", t.local("stepB"))
	free := t.rows*t.vectors + t.vectors
	for row := range t.rows {
		t.product(row, t.r(free+row%(t.regs-free)))
	}
}

// wideStep is step with all rows' elements first, then vector after vector of B: twelve sums, three elements and one
// vector are AVX2's sixteen registers.
func (t tile) wideStep() {
	sums := t.rows * t.vectors
	for row := range t.rows {
		t.p("VBROADCASTSS (%s)(R15*1), %s", pointers[row], t.r(sums+row))
	}
	for v := range t.vectors {
		t.p("VMOVUPS %d(R14), %s", v*t.bytes(), t.r(t.regs-1))
		for row := range t.rows {
			t.p("VFMADD231PS %s, %s, %s", t.r(t.regs-1), t.r(sums+row), t.acc(row, v))
		}
	}
	t.p("ADDQ %s, R14", t.local("stepB"))
}

// product adds one row's element (or vector) times B.
func (t tile) product(row int, temp string) {
	at := fmt.Sprintf("(%s)(R15*1)", pointers[row])
	if t.bcst() {
		t.p("VFMADD231PS.BCST %s, %s, %s", at, t.b(0), t.acc(row, 0))
		return
	}
	if !t.depthwise {
		t.p("VBROADCASTSS %s, %s", at, temp)
		for v := range t.vectors {
			t.p("VFMADD231PS %s, %s, %s", t.b(v), temp, t.acc(row, v))
		}
		return
	}
	switch {
	case t.masked: // the registers from 8 on are free
		t.p("VMASKMOVPS %s, %s, %s", at, t.r(t.regs-1), t.r(8+row))
		t.p("VFMADD231PS %s, %s, %s", t.r(8+row), t.b(0), t.acc(row, 0))
	case t.regs == 16:
		t.p("VFMADD231PS %s, %s, %s", at, t.b(0), t.acc(row, 0))
	default:
		t.p("VFMADD231PS %s, %s, K1, %s", at, t.b(0), t.acc(row, 0))
	}
}

// cpuid asks which processor this is.
func cpuid(f *file) {
	f.text("returns what CPUID says in BX, DX and CX, in this order, for AX = leaf and CX = 0.", "cpuid",
		"leaf uint32, answer *[3]uint32", 0, 16)
	f.p("MOVL leaf+0(FP), AX")
	f.p("XORL CX, CX")
	f.p("CPUID")
	f.p("MOVQ answer+8(FP), DI")
	f.p("MOVL BX, 0(DI)")
	f.p("MOVL DX, 4(DI)")
	f.p("MOVL CX, 8(DI)")
	f.p("RET")
}
