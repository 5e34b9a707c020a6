package train

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// state is everything that a step changes.
type state struct {
	Step      int // steps done since the beginning
	weights   []*tensors.Tensor
	means     []*tensors.Tensor // Adam's first moments, of the trainable weights
	variances []*tensors.Tensor
	// Of the epoch under way: loss sum, correct and samples so far.
	LossSum, Correct float64
	Seen             int
	Seconds          float64
}

func (g *graphs) start(seed int64) *state {
	s := &state{}
	own := len(g.parameters)
	if g.front != nil {
		own -= len(g.front.Parameters)
	}
	for i, p := range g.parameters {
		values := []float32(nil)
		if i < own {
			values = p.Initial(seed)
		} else {
			values = g.front.Values[i-own]
		}
		s.weights = append(s.weights, tensors.FromFlatDataAndDimensions(values, p.Shape...))
	}
	s.means, s.variances = g.zeros(), g.zeros()
	return s
}

func (g *graphs) zeros() []*tensors.Tensor {
	var out []*tensors.Tensor
	for _, at := range g.trainable {
		p := g.parameters[at]
		out = append(out, tensors.FromFlatDataAndDimensions(make([]float32, p.Size()), p.Shape...))
	}
	return out
}

// replace takes over the outputs of a step and frees what they replace.
func (s *state) replace(g *graphs, outputs []*tensors.Tensor) {
	k := len(g.trainable)
	for i, at := range g.trainable {
		for _, slot := range []struct {
			old **tensors.Tensor
			new *tensors.Tensor
		}{{&s.weights[at], outputs[i]}, {&s.means[i], outputs[k+i]}, {&s.variances[i], outputs[2*k+i]}} {
			_ = (*slot.old).FinalizeAll() // frees at once; the collector would do it later
			*slot.old = slot.new
		}
	}
}

func (s *state) args(weightsOnly bool, first ...any) []any {
	groups := [][]*tensors.Tensor{s.weights, s.means, s.variances}
	if weightsOnly {
		groups = groups[:1]
	}
	for _, group := range groups {
		for _, t := range group {
			first = append(first, t)
		}
	}
	return first
}

// tensorFile is the header of a weights file: one JSON line, then the values as little-endian float32 in this order.
type tensorFile struct {
	Format  string       `json:"format"`
	Tensors []tensorInfo `json:"tensors"`
	State   *state       `json:"state,omitempty"`
}

type tensorInfo struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

const (
	weightsFormat = "gofmnist-weights-1"
	weightsName   = "weights.bin"
	momentsName   = "moments.bin"
)

// save writes the weights, and Adam's moments beside them, into a folder of the run store (which seals them).
func (s *state) save(dir string, parameters []nets.Parameter, trainable []int) error {
	if err := writeTensors(filepath.Join(dir, weightsName), s, parameters, s.weights); err != nil {
		return err
	}
	var names []nets.Parameter
	for _, suffix := range []string{"mean", "variance"} {
		for _, at := range trainable {
			p := parameters[at]
			p.Name += "/" + suffix
			names = append(names, p)
		}
	}
	return writeTensors(filepath.Join(dir, momentsName), nil, names, append(append([]*tensors.Tensor(nil), s.means...), s.variances...))
}

func writeTensors(path string, s *state, parameters []nets.Parameter, values []*tensors.Tensor) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	header := tensorFile{Format: weightsFormat, State: s}
	for _, p := range parameters {
		header.Tensors = append(header.Tensors, tensorInfo{p.Name, p.Shape})
	}
	line, err := json.Marshal(header)
	if err != nil {
		return err
	}
	if _, err = file.Write(append(line, '\n')); err != nil {
		return err
	}
	for _, t := range values {
		flat, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return err
		}
		raw := make([]byte, 0, 4*len(flat))
		for _, x := range flat {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err = file.Write(raw); err != nil {
			return err
		}
	}
	return nil
}

// load reads what save wrote; moments only when the run is to go on.
func (g *graphs) load(dir string, moments bool) (*state, error) {
	header, weights, err := readTensors(filepath.Join(dir, weightsName), g.parameters)
	if err != nil {
		return nil, err
	}
	s := header.State
	if s == nil {
		return nil, fmt.Errorf("%s says nothing about the training state; forget the run and train it again", filepath.Join(dir, weightsName))
	}
	s.weights = weights
	if !moments {
		return s, nil
	}
	var wanted []nets.Parameter
	for range 2 {
		for _, at := range g.trainable {
			wanted = append(wanted, g.parameters[at])
		}
	}
	_, all, err := readTensors(filepath.Join(dir, momentsName), wanted)
	if err != nil {
		return nil, err
	}
	s.means, s.variances = all[:len(g.trainable)], all[len(g.trainable):]
	return s, nil
}

func readTensors(path string, wanted []nets.Parameter) (tensorFile, []*tensors.Tensor, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return tensorFile{}, nil, fmt.Errorf("the weights cannot be read: %w", err)
	}
	header, values, err := parseTensors(raw)
	if err != nil {
		return header, nil, fmt.Errorf("%s %w; forget the run and train it again", path, err)
	}
	if len(header.Tensors) != len(wanted) {
		return header, nil, fmt.Errorf("%s has %d tensors, the network has %d; it belongs to another network", path, len(header.Tensors), len(wanted))
	}
	var out []*tensors.Tensor
	for i, p := range wanted {
		if fmt.Sprint(header.Tensors[i].Shape) != fmt.Sprint(p.Shape) || !strings.HasPrefix(header.Tensors[i].Name, p.Name) {
			return header, nil, fmt.Errorf("%s: tensor %s %v does not fit %s %v; it belongs to another network",
				path, header.Tensors[i].Name, header.Tensors[i].Shape, p.Name, p.Shape)
		}
		out = append(out, tensors.FromFlatDataAndDimensions(values[i], p.Shape...))
	}
	return header, out, nil
}

// parseTensors reads a weights file; it never allocates more than the file holds.
func parseTensors(raw []byte) (header tensorFile, values [][]float32, err error) {
	end := strings.IndexByte(string(raw[:min(len(raw), 1<<20)]), '\n')
	if end < 0 {
		return header, nil, errors.New("has no header line")
	}
	if err := json.Unmarshal(raw[:end], &header); err != nil || header.Format != weightsFormat {
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
