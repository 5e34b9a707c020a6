package data

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"sync/atomic"
)

// The raw cache is one file per source: what parsing it gave, ready to be mapped in
// about 5 ms. Layout: rawMagic, header length and header CRC (4 bytes each, little
// endian), the header as JSON padded to a page, then train images, train labels, test
// images and test labels. Every MiB of data has its CRC-32C in the header, which CPUs
// check about as fast as memory delivers, so that no damaged bit goes unnoticed.
const (
	rawMagic = "gofmnist raw 1\r\n" // CR LF gives away transfers in text mode
	rawStart = len(rawMagic) + 8
	rawPage  = 4096 // data begin at a multiple, so that vector code finds them aligned
)

// rawHeader describes the data that follow it in the cache file.
type rawHeader struct {
	Source      string // stamps of the files it was made from
	Changed     string
	Content     string
	Edition     string
	Classes     []string
	Train, Test rawSet
	Fingerprint string // of the dataset
	Blocks      []uint32
}

// rawSet is what the header keeps of a set.
type rawSet struct {
	N           int
	Missing     []int `json:",omitempty"`
	Fingerprint string
}

// castagnoli is the polynomial that x86 and ARM compute in hardware.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errDamaged marks a defect of the cache file, which is worth telling; that it is not
// there, or was made from other files, is not.
var errDamaged = errors.New("it is damaged")

// errTouched comes with a dataset that is right though the files were written to: their bytes are the same.
var errTouched = errors.New("made from the same bytes")

// errChanged marks files with other bytes under the same names, sizes and times.
var errChanged = errors.New("made from other bytes")

// readRaw reads the cache file at path if it was made from these files, and returns the dataset and its fingerprint.
// The error matches errTouched, errChanged or errDamaged, or else means only that there is nothing to reuse.
func readRaw(path string, files stamps) (Dataset, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return Dataset{}, "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Dataset{}, "", err
	}
	if info.Size() < int64(rawStart) { // nothing to map
		return Dataset{}, "", fmt.Errorf("%w: it is too short", errDamaged)
	}
	whole, err := mapFile(file, int(info.Size()))
	if err != nil {
		return Dataset{}, "", err
	}
	header, body, err := parseRaw(whole)
	if err != nil {
		return Dataset{}, "", err
	}
	fresh := header.compare(files)
	if fresh != nil && !errors.Is(fresh, errTouched) {
		return Dataset{}, "", fresh
	}
	d, err := header.unpack(body)
	return d, header.Fingerprint, cmp.Or(err, fresh)
}

// compare tells whether the cache is of these files as they are now. Only when all but the time of the last change
// agrees are the files read.
func (header rawHeader) compare(files stamps) error {
	if header.Source != files.source {
		return errors.New("made from other files")
	}
	if header.Train.Fingerprint == "" || header.Test.Fingerprint == "" {
		return errors.New("made by an earlier version")
	}
	if header.Changed == files.changed && files.changed != "" {
		return nil
	}
	if content := files.content(); content == "" || content != header.Content {
		return errChanged
	}
	if files.changed == "" {
		return nil
	}
	return errTouched
}

// unpack checks the data and cuts them into the two sets.
func (header rawHeader) unpack(body []byte) (Dataset, error) {
	if err := checkBlocks(body, header); err != nil {
		return Dataset{}, err
	}
	if n := len(header.Classes); n != 0 && n != Classes {
		return Dataset{}, fmt.Errorf("%w: it names %d classes", errDamaged, n)
	}
	train, rest := header.Train.cut(body, "train")
	test, _ := header.Test.cut(rest, "test")
	train.Classes, test.Classes = header.Classes, header.Classes
	return Dataset{Train: train, Test: test, Edition: header.Edition}, nil
}

// parseRaw checks and separates the header and the data.
func parseRaw(whole []byte) (header rawHeader, body []byte, err error) {
	if len(whole) < rawStart || string(whole[:len(rawMagic)]) != rawMagic {
		return header, nil, fmt.Errorf("%w: it does not begin like a raw cache file", errDamaged)
	}
	size := int(binary.LittleEndian.Uint32(whole[len(rawMagic):]))
	sum := binary.LittleEndian.Uint32(whole[len(rawMagic)+4:])
	if size > len(whole)-rawStart || crc32.Checksum(whole[rawStart:rawStart+size], castagnoli) != sum {
		return header, nil, fmt.Errorf("%w in its header", errDamaged)
	}
	if err := json.Unmarshal(whole[rawStart:rawStart+size], &header); err != nil {
		return header, nil, fmt.Errorf("%w in its header: %w", errDamaged, err)
	}
	return header, whole[rawStart+size:], nil
}

// checkBlocks compares length and checksums of the data with the header.
func checkBlocks(body []byte, header rawHeader) error {
	a, b := header.Train.N, header.Test.N
	if min(a, b) < 0 || max(a, b) > len(body) || (a+b)*(Pixels+1) != len(body) ||
		len(header.Blocks) != blocks(len(body)) {
		return fmt.Errorf("%w: its size is not what its header says", errDamaged)
	}
	var damaged atomic.Bool
	parallel(len(header.Blocks), func(i int) {
		lo, hi := bounds(i, len(body))
		if crc32.Checksum(body[lo:hi], castagnoli) != header.Blocks[i] {
			damaged.Store(true)
		}
	})
	if damaged.Load() {
		return fmt.Errorf("%w in its pixels or labels", errDamaged)
	}
	return nil
}

// cut takes the set off the front of body, which it shares memory with.
func (r rawSet) cut(body []byte, name string) (Set, []byte) {
	pixels, all := r.N*Pixels, r.N*(Pixels+1)
	s := Set{Images: body[:pixels:pixels], Labels: body[pixels:all:all], Name: name, Missing: r.Missing}
	return s.know(r.Fingerprint), body[all:]
}

// raw is what the header keeps of the set.
func (s Set) raw() rawSet { return rawSet{s.Len(), s.Missing, s.Fingerprint()} }

// writeRaw stores the dataset at path under the stamps of its files, checksums included; a reader
// sees the old file or the whole new one.
func writeRaw(path string, files stamps, fingerprint string, d Dataset) error {
	header := rawHeader{
		Source: files.source, Changed: files.changed, Content: files.sums, Fingerprint: fingerprint,
		Edition: d.Edition, Classes: d.Train.Classes,
		Train: d.Train.raw(), Test: d.Test.raw(),
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
	if over := (rawStart + len(text)) % rawPage; over > 0 {
		text = append(text, bytes.Repeat([]byte{' '}, rawPage-over)...) // JSON ends in blanks as well
	}
	return replaceFile(path, rawPreface(text), text, body)
}

// rawPreface is what stands before the header.
func rawPreface(text []byte) []byte {
	start := binary.LittleEndian.AppendUint32([]byte(rawMagic), uint32(len(text)))
	return binary.LittleEndian.AppendUint32(start, crc32.Checksum(text, castagnoli))
}
