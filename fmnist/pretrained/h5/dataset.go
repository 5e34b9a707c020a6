package h5

import (
	"encoding/binary"
	"math"
)

// Dataset is a tensor in the file.
type Dataset struct {
	Shape []int // lengths of the axes; nil for a scalar

	file    *File
	typ     datatype
	values  int
	at      int64  // of contiguous values
	compact []byte // values within the header
}

func (f *File) dataset(at int64) (*Dataset, error) {
	messages, err := f.header(at)
	if err != nil {
		return nil, err
	}
	var parts [3][]byte
	for i, kind := range []uint16{messageDatatype, messageDataspace, messageLayout} {
		var ok bool
		if parts[i], ok = find(messages, kind); !ok {
			return nil, broken("the object at byte %d is no dataset", at)
		}
	}
	if filters, filtered := find(messages, messageFilters); filtered {
		return nil, unsupported("its tensors are compressed (%s), which Keras does not do; "+
			repack+" writes them plainly", filterNames(filters))
	}
	d := &Dataset{file: f}
	if d.typ, err = parseDatatype(parts[0]); err != nil {
		return nil, err
	}
	if d.Shape, err = parseDataspace(parts[1]); err != nil {
		return nil, err
	}
	return d, d.layout(parts[2])
}

// layout finds the values and checks that the file holds all of them.
func (d *Dataset) layout(b []byte) error {
	// Version 3: class 0 keeps the values in the header, class 1 in one stretch of the file.
	switch {
	case len(b) < 4:
		return broken("the layout of a dataset is cut off")
	case b[0] == 4:
		return newer("the layout of a dataset has version 4")
	case b[0] == 3 && b[1] == 2:
		return unsupported("its tensors are cut into chunks, which Keras does not do; " +
			repack + " writes them in one piece")
	case b[0] != 3 || b[1] > 1:
		return broken("a dataset is neither contiguous nor compact, as Keras writes them")
	}
	size := int64(0)
	if b[1] == 0 {
		d.compact = b[4:min(len(b), 4+int(binary.LittleEndian.Uint16(b[2:])))]
		size = int64(len(d.compact))
	} else {
		if len(b) < 18 {
			return broken("the layout of a dataset is cut off")
		}
		at := binary.LittleEndian.Uint64(b[2:])
		if at < uint64(d.file.size) { // an unset address marks values that were never written: then size stays 0
			d.at, size = int64(at), d.file.size-int64(at)
		}
	}
	n, fits := count(d.Shape, d.typ.size, size)
	if !fits {
		return broken("the values of a dataset reach beyond the end of the file")
	}
	d.values = n
	return nil
}

// Numbers tells whether the dataset holds numbers that Float32s can read.
func (d *Dataset) Numbers() bool {
	switch d.typ.class {
	case classFloat:
		return d.typ.size == 4 || d.typ.size == 8
	case classInteger:
		return d.typ.size == 1 || d.typ.size == 2 || d.typ.size == 4 || d.typ.size == 8
	}
	return false
}

// Float32s reads all values, row by row; other numbers are rounded to float32.
func (d *Dataset) Float32s() ([]float32, error) {
	if !d.Numbers() {
		return nil, broken("a dataset holds no numbers")
	}
	b := d.compact
	if b == nil {
		var err error
		if b, err = d.file.bytes(d.at, uint64(d.values)*uint64(d.typ.size)); err != nil {
			return nil, err
		}
	}
	var order binary.ByteOrder = binary.LittleEndian
	if d.typ.bigEndian {
		order = binary.BigEndian
	}
	values := make([]float32, d.values)
	if d.typ.class == classFloat && d.typ.size == 4 && !d.typ.bigEndian { // what weights are, worth the fast path
		for i := range values {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		return values, nil
	}
	for i := range values {
		values[i] = float32(d.typ.number(b[i*d.typ.size:], order))
	}
	return values, nil
}

func (t datatype) number(b []byte, order binary.ByteOrder) float64 {
	if t.class == classFloat && t.size == 4 {
		return float64(math.Float32frombits(order.Uint32(b)))
	}
	if t.class == classFloat {
		return math.Float64frombits(order.Uint64(b))
	}
	var bits uint64
	switch t.size {
	case 1:
		bits = uint64(b[0])
	case 2:
		bits = uint64(order.Uint16(b))
	case 4:
		bits = uint64(order.Uint32(b))
	default:
		bits = order.Uint64(b)
	}
	if t.signed {
		shift := 64 - 8*t.size
		return float64(int64(bits<<shift) >> shift)
	}
	return float64(bits)
}
