package h5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// File is an open HDF5 file. It is safe for use by several goroutines once Open has returned, except for Close.
type File struct {
	r    io.ReaderAt
	c    io.Closer
	size int64
	root int64 // address of the root group's object header
}

// Sizes and positions in the superblock; offsets and lengths have 8 bytes in every file that h5py writes.
const (
	signature      = "\x89HDF\r\n\x1a\n"
	superblockSize = 100 // version 1, with the root group's symbol table entry; version 0 is 4 bytes shorter
)

// Open opens the file and checks its superblock, in particular that the file is as long as it says it is.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	file := &File{r: f, c: f, size: info.Size()}
	if err := file.superblock(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

// Read opens a file that lies in memory, or anywhere else, and has that many bytes.
func Read(r io.ReaderAt, size int64) (*File, error) {
	file := &File{r: r, size: size}
	return file, file.superblock()
}

// Close closes the file.
func (f *File) Close() error {
	if f.c == nil {
		return nil
	}
	return f.c.Close()
}

func (f *File) superblock() error {
	block := make([]byte, superblockSize)
	n, err := f.r.ReadAt(block, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !bytes.HasPrefix(block, []byte(signature)) {
		return foreign(f.r, block[:n], f.size)
	}
	if n < superblockSize-4 {
		return broken("it has only %d bytes", f.size)
	}
	version := block[8]
	if version > 1 {
		return newer("its superblock has version %d", version)
	}
	if block[13] != 8 || block[14] != 8 {
		return broken("its addresses have %d and its lengths %d bytes instead of 8", block[13], block[14])
	}
	at := 24 // base address, free space, end of file, driver
	if version == 1 {
		at += 4
	}
	if base := binary.LittleEndian.Uint64(block[at:]); base != 0 {
		return broken("it begins at byte %d of another file", base)
	}
	if end := binary.LittleEndian.Uint64(block[at+16:]); end > uint64(f.size) {
		return broken("it is cut off: %d of %d bytes are there", f.size, end)
	}
	root, err := f.address(block[at+32+8:]) // the entry's second field
	f.root = root
	return err
}

// address reads an address and checks that it lies in the file.
func (f *File) address(b []byte) (int64, error) {
	a := binary.LittleEndian.Uint64(b)
	if a >= uint64(f.size) {
		return 0, broken("an address points to byte %d of %d", a, f.size)
	}
	return int64(a), nil
}

// bytes reads n bytes at an address, no more than the file has.
func (f *File) bytes(at int64, n uint64) ([]byte, error) {
	if at < 0 || at > f.size || n > uint64(f.size-at) {
		return nil, broken("%d bytes at %d reach beyond its end at %d", n, at, f.size)
	}
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, at); err != nil {
		return nil, err
	}
	return b, nil
}

// block reads n bytes that begin with a four-letter signature.
func (f *File) block(at int64, n uint64, sign string) ([]byte, error) {
	b, err := f.bytes(at, n)
	if err == nil && !bytes.HasPrefix(b, []byte(sign)) {
		return nil, broken("no %s at byte %d", sign, at)
	}
	return b, err
}
