package footprint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/memory"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// dense is a plan that takes about so many bytes.
func dense(bytes float64) plan.Plan {
	const perUnit = 784 * 4 * (perWeight + 2*perSlot) // the layer behind it and the activations are next to nothing
	units := max(1, int(bytes/perUnit))
	return plan.Plan{Net: nets.New(fmt.Sprint("dense", units), nets.Flatten, nets.Dense(units), nets.Dense(10)), Batch: 1}
}

// Side by side the program and the data are there once, and the largest plans count.
func TestTogether(t *testing.T) {
	small, large := dense(1e8), dense(1e9)
	one, err := Of(large, 1000, 100)
	if err != nil {
		t.Fatal(err)
	}
	shared := one.Program + one.Data
	for n, want := range map[int]float64{0: shared, 1: one.Total(), 2: 2*one.Total() - shared} {
		got, err := Together([]plan.Plan{small, large, small, large}, n, 1000, 100)
		if err != nil || got != want {
			t.Errorf("%d at a time: %g %v, want %g", n, got, err, want)
		}
	}
	if got, err := Together(nil, 2, 1000, 100); err != nil || got != 0 {
		t.Errorf("no plans: %g %v", got, err)
	}
}

func TestCheckTogether(t *testing.T) {
	have, ok := memory.Available()
	if !ok {
		t.Skip("this machine does not tell how much memory is free")
	}
	plans := slices.Repeat([]plan.Plan{dense(0.37 * float64(have))}, 9)
	for n, want := range map[int]string{1: "", 2: "", 9: "; let 2 be at work at a time"} {
		err := CheckTogether(plans, n, 1000, 100)
		if (err == nil) != (want == "") || err != nil && (!strings.HasSuffix(err.Error(), want) ||
			!strings.HasPrefix(err.Error(), "9 trainings side by side would need ")) {
			t.Errorf("%d at a time: %v", n, err)
		}
	}
	if err := CheckTogether(plans[:1], 9, 1000, 100); err != nil {
		t.Errorf("one plan fits: %v", err)
	}
	if err := CheckTogether([]plan.Plan{dense(2 * float64(have))}, 4, 1000, 100); err == nil {
		t.Error("a plan that does not fit is not refused")
	}
	if err := CheckTogether(nil, 4, 1000, 100); err != nil {
		t.Errorf("nothing to train: %v", err)
	}
}
