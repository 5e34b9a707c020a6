package data

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// idxByte is the type code of unsigned bytes, the only one that image data use;
// the IDX format is described at http://yann.lecun.com/exdb/mnist/.
const idxByte = 0x08

// maxReserve bounds what is reserved on a header's word alone, so that a damaged
// count cannot ask for all memory: 64 MiB holds the official training images.
const maxReserve = 64 << 20

// ReadIDX reads one IDX file of unsigned bytes, plain or gzip-compressed, and
// returns its dimensions and its bytes, last dimension fastest. Errors say what is
// wrong with the file: the magic, a truncation, bytes too many, a damaged gzip.
func ReadIDX(r io.Reader) (dims []int, values []uint8, err error) {
	plain, err := gunzip(r)
	if err != nil {
		return nil, nil, err
	}
	dims, size, err := readIDXHeader(plain)
	if err != nil {
		return nil, nil, err
	}
	values, err = readExactly(plain, size, "its IDX header announces")
	return dims, values, err
}

// readIDXHeader reads the magic and the dimensions and multiplies the latter.
func readIDXHeader(r io.Reader) (dims []int, size int, err error) {
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, 0, truncated(err, "the file ends within its first 4 bytes, so it is no IDX file")
	}
	if magic[0] != 0 || magic[1] != 0 || magic[2] != idxByte || magic[3] == 0 {
		return nil, 0, fmt.Errorf("the file begins with % x instead of 00 00 08 and the number of dimensions, so it is not an IDX file of bytes", magic)
	}
	size = 1
	for range magic[3] {
		var dim [4]byte
		if _, err := io.ReadFull(r, dim[:]); err != nil {
			return nil, 0, truncated(err, "the file ends within its IDX header")
		}
		n := int(binary.BigEndian.Uint32(dim[:]))
		if n != 0 && size > math.MaxInt/n {
			return nil, 0, fmt.Errorf("the IDX header claims more values than fit in memory (dimensions %v × %d …)",
				dims, n)
		}
		dims, size = append(dims, n), size*n
	}
	if err := fits(size/Pixels + 1); err != nil {
		return nil, 0, fmt.Errorf("the IDX header announces the dimensions %v: %w", dims, err)
	}
	return dims, size, nil
}

// readExactly reads size bytes, which announced says where they are promised, and makes sure that nothing follows.
func readExactly(r io.Reader, size int, announced string) ([]uint8, error) {
	values := make([]uint8, 0, min(size, maxReserve))
	for len(values) < size {
		if len(values) == cap(values) {
			values = append(values, 0)[:len(values)]
		}
		n, err := io.ReadFull(r, values[len(values):min(cap(values), size)])
		values = values[:len(values)+n]
		if err != nil {
			return nil, truncated(err, fmt.Sprintf("the file ends after %d of the %d values that %s", len(values), size,
				announced))
		}
	}
	var extra [1]byte
	switch _, err := io.ReadFull(r, extra[:]); {
	case err == nil:
		return nil, fmt.Errorf("the file goes on after the %d values that %s", size, announced)
	case !errors.Is(err, io.EOF):
		return nil, truncated(err, "the file is damaged at its end")
	}
	return values, nil
}

// truncated is the sentence for a file that ended early, or the reader's own
// error when something else went wrong, such as a gzip checksum.
func truncated(err error, sentence string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: %w", sentence, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("the file is damaged: %w", err)
}

// gunzip looks at the first bytes and decompresses if they are gzip's.
func gunzip(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if head, _ := buffered.Peek(2); len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
		return buffered, nil
	}
	plain, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, truncated(err, "the file ends within its gzip header")
	}
	return plain, nil
}

// ReadImages reads an IDX file of 28×28 images into a set that has no labels yet.
func ReadImages(r io.Reader) (Set, error) {
	dims, values, err := ReadIDX(r)
	if err != nil {
		return Set{}, err
	}
	if len(dims) != 3 || dims[1] != Side || dims[2] != Side {
		return Set{}, fmt.Errorf("the IDX dimensions are %v, but images need [count %d %d]", dims, Side, Side)
	}
	if dims[0] == 0 {
		return Set{}, errors.New("the IDX file holds no image")
	}
	return Set{Images: values}, nil
}

// ReadLabels reads an IDX file of labels 0 … 9 into a set that has no images yet.
func ReadLabels(r io.Reader) (Set, error) {
	dims, values, err := ReadIDX(r)
	if err != nil {
		return Set{}, err
	}
	if len(dims) != 1 {
		return Set{}, fmt.Errorf("the IDX dimensions are %v, but labels need one, their count", dims)
	}
	for i, label := range values {
		if label >= Classes {
			return Set{}, fmt.Errorf("label %d is %d, but labels run from 0 to %d", i, label, Classes-1)
		}
	}
	return Set{Labels: values}, nil
}
