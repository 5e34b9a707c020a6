package main

import (
	"fmt"
	"strings"
)

// opcodes are the instructions that Go's assembler lacks, with all registers zero; their operands stand as in Arm's
// manual, the destination first. All work on four float32.
var opcodes = map[string]uint32{
	"fadd":   0x4e20d400,
	"fsub":   0x4ea0d400,
	"fmul":   0x6e20dc00,
	"fdiv":   0x6e20fc00,
	"fcmgt":  0x6ea0e400, // all ones where the first is greater; with not-a-number it is not
	"fsqrt":  0x6ea1f800,
	"frintn": 0x4e218800, // to whole numbers, halves to even ones
	"fcvtns": 0x4e21a800, // to int32, likewise
	"ucvtf":  0x6e21d800, // from uint32
}

const (
	opFMLALane = 0x4f801000 // d += n · one lane of m, rounded once
	opLoadQ    = 0x3ce06800 // 128 bits at the sum of two registers
	opStoreQ   = 0x3ca06800
)

// encode returns an instruction on d and one or two sources, n and m.
func encode(name string, d, n int, m ...int) uint32 {
	code, ok := opcodes[name]
	if !ok {
		panic("no encoding of " + name)
	}
	code |= uint32(n)<<5 | uint32(d)
	if len(m) > 0 {
		code |= uint32(m[0]) << 16
	}
	return code
}

// encodeFMLA returns d += n · m[lane].
func encodeFMLA(d, n, m, lane int) uint32 {
	return opFMLALane | uint32(lane&1)<<21 | uint32(lane>>1)<<11 | uint32(m)<<16 | uint32(n)<<5 | uint32(d)
}

// encodeIndexed returns a load or store of vector v at general registers base + index.
func encodeIndexed(code uint32, v, base, index int) uint32 {
	return code | uint32(index)<<16 | uint32(base)<<5 | uint32(v)
}

// emit writes an encoded instruction with its mnemonic as the comment.
func (f *file) emit(code uint32, mnemonic string) { f.p("WORD $0x%08x // %s", code, mnemonic) }

// word writes one of opcodes.
func (f *file) word(name string, d, n int, m ...int) {
	operands := []string{}
	for _, r := range append([]int{d, n}, m...) {
		operands = append(operands, fmt.Sprintf("v%d.4s", r))
	}
	f.emit(encode(name, d, n, m...), name+" "+strings.Join(operands, ", "))
}

// fmla writes d += n · m[lane].
func (f *file) fmla(d, n, m, lane int) {
	f.emit(encodeFMLA(d, n, m, lane), fmt.Sprintf("fmla v%d.4s, v%d.4s, v%d.s[%d]", d, n, m, lane))
}

// loadAt and storeAt move a vector at the sum of two general registers.
func (f *file) loadAt(v, base, index int) {
	f.emit(encodeIndexed(opLoadQ, v, base, index), fmt.Sprintf("ldr q%d, [x%d, x%d]", v, base, index))
}

func (f *file) storeAt(v, base, index int) {
	f.emit(encodeIndexed(opStoreQ, v, base, index), fmt.Sprintf("str q%d, [x%d, x%d]", v, base, index))
}

// loadLanes loads the first 1 to 4 elements at a general register, the other lanes zero; scratch is a general register.
func (f *file) loadLanes(v, base, lanes, scratch int) {
	switch lanes {
	case 1:
		f.p("FMOVS (R%d), F%d", base, v)
	case 2, 3:
		f.p("FMOVD (R%d), F%d", base, v)
	default:
		f.p("FMOVQ (R%d), F%d", base, v)
	}
	if lanes == 3 {
		f.p("ADD $8, R%d, R%d", base, scratch)
		f.p("VLD1 (R%d), V%d.S[2]", scratch, v)
	}
}

func (f *file) storeLanes(v, base, lanes, scratch int) {
	switch lanes {
	case 1:
		f.p("FMOVS F%d, (R%d)", v, base)
	case 2, 3:
		f.p("FMOVD F%d, (R%d)", v, base)
	default:
		f.p("FMOVQ F%d, (R%d)", v, base)
	}
	if lanes == 3 {
		f.p("ADD $8, R%d, R%d", base, scratch)
		f.p("VST1 V%d.S[2], (R%d)", v, scratch)
	}
}
