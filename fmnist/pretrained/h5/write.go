package h5

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Tree is a file as it is built: groups by paths like "layers/conv2d/vars", float32 datasets, and texts as attributes.
type Tree struct {
	children map[string]*Tree
	texts    []textAttribute
	shape    []int
	values   []float32
	leaf     bool
}

type textAttribute struct {
	name string
	list []string
	one  bool
}

// Group makes the group at a path, with those above it, if they are not there.
func (t *Tree) Group(path string) *Tree {
	for name := range strings.SplitSeq(path, "/") {
		if t.children == nil {
			t.children = map[string]*Tree{}
		}
		if t.children[name] == nil {
			t.children[name] = &Tree{}
		}
		t = t.children[name]
	}
	return t
}

// Dataset makes a tensor at a path; nil is the shape of a scalar.
func (t *Tree) Dataset(path string, shape []int, values []float32) {
	d := t.Group(path)
	d.leaf, d.shape, d.values = true, shape, values
}

// Text gives the group an attribute.
func (t *Tree) Text(name, text string) {
	t.texts = append(t.texts, textAttribute{name, []string{text}, true})
}

// Texts gives the group an attribute that is a list.
func (t *Tree) Texts(name string, list []string) {
	t.texts = append(t.texts, textAttribute{name, list, false})
}

// Sizes of the writer's groups: with 64 entries a half node, one leaf holds the members of any group written here.
const (
	leafK     = 64
	internalK = 16
	members   = 2 * leafK
	treeSize  = 24 + 2*internalK*8 + (2*internalK+1)*8
	leafSize  = 8 + members*entrySize

	undefined = ^uint64(0)
)

// Encode writes the file as HDF5 1.6 would: superblock 0, groups as symbol tables, contiguous datasets. A group of more
// than 128 members and attributes of more than 64 kB are errors.
func (t *Tree) Encode() ([]byte, error) {
	w := &treeWriter{b: make([]byte, superblockSize-4)}
	root, err := w.object(t)
	if err != nil {
		return nil, err
	}
	head := append([]byte(signature), 0, 0, 0, 0, 0, 8, 8, 0)
	head = binary.LittleEndian.AppendUint16(head, leafK)
	head = binary.LittleEndian.AppendUint16(head, internalK)
	head = binary.LittleEndian.AppendUint32(head, 0)
	for _, address := range []uint64{0, undefined, uint64(len(w.b)), undefined, 0, root.header} {
		head = binary.LittleEndian.AppendUint64(head, address)
	}
	head = append(head, root.cache()...)
	copy(w.b, head)
	return w.b, nil
}

type treeWriter struct{ b []byte }

// place is where an object lies.
type place struct{ header, tree, heap uint64 }

// cache is the end of a symbol table entry: for groups it repeats where tree and heap are.
func (p place) cache() (b []byte) {
	kind := uint32(0)
	if p.tree > 0 {
		kind = 1
	}
	b = binary.LittleEndian.AppendUint32(b, kind)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint64(b, p.tree)
	return binary.LittleEndian.AppendUint64(b, p.heap)
}

// put appends a block that begins at a multiple of 8, and returns its address.
func (w *treeWriter) put(block []byte) uint64 {
	w.b = padded(w.b)
	at := uint64(len(w.b))
	w.b = append(w.b, block...)
	return at
}

// padded fills up to a multiple of 8 with zeros.
func padded(b []byte) []byte { return append(b, make([]byte, (8-len(b)%8)%8)...) }

func (w *treeWriter) object(t *Tree) (place, error) {
	if t.leaf {
		return w.dataset(t), nil
	}
	return w.group(t)
}

func (w *treeWriter) group(t *Tree) (p place, err error) {
	var names []string
	for name := range t.children {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > members {
		return p, fmt.Errorf("a group of %d members cannot be written, at most %d", len(names), members)
	}
	heap := make([]byte, 8) // the empty name, which the tree's first key is
	leaf := append([]byte("SNOD"), 1, 0)
	leaf = binary.LittleEndian.AppendUint16(leaf, uint16(len(names)))
	last := 0
	for _, name := range names {
		child, err := w.object(t.children[name])
		if err != nil {
			return p, err
		}
		last = len(heap)
		leaf = binary.LittleEndian.AppendUint64(leaf, uint64(last))
		leaf = binary.LittleEndian.AppendUint64(leaf, child.header)
		leaf = append(leaf, child.cache()...)
		heap = padded(append(append(heap, name...), 0))
	}
	p.tree, p.heap = w.tree(leaf, len(names), last), w.heap(heap)
	table := binary.LittleEndian.AppendUint64(nil, p.tree)
	messages := []message{{messageSymbolTable, binary.LittleEndian.AppendUint64(table, p.heap)}}
	for _, a := range t.texts {
		m, err := a.message()
		if err != nil {
			return p, err
		}
		messages = append(messages, m)
	}
	p.header = w.header(messages)
	return p, nil
}

// tree is a group's B-tree of one leaf, or none.
func (w *treeWriter) tree(leaf []byte, members, last int) uint64 {
	b := append([]byte("TREE"), 0, 0, 0, 0)
	for range 2 { // no siblings
		b = binary.LittleEndian.AppendUint64(b, undefined)
	}
	if members > 0 {
		b[6] = 1
		b = binary.LittleEndian.AppendUint64(b, 0)
		b = binary.LittleEndian.AppendUint64(b, w.put(append(leaf, make([]byte, leafSize-len(leaf))...)))
		b = binary.LittleEndian.AppendUint64(b, uint64(last))
	}
	return w.put(append(b, make([]byte, treeSize-len(b))...))
}

// heap is a group's list of names, with nothing free.
func (w *treeWriter) heap(names []byte) uint64 {
	data := w.put(names)
	b := append([]byte("HEAP"), 0, 0, 0, 0)
	for _, x := range []uint64{uint64(len(names)), 1, data} { // 1 ends the list of free pieces
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return w.put(b)
}

// header is an object header of version 1.
func (w *treeWriter) header(messages []message) uint64 {
	var body []byte
	for _, m := range messages {
		data := padded(slices.Clone(m.data))
		body = binary.LittleEndian.AppendUint16(body, m.kind)
		body = binary.LittleEndian.AppendUint16(body, uint16(len(data)))
		body = append(append(body, 0, 0, 0, 0), data...)
	}
	b := []byte{1, 0}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(messages)))
	b = binary.LittleEndian.AppendUint32(b, 1) // one link leads here
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	return w.put(append(append(b, 0, 0, 0, 0), body...))
}

// dataspace is a message's list of axes.
func dataspace(shape []int) []byte {
	b := []byte{1, byte(len(shape)), 0, 0, 0, 0, 0, 0}
	for _, d := range shape {
		b = binary.LittleEndian.AppendUint64(b, uint64(d))
	}
	return b
}

// floatType is IEEE's little-endian float32: where sign, exponent and fraction lie, and the exponent's bias.
var floatType = []byte{0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0}

func (w *treeWriter) dataset(t *Tree) place {
	raw := make([]byte, 0, 4*len(t.values))
	for _, x := range t.values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	layout := binary.LittleEndian.AppendUint64([]byte{3, 1}, w.put(raw))
	layout = binary.LittleEndian.AppendUint64(layout, uint64(len(raw)))
	const messageFill = 0x05
	fill := []byte{2, 2, 2, 0} // nothing that was not written would be filled
	return place{header: w.header([]message{{messageDataspace, dataspace(t.shape)}, {messageDatatype, floatType},
		{messageFill, fill}, {messageLayout, layout}})}
}

// message is the attribute, version 1, as text of the longest one's length in UTF-8.
func (a textAttribute) message() (message, error) {
	size := 1
	for _, s := range a.list {
		size = max(size, len(s)+1)
	}
	shape := []int{len(a.list)}
	if a.one {
		shape = nil
	}
	typ := binary.LittleEndian.AppendUint32([]byte{0x13, 0x10, 0, 0}, uint32(size))
	space, name := dataspace(shape), append([]byte(a.name), 0)
	b := []byte{1, 0}
	for _, n := range []int{len(name), len(typ), len(space)} {
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	b = append(append(append(b, padded(name)...), padded(typ)...), padded(space)...)
	for _, s := range a.list {
		b = append(append(b, s...), make([]byte, size-len(s))...)
	}
	if len(b) > 64000 {
		return message{}, fmt.Errorf("the attribute %s has %d bytes, more than an HDF5 header holds", a.name, len(b))
	}
	return message{messageAttribute, b}, nil
}
