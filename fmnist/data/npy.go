package data

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// npyArray is an array of small whole numbers from one of NumPy's .npy files.
type npyArray struct {
	shape  []int
	values []uint8
}

// npyHeader is the dictionary at the front of a .npy file:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
type npyHeader struct {
	descr string
	shape []int
}

// readNPY reads an array of whole numbers 0 … 255 of any integer type, C order. Errors say what is wrong with the file.
func readNPY(r io.Reader) (npyArray, error) {
	header, err := readNPYHeader(r)
	if err != nil {
		return npyArray{}, err
	}
	order, width, err := integers(header.descr)
	if err != nil {
		return npyArray{}, err
	}
	count := 1
	for _, n := range header.shape {
		if n != 0 && count > math.MaxInt/8/n { // eight bytes are the widest integer
			return npyArray{}, fmt.Errorf("the .npy header claims more values than fit in memory (shape %v)",
				header.shape)
		}
		count *= n
	}
	if err := fits(count*width/Pixels + 1); err != nil {
		return npyArray{}, err
	}
	raw, err := readExactly(r, count*width, "its .npy header announces")
	if err != nil || width == 1 && header.descr[1] == 'u' {
		return npyArray{header.shape, raw}, err
	}
	values := make([]uint8, count)
	for i := range values {
		value := widen(order, raw[i*width:(i+1)*width])
		if value > math.MaxUint8 { // negative numbers have the highest bit and are above as well
			return npyArray{}, fmt.Errorf("value %d of the .npy array is not a whole number from 0 to 255", i)
		}
		values[i] = uint8(value)
	}
	return npyArray{header.shape, values}, nil
}

// integers reads a type such as |u1 or <i8 into byte order and width.
func integers(descr string) (binary.ByteOrder, int, error) {
	if len(descr) == 3 && strings.Contains("ui", descr[1:2]) && strings.Contains("1248", descr[2:]) {
		var order binary.ByteOrder = binary.LittleEndian
		if descr[0] == '>' {
			order = binary.BigEndian
		}
		return order, int(descr[2] - '0'), nil
	}
	if strings.HasPrefix(strings.TrimLeft(descr, "<>|="), "f") {
		return nil, 0, fmt.Errorf("the .npy array has floating-point numbers (%s): save whole numbers from 0 to 255, x.astype(\"uint8\")", abbreviate(descr))
	}
	return nil, 0, fmt.Errorf("the .npy array has the type %q, but images and labels are whole numbers: save x.astype(\"uint8\")", abbreviate(descr))
}

// widen is an integer of one to eight bytes; a negative one comes out above any positive of its width.
func widen(order binary.ByteOrder, b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(int64(int8(b[0])))
	case 2:
		return uint64(order.Uint16(b))
	case 4:
		return uint64(order.Uint32(b))
	}
	return order.Uint64(b)
}

// maxNPYHeader is ten times what a header with three dimensions takes.
const maxNPYHeader = 4096

// readNPYHeader reads the magic, the version, the length and the dictionary.
func readNPYHeader(r io.Reader) (npyHeader, error) {
	var start [8]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return npyHeader{}, truncated(err, "the file ends within its first 8 bytes, so it is no .npy array")
	}
	if string(start[:6]) != "\x93NUMPY" || start[6] < 1 || start[6] > 3 {
		return npyHeader{}, fmt.Errorf("the array begins with % x, which is not .npy of versions 1 to 3", start)
	}
	length := make([]byte, 2)
	if start[6] > 1 {
		length = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, length); err != nil {
		return npyHeader{}, truncated(err, "the file ends within its .npy header")
	}
	size := uint64(binary.LittleEndian.Uint16(length))
	if len(length) == 4 {
		size = uint64(binary.LittleEndian.Uint32(length))
	}
	if size > maxNPYHeader {
		return npyHeader{}, fmt.Errorf("the .npy header is %d bytes long, so it is not of an array of images", size)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(r, text); err != nil {
		return npyHeader{}, truncated(err, "the file ends within its .npy header")
	}
	return parseNPYHeader(string(text))
}

// parseNPYHeader reads {'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }.
func parseNPYHeader(text string) (h npyHeader, err error) {
	if !strings.Contains(text, "'fortran_order': False") {
		return h, errors.New("the .npy array is not in C order: save numpy.ascontiguousarray(x)")
	}
	_, rest, ok := strings.Cut(text, "'descr': '")
	if h.descr, _, ok = cutIf(ok, rest, "'"); !ok {
		return h, errors.New("the .npy header has no plain type: save an array of whole numbers, x.astype(\"uint8\")")
	}
	_, rest, ok = strings.Cut(text, "'shape': (")
	shape, _, ok := cutIf(ok, rest, ")")
	if !ok {
		return h, errors.New("the .npy header has no shape")
	}
	for part := range strings.SplitSeq(shape, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue // a single dimension is written (n,)
		}
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return h, fmt.Errorf("the .npy header has the shape (%s)", abbreviate(shape))
		}
		h.shape = append(h.shape, int(n))
	}
	return h, nil
}

// cutIf is strings.Cut where an earlier cut succeeded.
func cutIf(ok bool, text, separator string) (before, after string, found bool) {
	before, after, found = strings.Cut(text, separator)
	return before, after, ok && found
}
