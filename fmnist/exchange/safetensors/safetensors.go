// Package safetensors reads and writes Hugging Face's safetensors files: a header in JSON with names, types and shapes,
// then the values, little-endian, end to end. Nothing in such a file is ever run. Format:
// huggingface.co/docs/safetensors.
package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Tensor is one tensor of a file. Values of other floating-point types are read as float32; whole numbers (PyTorch's
// num_batches_tracked) have none.
type Tensor struct {
	Name   string
	Shape  []int
	Values []float32
}

// File is what a file holds; tensors are in the order of their values in the file.
type File struct {
	Tensors  []Tensor
	Metadata map[string]string
}

// entry is a tensor in the header.
type entry struct {
	Type    string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets []uint64 `json:"data_offsets"`
}

// headerLimit is the format's own.
const headerLimit = 100_000_000

// metadataName is the header's entry that is no tensor.
const metadataName = "__metadata__"

// Encode writes a file. Tensors without values are written as one whole number, 0.
func (f File) Encode() ([]byte, error) {
	header := map[string]any{}
	if len(f.Metadata) > 0 {
		header[metadataName] = f.Metadata
	}
	var values []byte
	for _, t := range f.Tensors {
		e := entry{Type: "F32", Shape: t.Shape, Offsets: []uint64{uint64(len(values)), 0}}
		if e.Shape == nil {
			e.Shape = []int{}
		}
		if t.Values == nil {
			e.Type, values = "I64", binary.LittleEndian.AppendUint64(values, 0)
		}
		for _, x := range t.Values {
			values = binary.LittleEndian.AppendUint32(values, math.Float32bits(x))
		}
		e.Offsets[1] = uint64(len(values))
		if _, twice := header[t.Name]; twice {
			return nil, fmt.Errorf("two tensors are called %q", t.Name)
		}
		header[t.Name] = e
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	text = append(text, bytes.Repeat([]byte{' '}, (8-len(text)%8)%8)...) // the values begin at a multiple of 8
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(out, text...), values...), nil
}

// Decode reads a file. It never allocates more than the file holds.
func Decode(raw []byte) (f File, err error) {
	if len(raw) < 8 {
		return f, errors.New("it is too short for a safetensors file")
	}
	n := binary.LittleEndian.Uint64(raw)
	if n > headerLimit || n > uint64(len(raw)-8) || n < 2 || raw[8] != '{' {
		return f, errors.New("it does not begin with a safetensors header, or is cut off")
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(raw[8:8+n], &header); err != nil {
		return f, fmt.Errorf("its safetensors header cannot be read: %w", err)
	}
	var entries []located
	for name, text := range header {
		if name == metadataName {
			if err := json.Unmarshal(text, &f.Metadata); err != nil {
				return f, fmt.Errorf("its metadata cannot be read: %w", err)
			}
			continue
		}
		at := located{name: name}
		if err := json.Unmarshal(text, &at.entry); err != nil {
			return f, fmt.Errorf("the header of its tensor %q cannot be read: %w", name, err)
		}
		if len(at.Offsets) != 2 {
			return f, fmt.Errorf("its tensor %q says %d times where it is, not twice", name, len(at.Offsets))
		}
		entries = append(entries, at)
	}
	slices.SortFunc(entries, compare)
	return f, f.fill(entries, raw[8+n:])
}

type located struct {
	name string
	entry
}

func compare(a, b located) int {
	switch {
	case a.Offsets[0] != b.Offsets[0] && a.Offsets[0] < b.Offsets[0]:
		return -1
	case a.Offsets[0] != b.Offsets[0]:
		return 1
	case a.name < b.name:
		return -1
	}
	return 1
}

// fill reads the values; they must lie end to end and fill the file.
func (f *File) fill(entries []located, values []byte) error {
	end := uint64(0)
	for _, e := range entries {
		size, ok := bytesOf[e.Type]
		if !ok {
			return fmt.Errorf("its tensor %q is of type %.20q, which is not read; save it as float32", e.name, e.Type)
		}
		n := uint64(1)
		for _, d := range e.Shape {
			if d < 0 || uint64(d) > uint64(len(values)) || n*uint64(d) > uint64(len(values)) {
				return fmt.Errorf("its tensor %q has the impossible shape %v", e.name, e.Shape)
			}
			n *= uint64(d)
		}
		if e.Offsets[0] != end || e.Offsets[1] != end+n*size || e.Offsets[1] > uint64(len(values)) {
			return fmt.Errorf("its tensor %q does not lie where its header says; it is damaged or cut off", e.name)
		}
		end = e.Offsets[1]
		f.Tensors = append(f.Tensors, Tensor{e.name, e.Shape, numbers(e.Type, values[e.Offsets[0]:end])})
	}
	if end != uint64(len(values)) {
		return fmt.Errorf("%d bytes follow its last tensor", uint64(len(values))-end)
	}
	return nil
}

var bytesOf = map[string]uint64{"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1,
	"BOOL": 1}

// numbers are the values as float32; nil for whole numbers.
func numbers(kind string, raw []byte) []float32 {
	size := int(bytesOf[kind])
	if kind[0] != 'F' && kind != "BF16" {
		return nil
	}
	out := make([]float32, len(raw)/size)
	for i := range out {
		b := raw[i*size:]
		switch kind {
		case "F64":
			out[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		case "F32":
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b))
		case "F16":
			out[i] = half(binary.LittleEndian.Uint16(b))
		case "BF16":
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16)
		}
	}
	return out
}

// half is IEEE 754's 16-bit number.
func half(bits uint16) float32 {
	sign, exponent, fraction := float32(1), int(bits>>10&31), float64(bits&1023)
	if bits>>15 == 1 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * float32(math.Ldexp(fraction, -24))
	case 31:
		if fraction == 0 {
			return sign * float32(math.Inf(1))
		}
		return float32(math.NaN())
	}
	return sign * float32(math.Ldexp(1024+fraction, exponent-25))
}
