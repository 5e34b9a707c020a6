package h5

import (
	"bytes"
	"encoding/binary"
)

// Strings reads an attribute that is a list of strings. There may be none of that name: ok is false. An empty list of
// numbers, which h5py makes of an empty Python list, counts as an empty list of strings.
func (g *Group) Strings(name string) (list []string, ok bool, err error) {
	for _, m := range g.messages {
		if m.kind != messageAttribute {
			continue
		}
		if list, ok, err = g.file.stringAttribute(m.data, name); ok || err != nil {
			return list, ok, err
		}
	}
	return nil, false, nil
}

func (f *File) stringAttribute(b []byte, name string) (list []string, ok bool, err error) {
	if len(b) < 8 {
		return nil, false, broken("an attribute is cut off")
	}
	sizes := [3]int{}
	for i := range sizes {
		sizes[i] = int(binary.LittleEndian.Uint16(b[2+2*i:]))
	}
	round := 8 // version 1 pads name, datatype and dataspace to multiples of 8
	switch b[0] {
	case 1:
		b = b[8:]
	case 2:
		b, round = b[8:], 1
	case 3:
		b, round = b[min(9, len(b)):], 1 // one more byte for the name's encoding
	default:
		return nil, false, broken("an attribute has version %d", b[0])
	}
	var parts [3][]byte
	for i, n := range sizes {
		padded := (n + round - 1) / round * round
		if n > len(b) || padded > len(b) {
			return nil, false, broken("an attribute is cut off")
		}
		parts[i], b = b[:n], b[padded:]
	}
	if string(bytes.TrimRight(parts[0], "\x00")) != name {
		return nil, false, nil
	}
	list, err = f.decodeStrings(name, parts[1], parts[2], b)
	return list, true, err
}

func (f *File) decodeStrings(name string, typ, space, data []byte) ([]string, error) {
	t, err := parseDatatype(typ)
	if err != nil {
		return nil, err
	}
	shape, err := parseDataspace(space)
	if err != nil {
		return nil, err
	}
	n, fits := count(shape, t.size, int64(len(data)))
	if n == 0 && fits {
		return nil, nil
	}
	if !fits {
		return nil, broken("the attribute %s is cut off", name)
	}
	list := make([]string, n)
	switch {
	case t.class == classString:
		for i := range list {
			text, _, _ := bytes.Cut(data[i*t.size:(i+1)*t.size], []byte{0})
			list[i] = string(bytes.TrimRight(text, " "))
		}
	case t.class == classVariable && t.size == 16:
		heaps := map[int64]map[uint16][]byte{}
		for i := range list {
			text, err := f.variable(heaps, data[16*i:])
			if err != nil {
				return nil, err
			}
			list[i] = string(text)
		}
	default:
		return nil, broken("the attribute %s is no list of strings", name)
	}
	return list, nil
}

// variable reads a string of variable length, which h5py 3 writes for lists: its length, the address of a global heap,
// and its number there.
func (f *File) variable(heaps map[int64]map[uint16][]byte, b []byte) ([]byte, error) {
	length := binary.LittleEndian.Uint32(b)
	if length == 0 {
		return nil, nil
	}
	at, err := f.address(b[4:])
	if err != nil {
		return nil, err
	}
	if heaps[at] == nil {
		if heaps[at], err = f.globalHeap(at); err != nil {
			return nil, err
		}
	}
	text, ok := heaps[at][uint16(binary.LittleEndian.Uint32(b[12:]))]
	if !ok || uint64(length) > uint64(len(text)) {
		return nil, broken("a string is missing in the heap at byte %d", at)
	}
	return text[:length], nil
}

// globalHeap reads the objects of a global heap collection by their numbers.
func (f *File) globalHeap(at int64) (map[uint16][]byte, error) {
	prefix, err := f.block(at, 16, "GCOL")
	if err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint64(prefix[8:])
	if size < 16 {
		return nil, broken("the heap at byte %d is damaged", at)
	}
	b, err := f.bytes(at, size)
	if err != nil {
		return nil, err
	}
	objects := map[uint16][]byte{}
	for b = b[16:]; len(b) >= 16; {
		number, size := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint64(b[8:])
		if number == 0 { // free space at the end
			break
		}
		if size > uint64(len(b)-16) {
			return nil, broken("the heap at byte %d is damaged", at)
		}
		objects[number] = b[16 : 16+size]
		b = b[min(uint64(len(b)), 16+(size+7)/8*8):] // objects are padded to multiples of 8
	}
	return objects, nil
}
