package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Field numbers and types of onnx.proto3, ONNX's own definition (IR version 8, opset 17).
const (
	irVersion = 8
	opset     = 17

	typeFloat = 1
	typeInt64 = 7

	attributeFloat = 1
	attributeInt   = 2
	attributeInts  = 7
)

// graph is an ONNX graph as it is built; at names the value that the next node takes.
type graph struct {
	nodes, tensors []proto
	at             string
	count          map[string]int
}

// attribute is one setting of a node.
type attribute struct {
	name string
	ints []int64 // a list
	one  int64   // where ints is nil
	real float32 // where isReal
	kind int
}

func ints(name string, values ...int) attribute {
	a := attribute{name: name, kind: attributeInts}
	for _, v := range values {
		a.ints = append(a.ints, int64(v))
	}
	return a
}

func number(name string, value int) attribute {
	return attribute{name: name, one: int64(value), kind: attributeInt}
}

func real(name string, value float32) attribute {
	return attribute{name: name, real: value, kind: attributeFloat}
}

func (a attribute) proto() (p proto) {
	p.text(1, a.name)
	switch a.kind {
	case attributeFloat:
		p.float(2, a.real)
	case attributeInt:
		p.number(3, a.one)
	default:
		for _, i := range a.ints {
			p.number(8, i)
		}
	}
	p.number(20, int64(a.kind))
	return p
}

// name numbers the values of one kind: relu, relu_1, …
func (g *graph) name(stem string) string {
	n := g.count[stem]
	if g.count[stem]++; n > 0 {
		return fmt.Sprintf("%s_%d", stem, n)
	}
	return stem
}

// node adds an operation on what was made last and further inputs; its result is what was made last then.
func (g *graph) node(op, name string, more []string, attributes ...attribute) {
	g.nodes = append(g.nodes, node(op, name, append([]string{g.at}, more...), attributes))
	g.at = name
}

func node(op, name string, inputs []string, attributes []attribute) (p proto) {
	for _, in := range inputs {
		p.text(1, in)
	}
	p.text(2, name)
	p.text(3, name)
	p.text(4, op)
	for _, a := range attributes {
		p.bytes(5, a.proto())
	}
	return p
}

// tensor adds a constant, and returns its name.
func (g *graph) tensor(name string, values []float32, shape ...int) string {
	var p proto
	for _, d := range shape {
		p.number(1, int64(d))
	}
	p.number(2, typeFloat)
	p.text(8, name)
	raw := make([]byte, 0, 4*len(values))
	for _, x := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	p.bytes(9, raw)
	g.tensors = append(g.tensors, p)
	return name
}

// counts adds a constant vector of whole numbers.
func (g *graph) counts(name string, values ...int64) string {
	var p proto
	p.number(1, int64(len(values)))
	p.number(2, typeInt64)
	p.text(8, name)
	var raw []byte
	for _, x := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(x))
	}
	p.bytes(9, raw)
	g.tensors = append(g.tensors, p)
	return name
}

// value declares an input or output of any batch size.
func value(name string, shape ...int) (p proto) {
	var dims, tensor, typ, batch proto
	batch.text(2, "N")
	dims.bytes(1, batch)
	for _, d := range shape {
		var dim proto
		dim.number(1, int64(d))
		dims.bytes(1, dim)
	}
	tensor.number(1, typeFloat)
	tensor.bytes(2, dims)
	typ.bytes(1, tensor)
	p.text(1, name)
	p.bytes(2, typ)
	return p
}

// model is the whole file.
func (g *graph) model(name, doc string, inputs, outputs []proto) []byte {
	var body, set, p proto
	for _, n := range g.nodes {
		body.bytes(1, n)
	}
	body.text(2, name)
	for _, t := range g.tensors {
		body.bytes(5, t)
	}
	for _, v := range inputs {
		body.bytes(11, v)
	}
	for _, v := range outputs {
		body.bytes(12, v)
	}
	p.number(1, irVersion)
	p.text(2, "gofmnist")
	p.text(6, doc)
	p.bytes(7, body)
	set.text(1, "")
	set.number(2, opset)
	p.bytes(8, set)
	return p
}
