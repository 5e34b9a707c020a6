package train

import "testing"

// 54,000 images in batches of 128 are Keras' 422 steps, the last of them with 112 images.
func TestStepsOfAnEpochAreKeras(t *testing.T) {
	if s := newStream(upTo(54000), 128, 1); s.perPass() != 422 || len(s.at(421)) != 112 {
		t.Errorf("%d steps, last batch %d", s.perPass(), len(s.at(421)))
	}
}

func TestStreamIsAFreshPermutationEachPass(t *testing.T) {
	s := newStream(upTo(10), 4, 1)
	var passes [2][]int32
	for step := range 6 {
		passes[step/3] = append(passes[step/3], s.at(step)...)
	}
	for _, pass := range passes {
		seen := map[int32]bool{}
		for _, i := range pass {
			seen[i] = true
		}
		if len(pass) != 10 || len(seen) != 10 {
			t.Errorf("a pass must hold every sample once: %v", pass)
		}
	}
	if again := newStream(upTo(10), 4, 1).at(4); again[0] != passes[1][4] {
		t.Error("any step must be found again without those before it")
	}
}
