package study

import (
	"os"
	"path/filepath"
	"testing"
)

// A training whose stored test is damaged is answered all the same, with the same figures.
func TestDamagedTestIsComputedAgain(t *testing.T) {
	for _, name := range []string{"test.json", "probabilities.bin"} {
		s := smallStudy(t)
		whole := trainSmall(t, s, small)
		found, err := filepath.Glob(filepath.Join(whole.Dir, "snapshots", "*", name))
		if err != nil || len(found) != 1 {
			t.Fatalf("%d files called %s (%v)", len(found), name, err)
		}
		if err := os.Truncate(found[0], 7); err != nil {
			t.Fatal(err)
		}
		again := trainSmall(t, s, small)
		if again.TestLoss != whole.TestLoss || again.TestAccuracy != whole.TestAccuracy || again.Epochs != whole.Epochs {
			t.Errorf("%s: %v, want %v", name, again, whole)
		}
	}
}
