package kfold

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// golden is what bench/golden/kfold.py wrote.
type golden struct {
	Sklearn string
	Plain   []struct {
		N, K int
		Test [][]int
	}
	Stratified []struct {
		Labels []int
		K      int
		Test   [][]int
		Counts [][][]int // with shuffle: samples of each class in each fold
	}
	Sizes []struct {
		N, K  int
		Sizes []int
	}
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	text, err := os.ReadFile("../../bench/golden/kfold.json")
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func tests(folds []Fold) (all [][]int) {
	for _, fold := range folds {
		all = append(all, fold.Test)
	}
	return all
}

func TestPlainEqualsScikitLearn(t *testing.T) {
	g := readGolden(t)
	for _, c := range g.Plain {
		folds, err := Plain(c.N, c.K, false, 0)
		if err != nil || !reflect.DeepEqual(tests(folds), c.Test) {
			t.Errorf("%d in %d: %v, %v; want %v", c.N, c.K, tests(folds), err, c.Test)
		}
	}
	for _, c := range g.Sizes {
		for _, shuffle := range []bool{false, true} {
			folds, err := Plain(c.N, c.K, shuffle, 1)
			if err != nil {
				t.Fatal(err)
			}
			for i, fold := range folds {
				if len(fold.Test) != c.Sizes[i] || len(fold.Train) != c.N-c.Sizes[i] {
					t.Errorf("%d in %d: fold %d has %d, want %d", c.N, c.K, i, len(fold.Test), c.Sizes[i])
				}
			}
		}
	}
}

func TestStratifiedEqualsScikitLearn(t *testing.T) {
	for _, c := range readGolden(t).Stratified {
		folds, err := Stratified(c.Labels, c.K, false, 0)
		if err != nil || !reflect.DeepEqual(tests(folds), c.Test) {
			t.Errorf("%v in %d: %v, %v; want %v", c.Labels, c.K, tests(folds), err, c.Test)
		}
		folds, err = Stratified(c.Labels, c.K, true, 5)
		if err != nil {
			t.Fatal(err)
		}
		for seed, want := range c.Counts {
			for i, fold := range folds {
				got := make([]int, slices.Max(c.Labels)+1)
				for _, sample := range fold.Test {
					got[c.Labels[sample]]++
				}
				if !slices.Equal(got, want[i]) {
					t.Errorf("%v in %d, fold %d: classes %v, scikit-learn with seed %d has %v", c.Labels, c.K, i, got,
						seed, want[i])
				}
			}
		}
		partition(t, folds, len(c.Labels))
	}
}

// partition checks the promises of Fold.
func partition(t *testing.T, folds []Fold, n int) {
	t.Helper()
	times := make([]int, n)
	for i, fold := range folds {
		if !slices.IsSorted(fold.Test) || !slices.IsSorted(fold.Train) {
			t.Errorf("fold %d is not ascending", i)
		}
		both := slices.Concat(fold.Train, fold.Test)
		slices.Sort(both)
		if len(both) != n || len(slices.Compact(both)) != n {
			t.Errorf("fold %d does not hold every sample once", i)
		}
		for _, sample := range fold.Test {
			times[sample]++
		}
	}
	if slices.Min(times) != 1 || slices.Max(times) != 1 {
		t.Error("some sample is not tested exactly once")
	}
}

func TestShuffle(t *testing.T) {
	first, err := Plain(1000, 7, true, 42)
	if err != nil {
		t.Fatal(err)
	}
	partition(t, first, 1000)
	again, _ := Plain(1000, 7, true, 42)
	other, _ := Plain(1000, 7, true, 43)
	if !reflect.DeepEqual(first, again) || reflect.DeepEqual(first, other) {
		t.Error("the seed must decide the folds, and nothing else")
	}
	// The promise for other machines and Go versions.
	small, _ := Plain(10, 5, true, 42)
	if got, want := tests(small), [][]int{{0, 6}, {2, 7}, {5, 8}, {1, 4}, {3, 9}}; !reflect.DeepEqual(got, want) {
		t.Errorf("seed 42 gives %v, want %v", got, want)
	}
}

func TestErrors(t *testing.T) {
	labels := []string{"a", "a", "b", "b", "c"}
	for name, c := range map[string]struct {
		call func() ([]Fold, error)
		want string
	}{
		"k = 1":         {func() ([]Fold, error) { return Plain(10, 1, false, 0) }, "at least 2"},
		"negative k":    {func() ([]Fold, error) { return Plain(10, -3, false, 0) }, "at least 2"},
		"k > n":         {func() ([]Fold, error) { return Plain(3, 4, true, 0) }, "only 3 samples"},
		"nothing":       {func() ([]Fold, error) { return Plain(0, 2, false, 0) }, "only 0 samples"},
		"small classes": {func() ([]Fold, error) { return Stratified(labels, 3, false, 0) }, "largest class has 2"},
		"no labels":     {func() ([]Fold, error) { return Stratified([]int{}, 2, false, 0) }, "only 0 samples"},
	} {
		if folds, err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v; want %q", name, folds, err, c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	labels := []string{"a", "a", "a", "b", "b", "b", "c", "a", "b"}
	folds, err := Stratified(labels, 3, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	gaps, err := Gaps(folds, labels)
	if err != nil || len(gaps) != 3 { // c is tested in one fold, so two lack it to test on and that one to train on
		t.Fatalf("%v, %v", gaps, err)
	}
	for _, gap := range gaps {
		if gap.Class != "c" || gap.Members != 1 || !strings.Contains(gap.String(), "class c") {
			t.Errorf("%+v: %s", gap, gap)
		}
	}
	if _, err := Gaps(folds, labels[:4]); err == nil {
		t.Error("a sample without a label went unseen")
	}
}

func FuzzStratified(f *testing.F) {
	f.Add([]byte{0, 1, 0, 1, 2}, 2, uint64(1))
	f.Fuzz(func(t *testing.T, labels []byte, k int, seed uint64) {
		folds, err := Stratified(labels, k, true, seed)
		if err == nil {
			partition(t, folds, len(labels))
		}
	})
}
