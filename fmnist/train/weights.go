package train

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// state is everything that a step changes.
type state struct {
	trained.State
	weights []*tensors.Tensor
	slots   [][]*tensors.Tensor // for each of the plan's slots one tensor a trainable weight
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
	for range g.plan.Slots() {
		s.slots = append(s.slots, g.zeros())
	}
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

// beginMean lets the steps begin at the weights, wherever those came from.
func (s *state) beginMean(g *graphs) error {
	for i, at := range g.trainable {
		values, err := tensors.CopyFlatData[float32](s.weights[at])
		if err != nil {
			return err
		}
		s.slots[len(s.slots)-1][i] = tensors.FromFlatDataAndDimensions(values, g.parameters[at].Shape...)
	}
	return nil
}

// momentum is that of the weights' running mean in the next step: none in the first one, whose weights the mean begins
// with.
func (s *state) momentum(p plan.Plan) float32 {
	if s.Step == 0 {
		return 0
	}
	return float32(p.EMA)
}

// replace takes over the outputs of a step and frees what they replace: trained weights, slot after slot, running
// means.
func (s *state) replace(g *graphs, outputs []*tensors.Tensor) {
	next := func(old **tensors.Tensor) {
		_ = (*old).FinalizeAll() // frees at once; the collector would do it later
		*old, outputs = outputs[0], outputs[1:]
	}
	for _, at := range g.trainable {
		next(&s.weights[at])
	}
	for _, slot := range s.slots {
		for i := range slot {
			next(&slot[i])
		}
	}
	for _, at := range g.moving {
		next(&s.weights[at])
	}
}

func (s *state) args(weightsOnly bool, first ...any) []any {
	groups := [][]*tensors.Tensor{s.weights}
	if !weightsOnly {
		groups = append(groups, s.slots...)
	}
	for _, group := range groups {
		for _, t := range group {
			first = append(first, t)
		}
	}
	return first
}

// save writes the weights, and what the optimizer keeps beside them, into a folder of the run store (which seals them).
func (s *state) save(dir string, g *graphs) error {
	if err := writeTensors(filepath.Join(dir, trained.WeightsName), &s.State, g.parameters, s.weights); err != nil {
		return err
	}
	return writeTensors(filepath.Join(dir, trained.MomentsName), nil, g.slotParameters(), slices.Concat(s.slots...))
}

// slotParameters are the tensors of the plan's slots in the order of their file.
func (g *graphs) slotParameters() (all []nets.Parameter) {
	for _, slot := range g.plan.Slots() {
		for _, at := range g.trainable {
			p := g.parameters[at]
			p.Name += "/" + slot
			all = append(all, p)
		}
	}
	return all
}

func writeTensors(path string, s *trained.State, parameters []nets.Parameter, values []*tensors.Tensor) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	header := trained.TensorFile{Format: trained.WeightsFormat, State: s}
	for _, p := range parameters {
		header.Tensors = append(header.Tensors, trained.TensorInfo{Name: p.Name, Shape: p.Shape})
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

// load reads what save wrote; the optimizer's tensors only when the run is to go on.
func (g *graphs) load(dir string, moments bool) (*state, error) {
	header, weights, err := readTensors(filepath.Join(dir, trained.WeightsName), g.parameters)
	if err != nil {
		return nil, err
	}
	if header.State == nil {
		return nil, fmt.Errorf("%s says nothing about the training state; forget the run and train it again",
			filepath.Join(dir, trained.WeightsName))
	}
	s := &state{State: *header.State, weights: weights}
	if !moments {
		return s, nil
	}
	_, all, err := readTensors(filepath.Join(dir, trained.MomentsName), g.slotParameters())
	if err != nil {
		return nil, err
	}
	for range g.plan.Slots() {
		s.slots, all = append(s.slots, all[:len(g.trainable)]), all[len(g.trainable):]
	}
	return s, nil
}

func readTensors(path string, wanted []nets.Parameter) (trained.TensorFile, []*tensors.Tensor, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return trained.TensorFile{}, nil, fmt.Errorf("the weights cannot be read: %w", err)
	}
	header, values, err := trained.ParseTensors(raw)
	if err != nil {
		return header, nil, fmt.Errorf("%s %w; forget the run and train it again", path, err)
	}
	if len(header.Tensors) != len(wanted) {
		return header, nil, fmt.Errorf("%s has %d tensors, the network has %d; it belongs to another network", path,
			len(header.Tensors), len(wanted))
	}
	var out []*tensors.Tensor
	for i, p := range wanted {
		if fmt.Sprint(header.Tensors[i].Shape) != fmt.Sprint(p.Shape) ||
			!strings.HasPrefix(header.Tensors[i].Name, p.Name) {
			return header, nil, fmt.Errorf("%s: tensor %s %v does not fit %s %v; it belongs to another network",
				path, header.Tensors[i].Name, header.Tensors[i].Shape, p.Name, p.Shape)
		}
		out = append(out, tensors.FromFlatDataAndDimensions(values[i], p.Shape...))
	}
	return header, out, nil
}
