package trained

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

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// EpochSlot is the slot of the weights after an epoch.
func EpochSlot(n int) string { return fmt.Sprintf("epoch-%04d", n) }

// TestSlot is the slot of the figures of an epoch's weights on the test set, computed on a numeric class.
func TestSlot(n int, class string) string {
	return fmt.Sprintf("%s-%s", testSlots(n), strings.Map(func(r rune) rune {
		if r == '/' || r == ':' || r == '+' {
			return '-' // a slot's name is part of a file name
		}
		return r
	}, class))
}

// testSlots begins the names of an epoch's test slots. It alone is what versions without classes called it.
func testSlots(n int) string { return fmt.Sprintf("test-%04d", n) }

// Figures are what a test slot holds beside the probabilities.
type Figures struct {
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
	Class    string  `json:"class,omitempty"` // the numeric class that computed them
}

// The files of a test slot.
const (
	FiguresName       = "test.json"
	ProbabilitiesName = "probabilities.bin"
)

// tested is the folder with an epoch's test figures: those of the epoch's own class if they are there, else of another
// one.
func tested(run *runs.Run, epoch int, class string) (dir string, ok bool) {
	var slots []string
	for slot := range run.Slots() {
		if rest, found := strings.CutPrefix(slot, testSlots(epoch)); found && (rest == "" || rest[0] == '-') {
			slots = append(slots, slot)
		}
	}
	slices.Sort(slots)
	if own := TestSlot(epoch, class); slices.Contains(slots, own) {
		slots = append([]string{own}, slots...)
	}
	for _, slot := range slots {
		if dir, ok, err := run.Slot(slot); ok && err == nil {
			return dir, true
		}
	}
	return "", false
}

// figuresOf reads the test figures of an epoch; damaged ones are none.
func figuresOf(run *runs.Run, epoch int, class string) (figures Figures, ok bool) {
	dir, ok := tested(run, epoch, class)
	if !ok {
		figures, _, ok = readBeside(run, epoch, class)
		return figures, ok
	}
	text, err := os.ReadFile(filepath.Join(dir, FiguresName))
	if err == nil {
		err = json.Unmarshal(text, &figures)
	}
	return figures, err == nil
}

func probabilities(run *runs.Run, epoch int, class string) ([]float32, error) {
	dir, ok := tested(run, epoch, class)
	if !ok {
		if _, values, ok := readBeside(run, epoch, class); ok {
			return values, nil
		}
		return nil, fmt.Errorf("%s was not tested yet; run the cell again to finish it", run.Name())
	}
	raw, err := os.ReadFile(filepath.Join(dir, ProbabilitiesName))
	if err != nil {
		return nil, err
	}
	values := make([]float32, len(raw)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return values, nil
}

// ErrGone says that an epoch's weights were not kept.
var ErrGone = errors.New("its weights were not kept")

// Weights are a run's weights after that epoch by name ("conv2d/kernel"), row by row; the error is ErrGone when they
// were not kept.
func Weights(store runs.Store, id runs.ID, epoch int) (map[string][]float32, error) {
	run, err := store.Read(id)
	if err != nil {
		return nil, err
	}
	return weights(run, epoch)
}

func weights(run *runs.Run, epoch int) (map[string][]float32, error) {
	for _, slot := range []string{EpochSlot(epoch), "best"} { // versions before views kept the best epoch by that name
		if at, ok := run.Slots()[slot]; !ok || at != epoch && slot != EpochSlot(epoch) {
			continue
		}
		if dir, ok, err := run.Slot(slot); ok && err == nil {
			return readWeights(filepath.Join(dir, WeightsName))
		}
	}
	return nil, fmt.Errorf("%s, epoch %d: %w", run.Name(), epoch, ErrGone)
}

func readWeights(path string) (map[string][]float32, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the weights cannot be read: %w", err)
	}
	header, values, err := ParseTensors(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	all := map[string][]float32{}
	for i, t := range header.Tensors {
		all[t.Name] = values[i]
	}
	return all, nil
}

// WriteFloats writes values as little-endian float32.
func WriteFloats(path string, values []float32) error {
	raw := make([]byte, 0, 4*len(values))
	for _, x := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return os.WriteFile(path, raw, 0o644)
}
