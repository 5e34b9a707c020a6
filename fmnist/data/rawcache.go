package data

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
)

// The raw cache is one file per source: what parsing it gave, ready to be read in
// about 10 ms. Layout: rawMagic, header length and header CRC (4 bytes each, little
// endian), the header as JSON, then train images, train labels, test images and
// test labels. Every MiB of data has its CRC-32C in the header, which modern CPUs
// check faster than memory delivers, so that no damaged bit goes unnoticed.
const rawMagic = "gofmnist raw 1\r\n" // CR LF gives away transfers in text mode

// maxRawHeader bounds the header (a few KiB) before its checksum is known.
const maxRawHeader = 64 << 20

// rawHeader describes the data that follow it in the cache file.
type rawHeader struct {
	Source      string // identity of the files it was made from
	Train, Test rawSet
	Fingerprint string // of the dataset
	Blocks      []uint32
}

// rawSet is what the header keeps of a set.
type rawSet struct {
	N       int
	Missing []int `json:",omitempty"`
}

// castagnoli is the polynomial that x86 and ARM compute in hardware.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errStale marks a cache file that is not of the wanted source: no defect.
var errStale = errors.New("made from other files")

// readRaw reads the cache file at path if it was made from source. The error
// matches fs.ErrNotExist or errStale when there is simply nothing to reuse.
func readRaw(path, source string) (Dataset, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return Dataset{}, "", err
	}
	defer file.Close()
	header, at, err := readRawHeader(file)
	if err != nil {
		return Dataset{}, "", err
	}
	if header.Source != source {
		return Dataset{}, "", errStale
	}
	body := make([]byte, (header.Train.N+header.Test.N)*(Pixels+1))
	if info, err := file.Stat(); err != nil || info.Size() != at+int64(len(body)) || len(header.Blocks) != blocks(len(body)) {
		return Dataset{}, "", errors.New("its size is not what its header says")
	}
	if err := readBlocks(file, at, body, header.Blocks); err != nil {
		return Dataset{}, "", err
	}
	train, rest := header.Train.cut(body, "train")
	test, _ := header.Test.cut(rest, "test")
	return Dataset{Train: train, Test: test}, header.Fingerprint, nil
}

// readRawHeader reads and checks everything before the data, which begin at.
func readRawHeader(r io.Reader) (header rawHeader, at int64, err error) {
	start := make([]byte, len(rawMagic)+8)
	if _, err := io.ReadFull(r, start); err != nil || string(start[:len(rawMagic)]) != rawMagic {
		return header, 0, errors.New("it is no raw cache file")
	}
	size := binary.LittleEndian.Uint32(start[len(rawMagic):])
	if size > maxRawHeader {
		return header, 0, errors.New("its header is damaged")
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(r, text); err != nil || crc32.Checksum(text, castagnoli) != binary.LittleEndian.Uint32(start[len(rawMagic)+4:]) {
		return header, 0, errors.New("its header is damaged")
	}
	if err := json.Unmarshal(text, &header); err != nil {
		return header, 0, fmt.Errorf("its header is damaged: %w", err)
	}
	return header, int64(len(start)) + int64(size), nil
}

// readBlocks fills body from the file, checking each block while it is in the
// core's cache.
func readBlocks(file io.ReaderAt, at int64, body []byte, sums []uint32) error {
	var damaged atomic.Bool
	parallel(len(sums), func(i int) {
		lo, hi := bounds(i, len(body))
		_, err := file.ReadAt(body[lo:hi], at+int64(lo))
		if err != nil || crc32.Checksum(body[lo:hi], castagnoli) != sums[i] {
			damaged.Store(true)
		}
	})
	if damaged.Load() {
		return errors.New("its data are damaged")
	}
	return nil
}

// cut takes the set off the front of body, which it shares memory with.
func (r rawSet) cut(body []byte, name string) (Set, []byte) {
	pixels, all := r.N*Pixels, r.N*(Pixels+1)
	return Set{Images: body[:pixels:pixels], Labels: body[pixels:all:all], Name: name, Missing: r.Missing}, body[all:]
}

// writeRaw stores the dataset at path under the identity of its source; a reader
// sees the old file or the whole new one.
func writeRaw(path, source, fingerprint string, d Dataset) error {
	header := rawHeader{
		Source: source, Fingerprint: fingerprint,
		Train: rawSet{d.Train.Len(), d.Train.Missing}, Test: rawSet{d.Test.Len(), d.Test.Missing},
	}
	body := bytes.Join([][]byte{d.Train.Images, d.Train.Labels, d.Test.Images, d.Test.Labels}, nil)
	header.Blocks = make([]uint32, blocks(len(body)))
	parallel(len(header.Blocks), func(i int) {
		lo, hi := bounds(i, len(body))
		header.Blocks[i] = crc32.Checksum(body[lo:hi], castagnoli)
	})
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	start := binary.LittleEndian.AppendUint32([]byte(rawMagic), uint32(len(text)))
	start = binary.LittleEndian.AppendUint32(start, crc32.Checksum(text, castagnoli))
	return replaceFile(path, start, text, body)
}

// createTemp is os.CreateTemp; tests put a full disk in its place.
var createTemp = func(dir, pattern string) (writeCloser, error) { return os.CreateTemp(dir, pattern) }

// writeCloser is what replaceFile needs of a temporary file.
type writeCloser interface {
	io.WriteCloser
	Name() string
}

// replaceFile writes the parts to a temporary file beside path and renames it into
// place, so that path never holds half a file.
func replaceFile(path string, parts ...[]byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temp, err := createTemp(filepath.Dir(path), filepath.Base(path)+".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	for _, part := range parts {
		if _, err := temp.Write(part); err != nil {
			temp.Close()
			return err
		}
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
