package h5

import (
	"encoding/binary"
	"slices"
)

// The header messages that matter here.
const (
	messageDataspace    = 0x01
	messageDatatype     = 0x03
	messageLayout       = 0x08
	messageFilters      = 0x0B
	messageAttribute    = 0x0C
	messageContinuation = 0x10
	messageSymbolTable  = 0x11
)

// message is one entry of an object header.
type message struct {
	kind uint16
	data []byte
}

// Bounds of one object header: HDF5 limits a message to 64 KiB, and Keras' groups have a handful in two or three
// blocks.
const (
	maxHeader = 16 << 20
	maxBlocks = 256
)

// extent is a stretch of the file.
type extent struct {
	at   int64
	size uint64
}

// header reads the messages of an object, following continuation blocks.
func (f *File) header(at int64) ([]message, error) {
	prefix, err := f.bytes(at, 16)
	if err != nil {
		return nil, err
	}
	if string(prefix[:4]) == "OHDR" {
		return nil, unsupported("the object at byte %d has the newer form of HDF5 (version %d, as h5py's track_order gives); "+
			"save the weights again with model.save(\"NEW.h5\")", at, prefix[4])
	}
	if prefix[0] != 1 {
		return nil, broken("the object header at byte %d has version %d instead of 1", at, prefix[0])
	}
	// The 12-byte prefix is padded to 16, and the messages follow.
	blocks := []extent{{at + 16, uint64(binary.LittleEndian.Uint32(prefix[8:]))}}
	var messages []message
	total := uint64(0)
	for i := 0; i < len(blocks); i++ {
		if total += blocks[i].size; total > maxHeader || len(blocks) > maxBlocks ||
			slices.Contains(blocks[:i], blocks[i]) {
			return nil, broken("the object header at byte %d does not end", at)
		}
		b, err := f.bytes(blocks[i].at, blocks[i].size)
		if err != nil {
			return nil, err
		}
		more, next, err := f.parseMessages(b)
		if err != nil {
			return nil, err
		}
		messages, blocks = append(messages, more...), append(blocks, next...)
	}
	return messages, nil
}

// parseMessages splits a block of an object header into its messages and the extents of further blocks.
func (f *File) parseMessages(b []byte) (messages []message, next []extent, err error) {
	for len(b) >= 8 {
		kind, size := binary.LittleEndian.Uint16(b), int(binary.LittleEndian.Uint16(b[2:]))
		if size > len(b)-8 {
			return nil, nil, broken("a header message is cut off")
		}
		if shared := b[4]&2 != 0; shared && kind != 0 {
			return nil, nil, broken("a header message is shared, which h5py does not do")
		}
		m := message{kind, b[8 : 8+size]}
		b = b[8+size:]
		if kind != messageContinuation {
			messages = append(messages, m)
			continue
		}
		if size < 16 {
			return nil, nil, broken("the continuation of an object header is cut off")
		}
		at, err := f.address(m.data)
		if err != nil {
			return nil, nil, err
		}
		next = append(next, extent{at, binary.LittleEndian.Uint64(m.data[8:])})
	}
	return messages, next, nil
}

func find(messages []message, kind uint16) ([]byte, bool) {
	for _, m := range messages {
		if m.kind == kind {
			return m.data, true
		}
	}
	return nil, false
}

// datatype is a number's or string's form in the file.
type datatype struct {
	class     byte // one of those below
	bigEndian bool
	signed    bool
	size      int // bytes
}

const (
	classInteger  = 0
	classFloat    = 1
	classString   = 3
	classVariable = 9 // sequences of variable length, strings among them
)

func parseDatatype(b []byte) (datatype, error) {
	if len(b) < 8 {
		return datatype{}, broken("a datatype is cut off")
	}
	return datatype{class: b[0] & 15, bigEndian: b[1]&1 != 0, signed: b[1]&8 != 0,
		size: int(binary.LittleEndian.Uint32(b[4:]))}, nil
}

// maxRank is HDF5's limit of dimensions.
const maxRank = 32

// parseDataspace gives the lengths of the axes; a scalar has none.
func parseDataspace(b []byte) ([]int, error) {
	if len(b) < 4 {
		return nil, broken("a dataspace is cut off")
	}
	start := 8 // version 1 has five reserved bytes, version 2 a type byte
	switch {
	case b[0] == 2 && b[3] == 2:
		return []int{0}, nil // null: no values
	case b[0] == 2:
		start = 4
	case b[0] != 1:
		return nil, broken("a dataspace has version %d", b[0])
	}
	rank := int(b[1])
	if rank > maxRank || len(b) < start+8*rank {
		return nil, broken("a dataspace with %d axes is cut off", rank)
	}
	var shape []int
	for i := range rank {
		n := binary.LittleEndian.Uint64(b[start+8*i:])
		if n > 1<<40 { // far beyond any tensor, and products of two still fit into an int64
			return nil, broken("an axis has %d entries", n)
		}
		shape = append(shape, int(n))
	}
	return shape, nil
}

// count is the number of values of a shape, and whether n values of that many bytes each can lie in size bytes.
func count(shape []int, bytes int, size int64) (int, bool) {
	n := 1
	for _, d := range shape {
		if n *= d; int64(n) > size {
			return 0, false
		}
	}
	return n, bytes > 0 && int64(n) <= size/int64(bytes)
}
