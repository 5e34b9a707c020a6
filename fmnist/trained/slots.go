package trained

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// EpochSlot is the slot of the weights after an epoch.
func EpochSlot(n int) string { return fmt.Sprintf("epoch-%04d", n) }

// TestSlot is the slot of the figures of an epoch's weights on the test set.
func TestSlot(n int) string { return fmt.Sprintf("test-%04d", n) }

// Figures are what a test slot holds beside the probabilities.
type Figures struct {
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
}

// The files of a test slot.
const (
	FiguresName       = "test.json"
	ProbabilitiesName = "probabilities.bin"
)

// figuresOf reads the test figures of an epoch; damaged ones are none.
func figuresOf(run *runs.Run, epoch int) (figures Figures, ok bool) {
	dir, ok, err := run.Slot(TestSlot(epoch))
	if err != nil || !ok {
		return figures, false
	}
	text, err := os.ReadFile(filepath.Join(dir, FiguresName))
	if err == nil {
		err = json.Unmarshal(text, &figures)
	}
	return figures, err == nil
}

// Probabilities are the test images' class probabilities by the weights of a run after that epoch, row by row.
func Probabilities(store runs.Store, id runs.ID, epoch int) ([]float32, error) {
	run, err := store.Read(id)
	if err != nil {
		return nil, err
	}
	return probabilities(run, epoch)
}

func probabilities(run *runs.Run, epoch int) ([]float32, error) {
	dir, ok, err := run.Slot(TestSlot(epoch))
	if err != nil || !ok {
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

// Weights are a run's weights after that epoch by name ("conv2d/kernel"), row by row.
func Weights(store runs.Store, id runs.ID, epoch int) (map[string][]float32, error) {
	run, err := store.Read(id)
	if err != nil {
		return nil, err
	}
	return weights(run, epoch)
}

func weights(run *runs.Run, epoch int) (map[string][]float32, error) {
	for _, slot := range []string{EpochSlot(epoch), "best"} {
		if at, ok := run.Slots()[slot]; !ok || at != epoch && slot != EpochSlot(epoch) {
			continue
		}
		if dir, ok, err := run.Slot(slot); ok && err == nil {
			return readWeights(filepath.Join(dir, WeightsName))
		}
	}
	return nil, fmt.Errorf("%s: the weights of epoch %d were not kept; train for that many epochs", run.Name(), epoch)
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
