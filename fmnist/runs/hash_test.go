package runs

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

func TestHashIgnoresSpelling(t *testing.T) {
	type ab struct {
		A int
		B float64
	}
	type ba struct {
		B float32
		A uint8
	}
	want, err := Hash(ab{1, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]any{
		"field order": ba{0.5, 1},
		"map":         map[string]any{"B": 0.5, "A": 1.0},
		"raw":         json.RawMessage(`{ "B": 5e-1, "A": 1.0 }`),
		"pointer":     &ab{1, 0.5},
	} {
		if got, err := Hash(same); got != want || err != nil {
			t.Errorf("%s: hash %s, %v; want %s", name, got, err, want)
		}
	}
	for name, other := range map[string]any{"value": ab{1, 0.25}, "absent": map[string]any{"A": 1},
		"list": []any{ab{1, 0.5}}} {
		if got, _ := Hash(other); got == want {
			t.Errorf("%s: the same hash as a different description", name)
		}
	}
}

// The literal is the promise: runs made by an older build are found by a newer one.
func TestHashIsStable(t *testing.T) {
	got, err := Hash("run", 1, map[string]any{"rate": 0.001, "seed": uint64(math.MaxUint64), "name": "é<"})
	const want = "ab5b09d01107516524a11146b1bb089534f0450bc7dca26fa84cf3adf398cc38"
	if err != nil || got != want {
		t.Errorf("hash %s, %v; want %s", got, err, want)
	}
}

func TestHashRefusesWhatItCannotSee(t *testing.T) {
	type hidden struct{ Rate, seed float64 }
	for name, part := range map[string]any{
		"unexported field": hidden{1, 2},
		"nested":           map[string]any{"a": []hidden{{1, 2}}},
		"NaN":              math.NaN(),
		"func":             func() {},
	} {
		if hash, err := Hash(part); err == nil {
			t.Errorf("%s: got hash %s, want an error", name, hash)
		}
	}
	if _, err := Hash(time.Unix(0, 0), struct {
		x int `json:"-"`
	}{1}); err != nil {
		t.Errorf("MarshalJSON or a tag should do: %v", err)
	}
}

func TestIDString(t *testing.T) {
	hash := strings.Repeat("3fa1c02b", 8)
	for name, want := range map[string]string{
		"lenet5":                 "lenet5-3fa1c02b",
		"Report 2: wide/LeNet":   "Report-2--wide-LeNet-3fa1c02b",
		"../../etc":              "etc-3fa1c02b",
		"":                       "run-3fa1c02b",
		strings.Repeat("x", 300): strings.Repeat("x", 64) + "-3fa1c02b",
	} {
		if got := (ID{name, hash}).String(); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
