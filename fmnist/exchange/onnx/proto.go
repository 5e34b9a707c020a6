package onnx

import (
	"encoding/binary"
	"math"
)

// proto is a message of protocol buffers as it is built: fields one after another.
type proto []byte

// The wire's types of fields.
const (
	wireVarint = 0
	wireBytes  = 2
	wireFixed4 = 5
)

func (p *proto) tag(field, wire int) { *p = binary.AppendUvarint(*p, uint64(field)<<3|uint64(wire)) }

func (p *proto) number(field int, x int64) {
	p.tag(field, wireVarint)
	*p = binary.AppendUvarint(*p, uint64(x))
}

func (p *proto) float(field int, x float32) {
	p.tag(field, wireFixed4)
	*p = binary.LittleEndian.AppendUint32(*p, math.Float32bits(x))
}

func (p *proto) bytes(field int, b []byte) {
	p.tag(field, wireBytes)
	*p = append(binary.AppendUvarint(*p, uint64(len(b))), b...)
}

func (p *proto) text(field int, s string) { p.bytes(field, []byte(s)) }
