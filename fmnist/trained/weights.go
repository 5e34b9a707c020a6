package trained

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// State is where a training stands, beside its weights.
type State struct {
	Step int // steps done since the beginning
	// Of the epoch under way: loss sum, correct and samples so far.
	LossSum, Correct float64
	Seen             int
	Seconds          float64
	Class            string `json:",omitempty"` // the numeric class of the epoch under way so far
}

// TensorFile is the header of a weights file: one JSON line, then the values as little-endian float32 in this order.
type TensorFile struct {
	Format  string       `json:"format"`
	Tensors []TensorInfo `json:"tensors"`
	State   *State       `json:"state,omitempty"`
}

// TensorInfo is one tensor of the file.
type TensorInfo struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

// The names of the files of a snapshot.
const (
	WeightsFormat = "gofmnist-weights-1"
	WeightsName   = "weights.bin"
	MomentsName   = "moments.bin"
)

// ParseTensors reads a weights file; it never allocates more than the file holds.
func ParseTensors(raw []byte) (header TensorFile, values [][]float32, err error) {
	end := strings.IndexByte(string(raw[:min(len(raw), 1<<20)]), '\n')
	if end < 0 {
		return header, nil, errors.New("has no header line")
	}
	if err := json.Unmarshal(raw[:end], &header); err != nil || header.Format != WeightsFormat {
		return header, nil, errors.New("is not a weights file of this version")
	}
	rest := raw[end+1:]
	for _, info := range header.Tensors {
		size := 1
		for _, d := range info.Shape {
			if d < 0 || (d > 0 && size > len(raw)/d) {
				return header, nil, fmt.Errorf("gives %s an impossible shape %v", info.Name, info.Shape)
			}
			size *= d
		}
		if len(rest) < 4*size {
			return header, nil, fmt.Errorf("ends inside %s: %w", info.Name, io.ErrUnexpectedEOF)
		}
		flat := make([]float32, size)
		for i := range flat {
			flat[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:]))
		}
		values, rest = append(values, flat), rest[4*size:]
	}
	if len(rest) > 0 {
		return header, nil, fmt.Errorf("has %d bytes too many", len(rest))
	}
	return header, values, nil
}
