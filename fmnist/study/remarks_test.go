package study

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Class-sorted data are said to be so where training starts, once, and are not blamed on the learning rate.
func TestSortedDataAreRemarked(t *testing.T) {
	s := smallStudy(t)
	var heard []string
	s.Display = sayer{said: &heard}
	order := make([]int, s.Data.Train.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(s.Data.Train.Labels[a]) - int(s.Data.Train.Labels[b]) })
	s.Data.Train = s.Data.Train.Subset(order)
	p := small.With(plan.Epochs(1))
	p.Validation = 0.05
	for range 2 {
		p.Seed++
		if _, err := s.Train(context.Background(), p); err != nil {
			t.Fatal(err)
		}
	}
	const want = "the validation images hold only class 9 (Ankle boot)"
	count := 0
	for _, sentence := range heard {
		if strings.HasPrefix(sentence, want) {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%q is said %d times: %q", want, count, heard)
	}
	if cause := s.imbalance(p); !strings.HasPrefix(cause, want) {
		t.Errorf("the cause is %q", cause)
	}
	if cause := s.imbalance(p.With(plan.Splitting("stratified"))); cause != "" {
		t.Errorf("stratified: %q", cause)
	}
}

// A remark says that epochs after the end of a cosine teach nothing.
func TestEpochsBeyondACosineAreRemarked(t *testing.T) {
	for epochs, want := range map[int]string{2: "", 3: "after 2 epochs, and every later epoch (1 of them) trains at rate 0"} {
		p := small.With(plan.Epochs(epochs), plan.Cosine(2, 0))
		if got := beyondCosine(p); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%d epochs: %q", epochs, got)
		}
	}
}
