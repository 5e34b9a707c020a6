package h5

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrFormat matches every error about a file's contents, as opposed to errors of the operating system.
var ErrFormat = errors.New("damaged HDF5")

// ErrUnsupported matches those of them that are about a sound file of a kind that this package does not read. Their
// text says what to do.
var ErrUnsupported = errors.New("another kind of file")

// formatError is an error about a file's contents.
type formatError struct {
	text  string
	sound bool // nothing is damaged
}

func (e formatError) Error() string { return e.text }

// Is makes the error match ErrFormat, and ErrUnsupported when the file is sound.
func (e formatError) Is(target error) bool {
	return target == ErrFormat || e.sound && target == ErrUnsupported
}

// repack is the command that writes any HDF5 file in the form that this package reads: the older layout, nothing
// compressed, every tensor in one piece.
const repack = "h5repack -f NONE -l CONTI OLD.h5 NEW.h5"

func broken(format string, args ...any) error {
	return formatError{text: ErrFormat.Error() + ": " + fmt.Sprintf(format, args...)}
}

func unsupported(format string, args ...any) error {
	return formatError{text: fmt.Sprintf(format, args...), sound: true}
}

// newer refuses a file in the form of HDF5 1.8 or 1.10 that h5py writes with libver="latest".
func newer(format string, args ...any) error {
	return unsupported("it has the newer form of HDF5 (%s) where Keras writes the older one; "+
		repack+" writes that", fmt.Sprintf(format, args...))
}

// foreign says what a file is that does not begin with HDF5's signature, by its first bytes.
func foreign(r io.ReaderAt, head []byte, size int64) error {
	text := strings.ToLower(string(bytes.TrimSpace(head)))
	switch {
	case size == 0:
		return broken("it is empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return archive(r, size)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return unsupported("it is compressed with gzip; unpack it with gunzip first")
	case bytes.HasPrefix(head, []byte("BZh")), bytes.HasPrefix(head, []byte("\xfd7zXZ")),
		bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return unsupported("it is compressed; unpack it first")
	case strings.HasPrefix(text, "version https://git-lfs"):
		return unsupported("it is a pointer of Git LFS, not the file itself; git lfs pull fetches that")
	case strings.HasPrefix(text, "<"):
		return broken("it is a web page, perhaps of a proxy or a login")
	case len(head) > 9 && head[8] == '{' && binary.LittleEndian.Uint64(head) < uint64(size):
		return unsupported("it is a safetensors file, where Keras' HDF5 is needed")
	}
	return broken("it does not begin with HDF5's signature")
}

// archive tells the kinds of zip archives apart.
func archive(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return broken("it is a zip archive that is cut off")
	}
	for _, entry := range z.File {
		switch {
		case entry.Name == "model.weights.h5":
			return unsupported("it is a .keras archive; keras.models.load_model(\"OLD.keras\").save(\"NEW.h5\") writes its weights as HDF5")
		case strings.HasSuffix(entry.Name, "data.pkl"):
			return unsupported("it is a PyTorch file, where Keras' HDF5 is needed")
		}
	}
	return unsupported("it is a zip archive; unpack it first")
}

// filterNames lists the filters of a dataset by HDF5's registered names.
func filterNames(b []byte) string {
	names := map[uint16]string{1: "gzip", 2: "shuffle", 3: "checksum", 4: "szip", 5: "nbit", 6: "scale-offset",
		32000: "lzf", 32001: "blosc", 32015: "zstd"}
	if len(b) < 2 || b[0] != 1 { // version 2 belongs to the newer form
		return "filtered"
	}
	var list []string
	for n, rest := int(b[1]), b[min(8, len(b)):]; n > 0 && len(rest) >= 8; n-- {
		id, text, values := binary.LittleEndian.Uint16(rest), int(binary.LittleEndian.Uint16(rest[2:])),
			int(binary.LittleEndian.Uint16(rest[6:]))
		name := names[id]
		if name == "" {
			name = fmt.Sprintf("filter %d", id)
		}
		list = append(list, name)
		rest = rest[min(len(rest), 8+text+4*(values+values%2)):] // an odd number of values is padded by one
	}
	return strings.Join(list, ", ")
}
