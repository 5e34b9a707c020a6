package runs

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A sealed file is its content, then a note as JSON, then the length and the checksum of the note and a mark. The note
// stands at the end, so that content of unknown length is written in one pass.
type sealNote struct {
	seal
	Name    string    `json:"name,omitempty"`
	Hash    string    `json:"hash,omitempty"`
	Created time.Time `json:"created"`
	Seconds float64   `json:"seconds"` // it took to compute
}

// sealMark ends every sealed file; its last digit is the version of the layout.
const sealMark = "FMNSEAL1"

// sealTail is the length of the note and its CRC-32 (uint32, little endian), and the mark.
const sealTail = 4 + 4 + len(sealMark)

// readContent gives read the content of an open sealed file.
func readContent(f *os.File, note sealNote, read func(r io.Reader) error) error {
	const buffer = 1 << 20 // features of 100 MB in 100 reads
	return read(bufio.NewReaderSize(io.NewSectionReader(f, 0, note.Bytes), buffer))
}

// openSealed opens a sealed file and checks all of it.
func openSealed(path string) (f *os.File, note sealNote, err error) {
	if f, err = openPlain(path, os.O_RDONLY); err != nil {
		return nil, note, explainRead("read "+filepath.Base(path), path, err)
	}
	if note, err = readNote(f); err == nil {
		var got seal
		if got, err = sealReader(io.NewSectionReader(f, 0, note.Bytes)); err == nil && got != note.seal {
			err = fmt.Errorf("%w: the check sum differs", ErrDamaged)
		}
	}
	if err != nil {
		return nil, note, errors.Join(fmt.Errorf("read %s: %w", path, err), f.Close())
	}
	return f, note, nil
}

// readNote reads the note at the end of a sealed file.
func readNote(f *os.File) (note sealNote, err error) {
	info, err := f.Stat()
	if err != nil {
		return note, err
	}
	size := info.Size()
	tail := make([]byte, sealTail)
	if _, err := f.ReadAt(tail, max(0, size-int64(sealTail))); err != nil || string(tail[8:]) != sealMark {
		return note, fmt.Errorf("%w: its end is missing", ErrDamaged)
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	start := size - int64(sealTail) - length
	if start < 0 {
		return note, fmt.Errorf("%w: its note is longer than the file", ErrDamaged)
	}
	text := make([]byte, length)
	if _, err := f.ReadAt(text, start); err != nil {
		return note, err
	}
	sound := crc32.ChecksumIEEE(text) == binary.LittleEndian.Uint32(tail[4:])
	if err := json.Unmarshal(text, &note); err != nil || !sound || note.Bytes != start {
		return note, fmt.Errorf("%w: its note is unreadable", ErrDamaged)
	}
	return note, nil
}

// sealer passes content on and adds up its checksum.
type sealer struct {
	out   *bufio.Writer
	sum   hash.Hash
	bytes int64
}

func newSealer(out io.Writer) *sealer {
	const buffer = 1 << 16 // callers may write 4 bytes at a time
	return &sealer{out: bufio.NewWriterSize(out, buffer), sum: sha256.New()}
}

// Write implements io.Writer.
func (s *sealer) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	s.sum.Write(p[:n])
	s.bytes += int64(n)
	return n, err
}

// finish writes the note after the content.
func (s *sealer) finish(note sealNote) error {
	note.seal = seal{Bytes: s.bytes, SHA256: hex.EncodeToString(s.sum.Sum(nil))}
	text, err := json.Marshal(note)
	if err != nil {
		return err
	}
	length, sum := uint32(len(text)), crc32.ChecksumIEEE(text)
	text = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(text, length), sum)
	_, err = s.out.Write(append(text, sealMark...))
	return errors.Join(err, s.out.Flush())
}
