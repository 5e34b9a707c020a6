package metrics

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// statsmodels and scipy compute the same power and need as many seeds (bench/golden/power.py). Cohen's table (1988) is
// among them: 64 figures a group for an effect of 0.5, 26 for 0.8.
func TestPower(t *testing.T) {
	text, err := os.ReadFile("../../bench/golden/power.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden []struct {
		Difference float64
		A          float64 `json:"sd_a"`
		B          float64 `json:"sd_b"`
		Seeds      int
		At         []int
		Power      []float64
	}
	if err := json.Unmarshal(text, &golden); err != nil || len(golden) < 10 {
		t.Fatal(len(golden), err)
	}
	for _, c := range golden {
		if got := SeedsNeeded(-c.Difference, c.A, c.B); got != c.Seeds {
			t.Errorf("a difference of %g at %g and %g takes %d seeds, want %d", c.Difference, c.A, c.B, got, c.Seeds)
		}
		for i, n := range c.At {
			if got := WelchPower(c.Difference, c.A, c.B, n); math.Abs(got-c.Power[i]) > 1e-6 {
				t.Errorf("a difference of %g at %g and %g, %d seeds: power %.8f, want %.8f", c.Difference, c.A, c.B, n, got,
					c.Power[i])
			}
		}
	}
	if none, sure := SeedsNeeded(0, 1, 1), SeedsNeeded(0.1, 0, 0); none != 0 || sure != 2 {
		t.Errorf("%d seeds for no difference, %d for no spread", none, sure)
	}
}
