package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
)

// stamps are the state of the files that a dataset was made from, as three hashes.
type stamps struct {
	source  string // paths, sizes and times
	changed string // when the system last wrote to them, which no program can set back; "" where that is not known
	files   []string
	sums    string // of the contents; filled in by read
}

// newStamps looks at the files without reading them.
func newStamps(files []string) stamps {
	lines, changes := make([]string, len(files)), make([]string, len(files))
	var unknown atomic.Bool
	const chunk = 256 // files per turn of a worker: a folder of pictures has tens of thousands
	parallel((len(files)+chunk-1)/chunk, func(c int) {
		for i := c * chunk; i < min((c+1)*chunk, len(files)); i++ {
			lines[i] = files[i]
			if info, err := os.Stat(files[i]); err == nil {
				lines[i] = fmt.Sprintf("%s %d %d", files[i], info.Size(), info.ModTime().UnixNano())
			}
			change, ok := changeTime(files[i])
			if !ok {
				unknown.Store(true)
			}
			changes[i] = fmt.Sprint(change)
		}
	})
	s := stamps{source: digest(lines), changed: digest(changes), files: files}
	if unknown.Load() {
		s.changed = ""
	}
	return s
}

// digest is a hash of the lines.
func digest(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// read adds the checksums of the contents.
func (s stamps) read() stamps {
	s.sums = s.content()
	return s
}

// content reads the files (those in the system's cache at some GB a second) and is a hash of their checksums, or ""
// when one cannot be read. CRC-32C tells accidents apart; the fingerprint of what was read says what the data are.
func (s stamps) content() string {
	sums := make([]string, len(s.files))
	parallel(len(s.files), func(i int) {
		sum, err := checksum(s.files[i])
		if err == nil {
			sums[i] = fmt.Sprintf("%08x", sum)
		}
	})
	if slices.Contains(sums, "") {
		return ""
	}
	return digest(sums)
}

// checksum is the CRC-32C of a file.
func checksum(path string) (uint32, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	sum := crc32.New(castagnoli)
	_, err = io.CopyBuffer(sum, struct{ io.Reader }{file}, make([]byte, block/4))
	return sum.Sum32(), err
}
