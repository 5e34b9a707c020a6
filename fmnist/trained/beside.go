package trained

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// besideTest is a test that was made while another process trained the run on.
type besideTest struct {
	Figures
	Probabilities []byte `json:"probabilities"` // little-endian float32, row by row
}

// testName is what a test beside a run is called.
func testName(epoch int) string { return fmt.Sprintf("test of epoch %d", epoch) }

// TestBeside keeps a test of an epoch's weights beside a run that another process holds. class is the numeric class of
// the epoch and of the test: where they differ, a test cannot be kept so.
func TestBeside(ctx context.Context, run *runs.Run, epoch int, class string,
	test func() (Figures, []float32, error)) error {
	_, err := run.Beside(ctx, testName(epoch), class, func(w io.Writer) error {
		figures, probabilities, err := test()
		if err != nil {
			return err
		}
		kept := besideTest{Figures: figures}
		if kept.Probabilities, err = binary.Append(nil, binary.LittleEndian, probabilities); err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(kept)
	}, func(r io.Reader) error { return json.NewDecoder(r).Decode(&besideTest{}) })
	return err
}

// readBeside reads what TestBeside has kept; ok is false where there is nothing.
func readBeside(run *runs.Run, epoch int, class string) (figures Figures, probabilities []float32, ok bool) {
	var kept besideTest
	if !run.ReadBeside(testName(epoch), class, func(r io.Reader) error { return json.NewDecoder(r).Decode(&kept) }) {
		return figures, nil, false
	}
	probabilities = make([]float32, len(kept.Probabilities)/4)
	_, err := binary.Decode(kept.Probabilities, binary.LittleEndian, probabilities)
	return kept.Figures, probabilities, err == nil
}
